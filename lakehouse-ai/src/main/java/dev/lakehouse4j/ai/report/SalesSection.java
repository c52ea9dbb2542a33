package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.ai.kpi.Change;
import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.kpi.KpiSheet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Revenue, orders and categories. */
final class SalesSection {

    private static final int CATEGORIES = 10;
    /** Of products without a category. */
    private static final String UNKNOWN = "unknown";

    private static final double HELD = 0.005;
    private static final double FEW_PERCENT = 0.1;

    private final Texts texts;

    private final @Nullable Kpi revenue;

    private SalesSection(Texts texts, @Nullable Kpi revenue) {
        this.texts = texts;
        this.revenue = revenue;
    }

    static Section of(Answers answers, @Nullable KpiSheet kpis) {
        SalesSection section = new SalesSection(
                answers.texts(), kpis == null ? null : kpis.find("item_revenue").orElse(null));
        return new Section(
                "sales",
                section.texts.say("sales.title"),
                section.texts.say("sales.intro"),
                List.of(
                        answers.chart("sales_by_month", "sales-by-month", "sales.month", "pipeline", section::byMonth),
                        answers.chart(
                                "sales_by_category",
                                "sales-by-category",
                                "sales.category",
                                "pipeline",
                                section::byCategory)));
    }

    private Element byMonth(Answer.Rows answer) {
        List<Row> drawn = Months.regular(answer.rows(), row -> row.number("orders"));
        List<String> labels =
                drawn.stream().map(row -> texts.monthOnAxis(row.month("month"))).toList();
        Panel revenue = new Panel(Panel.Kind.COLUMNS, Format.MONEY, labels, aria("sales.month.aria", "revenue", drawn))
                .named(texts.say("revenue"))
                .add(series("sales.month.first", Tone.PRIMARY, "first_revenue", drawn))
                .add(series("sales.month.repeat", Tone.SECONDARY, "repeat_revenue", drawn))
                .stacked();
        Panel orders = new Panel(Panel.Kind.COLUMNS, Format.NUMBER, labels, aria("sales.orders.aria", "orders", drawn))
                .named(texts.say("sales.month.orders"))
                .add(Series.of(
                        texts.say("orders"),
                        Tone.MUTED,
                        drawn.stream().map(row -> row.number("orders")).toList()))
                .height(150);
        DataTable table = new DataTable(
                texts.say("month"), texts.say("revenue"), texts.say("sales.month.repeat"), texts.say("orders"));
        answer.rows()
                .forEach(row -> table.add(
                        texts.month(row.month("month")),
                        texts.moneyInFull(row.number("revenue")),
                        texts.moneyInFull(row.number("repeat_revenue")),
                        texts.count(row.number("orders"))));
        return Element.Chart.of(
                        "sales-by-month",
                        title(drawn),
                        texts.say("sales.month.what"),
                        table,
                        answer.source(),
                        revenue,
                        orders)
                .noting(note(answer.rows(), drawn));
    }

    private Series series(String key, Tone tone, String column, List<Row> rows) {
        return Series.of(
                texts.say(key),
                tone,
                rows.stream().map(row -> row.number(column)).toList());
    }

    /** The newest complete months beside the same months of the year before, as in the summary. */
    private String title(List<Row> drawn) {
        Change change = revenue == null ? null : revenue.yearChange() != null ? revenue.yearChange() : revenue.change();
        if (change == null || change.relative().isEmpty()) {
            Row last = drawn.get(drawn.size() - 1);
            return texts.say(
                    "sales.month.plain", texts.money(last.number("revenue")), texts.monthInWords(last.month("month")));
        }
        double relative = change.relative().getAsDouble();
        String key = relative > HELD ? "sales.month.up" : relative < -HELD ? "sales.month.down" : "sales.month.flat";
        return texts.say(
                key,
                texts.money(change.value()),
                texts.period(change.period()),
                texts.percent(Math.abs(relative), Math.abs(relative) < FEW_PERCENT ? 1 : 0),
                texts.period(change.previousPeriod()));
    }

    private String note(List<Row> all, List<Row> drawn) {
        double revenue = all.stream().mapToDouble(row -> row.number("revenue")).sum();
        double repeats =
                all.stream().mapToDouble(row -> row.number("repeat_revenue")).sum();
        List<String> sentences = new ArrayList<>();
        if (revenue > 0) {
            sentences.add(texts.say("sales.month.note", texts.percent(repeats / revenue)));
        }
        if (drawn.size() < all.size()) {
            double left = all.stream().mapToDouble(row -> row.number("orders")).sum()
                    - drawn.stream().mapToDouble(row -> row.number("orders")).sum();
            sentences.add(texts.say("sales.month.left", texts.count(left)));
        }
        Row last = drawn.get(drawn.size() - 1);
        if (Months.isPartial(last.month("month"), last.day("last_day"))) {
            sentences.add(texts.say("sales.month.partial", texts.day(last.day("last_day"))));
        }
        return String.join(" ", sentences);
    }

    private String aria(String key, String column, List<Row> rows) {
        Row highest = rows.stream()
                .max(Comparator.comparingDouble(row -> row.number(column)))
                .orElseThrow();
        Row last = rows.get(rows.size() - 1);
        return texts.say(
                key,
                rows.size(),
                texts.month(rows.get(0).month("month")),
                texts.month(last.month("month")),
                written(column, highest),
                texts.month(highest.month("month")),
                written(column, last));
    }

    private String written(String column, Row row) {
        return "revenue".equals(column) ? texts.money(row.number(column)) : texts.count(row.number(column));
    }

    private Element byCategory(Answer.Rows answer) {
        List<Row> all = answer.rows();
        List<Row> drawn = all.subList(0, Math.min(CATEGORIES, all.size()));
        double total = all.stream().mapToDouble(row -> row.number("revenue")).sum();
        List<String> labels = drawn.stream()
                .map(row -> texts.capital(texts.category(row.text("category"))))
                .toList();
        long known = all.stream()
                .filter(row -> !UNKNOWN.equals(row.text("category")))
                .count();
        Row first = drawn.get(0);
        Row second = drawn.get(Math.min(1, drawn.size() - 1));
        Panel panel = new Panel(
                        Panel.Kind.BARS,
                        Format.MONEY,
                        labels,
                        texts.say(
                                "sales.category.aria",
                                drawn.size(),
                                texts.category(first.text("category")),
                                texts.money(first.number("revenue")),
                                texts.category(second.text("category")),
                                texts.money(second.number("revenue"))))
                .add(series("revenue", Tone.PRIMARY, "revenue", drawn))
                .labelled();
        DataTable table = new DataTable(
                texts.say("category"),
                texts.say("revenue"),
                texts.say("sales.category.share"),
                texts.say("orders"),
                texts.say("late.rate"),
                texts.say("stars"));
        all.forEach(row -> table.add(
                texts.category(row.text("category")),
                texts.moneyInFull(row.number("revenue")),
                texts.percent(total > 0 ? row.number("revenue") / total : 0, 1),
                texts.count(row.number("orders")),
                texts.percentOrNone(row.optional("late_rate")),
                texts.decimalOrNone(row.optional("review_score"), 2)));
        return Element.Chart.of(
                "sales-by-category",
                texts.say(
                        "sales.category.title",
                        half(all, total),
                        known,
                        texts.category(first.text("category")),
                        texts.money(first.number("revenue"))),
                texts.say("sales.category.what", drawn.size(), known),
                table,
                answer.source(),
                panel);
    }

    /** How many of the largest categories it takes for half of the revenue. */
    private static int half(List<Row> largestFirst, double total) {
        double sum = 0;
        for (int i = 0; i < largestFirst.size(); i++) {
            sum += largestFirst.get(i).number("revenue");
            if (2 * sum >= total) {
                return i + 1;
            }
        }
        return largestFirst.size();
    }
}
