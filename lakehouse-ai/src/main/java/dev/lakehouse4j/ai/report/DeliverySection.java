package dev.lakehouse4j.ai.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Late deliveries: when, where, and what they cost in stars. */
final class DeliverySection {

    /** A rate of fewer orders says little. */
    static final int FEWEST = 30;

    private static final double HIGH = 1.5;
    private static final double MAJORITY = 0.5;
    private static final int STATES_NAMED = 3;
    /** The first steps of the query are on time. */
    private static final int ON_TIME_STEPS = 2;

    private static final int PROMISED_DAY = 3;

    private final Texts texts;

    private DeliverySection(Texts texts) {
        this.texts = texts;
    }

    static Section of(Answers answers) {
        DeliverySection section = new DeliverySection(answers.texts());
        return new Section(
                "delivery",
                section.texts.say("delivery.title"),
                section.texts.say("delivery.intro"),
                List.of(
                        answers.chart("late_by_month", "late-by-month", "late.month", "pipeline", section::byMonth),
                        answers.chart("late_by_state", "late-by-state", "late.state", "pipeline", section::byState),
                        answers.chart("stars_by_delay", "stars-by-delay", "late.stars", "pipeline", section::stars)));
    }

    private Element byMonth(Answer.Rows answer) {
        List<Row> delivered = answer.rows().stream()
                .filter(row -> row.count("delivered_orders") >= FEWEST)
                .toList();
        List<Row> drawn = Months.regular(delivered, row -> row.number("delivered_orders"));
        if (drawn.isEmpty()) {
            return new Element.Absent("late-by-month", texts.say("late.month.name"), texts.say("absent.few", FEWEST));
        }
        double overall = rate(answer.rows());
        List<Tone> tones = drawn.stream()
                .map(row -> row.number("late_rate") > HIGH * overall ? Tone.WARNING : Tone.NEUTRAL)
                .toList();
        Comparator<Row> byRate = Comparator.comparingDouble(row -> row.number("late_rate"));
        Row highest = drawn.stream().max(byRate).orElseThrow();
        Row lowest = drawn.stream().min(byRate).orElseThrow();
        Row last = drawn.get(drawn.size() - 1);
        Panel panel = new Panel(
                        Panel.Kind.COLUMNS,
                        Format.PERCENT,
                        drawn.stream()
                                .map(row -> texts.monthOnAxis(row.month("month")))
                                .toList(),
                        texts.say(
                                "late.month.aria",
                                drawn.size(),
                                texts.percent(overall, 1),
                                texts.percent(highest.number("late_rate"), 1),
                                texts.month(highest.month("month")),
                                texts.percent(lowest.number("late_rate"), 1),
                                texts.month(lowest.month("month"))))
                .add(Series.of(
                                texts.say("late.rate"),
                                Tone.WARNING,
                                drawn.stream()
                                        .map(row -> row.number("late_rate"))
                                        .toList())
                        .toned(tones))
                .reference(overall, texts.say("late.overall", texts.percent(overall, 1)))
                .digits(1);
        DataTable table = new DataTable(
                texts.say("month"), texts.say("late.rate"), texts.say("late.late"), texts.say("late.delivered"));
        answer.rows()
                .forEach(row -> table.add(
                        texts.month(row.month("month")),
                        texts.percentOrNone(row.optional("late_rate")),
                        texts.count(row.number("late_orders")),
                        texts.count(row.number("delivered_orders"))));
        boolean lastIsHighest = last.equals(highest);
        return Element.Chart.of(
                        "late-by-month",
                        texts.say(
                                lastIsHighest ? "late.month.now" : "late.month.title",
                                texts.percent(highest.number("late_rate"), 1),
                                texts.monthInWords(highest.month("month")),
                                texts.percent(last.number("late_rate"), 1),
                                texts.monthInWords(last.month("month"))),
                        texts.say("late.month.what"),
                        table,
                        answer.source(),
                        panel)
                .noting(drawn.size() < answer.rows().size() ? texts.say("late.month.note") : "");
    }

    private static double rate(List<Row> rows) {
        double delivered =
                rows.stream().mapToDouble(row -> row.number("delivered_orders")).sum();
        double late =
                rows.stream().mapToDouble(row -> row.number("late_orders")).sum();
        return delivered > 0 ? late / delivered : 0;
    }

    private Element byState(Answer.Rows answer) {
        List<Row> ranked = answer.rows().stream()
                .filter(row -> row.count("delivered_orders") >= FEWEST)
                .toList();
        if (ranked.isEmpty()) {
            return new Element.Absent("late-by-state", texts.say("late.state.name"), texts.say("absent.few", FEWEST));
        }
        double overall = rate(answer.rows());
        List<Intervals> intervals =
                ranked.stream().map(DeliverySection::interval).toList();
        Row highest = ranked.get(0);
        Row lowest = ranked.get(ranked.size() - 1);
        Panel panel = new Panel(
                        Panel.Kind.BARS,
                        Format.PERCENT,
                        ranked.stream().map(row -> row.text("state")).toList(),
                        texts.say(
                                "late.state.aria",
                                ranked.size(),
                                name(highest),
                                texts.percent(highest.number("late_rate"), 1),
                                name(lowest),
                                texts.percent(lowest.number("late_rate"), 1),
                                texts.percent(overall, 1)))
                .named(texts.say("late.state.ranked"))
                .add(Series.of(
                                texts.say("late.rate"),
                                Tone.WARNING,
                                ranked.stream()
                                        .map(row -> row.number("late_rate"))
                                        .toList())
                        .toned(intervals.stream()
                                .map(interval -> interval.lower() > overall ? Tone.WARNING : Tone.NEUTRAL)
                                .toList())
                        .between(
                                intervals.stream().map(Intervals::lower).toList(),
                                intervals.stream().map(Intervals::upper).toList()))
                .from(0)
                .reference(overall, texts.say("late.overall", texts.percent(overall, 1)))
                .digits(1);
        DataTable table = new DataTable(
                texts.say("state"),
                texts.say("late.rate"),
                texts.say("late.interval"),
                texts.say("late.late"),
                texts.say("late.delivered"),
                texts.say("late.days"),
                texts.say("stars"));
        answer.rows().forEach(row -> {
            Intervals interval = interval(row);
            table.add(
                    name(row),
                    texts.percent(row.number("late_rate"), 1),
                    texts.percent(interval.lower(), 1) + '–' + texts.percent(interval.upper(), 1),
                    texts.count(row.number("late_orders")),
                    texts.count(row.number("delivered_orders")),
                    texts.decimalOrNone(row.optional("delivery_days"), 1),
                    texts.decimalOrNone(row.optional("review_score"), 2));
        });
        TileMap map = TileMap.of(answer.rows(), FEWEST, texts);
        return Element.Chart.of(
                        "late-by-state",
                        stateTitle(answer.rows(), highest),
                        texts.say("late.state.what"),
                        table,
                        answer.source(),
                        panel)
                .noting(texts.say("late.state.note", FEWEST))
                .withMap(map.svg(), texts.say("late.state.maptitle"));
    }

    private static Intervals interval(Row row) {
        return Intervals.of(row.number("late_orders"), row.number("delivered_orders"));
    }

    /** Rate and volume tell of different places: the highest rate, and the few states with most of the late orders. */
    private String stateTitle(List<Row> rows, Row highest) {
        List<Row> byLate = rows.stream()
                .sorted(Comparator.comparingDouble((Row row) -> -row.number("late_orders"))
                        .thenComparing(row -> row.text("state")))
                .toList();
        double late =
                rows.stream().mapToDouble(row -> row.number("late_orders")).sum();
        double sum = 0;
        List<String> names = new ArrayList<>();
        for (Row row : byLate) {
            if (sum > MAJORITY * late || names.size() == STATES_NAMED) {
                break;
            }
            sum += row.number("late_orders");
            names.add(TileMap.stateName(row.text("state"), texts));
        }
        return late == 0
                ? texts.say("late.state.none")
                : texts.say(
                        "late.state.title",
                        TileMap.stateName(highest.text("state"), texts),
                        texts.percent(highest.number("late_rate"), 0),
                        texts.percent(sum / late, 0),
                        texts.list(names));
    }

    private String name(Row row) {
        String code = row.text("state");
        String name = TileMap.stateName(code, texts);
        return name.equals(code) ? code : name + " (" + code + ")";
    }

    private Element stars(Answer.Rows answer) {
        List<Row> rows =
                answer.rows().stream().filter(row -> row.count("reviews") > 0).toList();
        if (rows.isEmpty()) {
            return new Element.Absent("stars-by-delay", texts.say("late.stars.name"), texts.say("absent.reviews"));
        }
        List<String> labels = rows.stream().map(this::step).toList();
        List<String> spoken = rows.stream()
                .map(row -> step(row) + ' ' + texts.decimal(row.number("review_score"), 2))
                .toList();
        Panel panel = new Panel(
                        Panel.Kind.BARS, Format.NUMBER, labels, texts.say("late.stars.aria", String.join(", ", spoken)))
                .add(Series.of(
                                texts.say("stars"),
                                Tone.WARNING,
                                rows.stream()
                                        .map(row -> row.optional("review_score"))
                                        .toList())
                        .toned(rows.stream()
                                .map(row -> isLate(row) ? Tone.WARNING : Tone.PRIMARY)
                                .toList()))
                .between(0, 5)
                .labelled()
                .digits(2);
        DataTable table = new DataTable(
                texts.say("delay"),
                texts.say("stars"),
                texts.say("late.stars.one"),
                texts.say("orders"),
                texts.say("reviews"));
        rows.forEach(row -> table.add(
                step(row),
                texts.decimal(row.number("review_score"), 2),
                texts.percent(row.number("one_star") / row.number("reviews"), 1),
                texts.count(row.number("orders")),
                texts.count(row.number("reviews"))));
        return Element.Chart.of(
                        "stars-by-delay", starsTitle(rows), texts.say("late.stars.what"), table, answer.source(), panel)
                .noting(
                        rows.stream().anyMatch(row -> row.count("step") == PROMISED_DAY)
                                ? texts.say("late.stars.note")
                                : "");
    }

    private String starsTitle(List<Row> rows) {
        Double onTime = mean(rows, false);
        Double late = mean(rows, true);
        return onTime == null || late == null || onTime <= late
                ? texts.say("late.stars.plain")
                : texts.say(
                        "late.stars.title",
                        texts.decimal(onTime - late, 1),
                        texts.decimal(onTime, 2),
                        texts.decimal(late, 2));
    }

    private static @Nullable Double mean(List<Row> rows, boolean late) {
        List<Row> chosen = rows.stream().filter(row -> isLate(row) == late).toList();
        double reviews =
                chosen.stream().mapToDouble(row -> row.number("reviews")).sum();
        return reviews == 0
                ? null
                : chosen.stream().mapToDouble(row -> row.number("stars")).sum() / reviews;
    }

    private static boolean isLate(Row row) {
        return row.count("step") > ON_TIME_STEPS;
    }

    private String step(Row row) {
        return texts.say("delay." + Objects.requireNonNull(row.value("step")));
    }
}
