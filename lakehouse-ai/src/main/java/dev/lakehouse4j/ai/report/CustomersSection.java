package dev.lakehouse4j.ai.report;

import java.util.Comparator;
import java.util.List;

/** Segments of customers. */
final class CustomersSection {

    private final Texts texts;

    private CustomersSection(Texts texts) {
        this.texts = texts;
    }

    static Section of(Answers answers) {
        CustomersSection section = new CustomersSection(answers.texts());
        return new Section(
                "customers",
                section.texts.say("customers.title"),
                section.texts.say("customers.intro"),
                List.of(answers.chart("segments", "segments", "segment", "segments", section::segments)));
    }

    private Element segments(Answer.Rows answer) {
        List<Row> rows = answer.rows();
        Row most = rows.stream()
                .max(Comparator.comparingDouble(
                        row -> row.number("share_of_revenue") - row.number("share_of_customers")))
                .orElseThrow();
        Row first = rows.get(0);
        Panel panel = new Panel(
                        Panel.Kind.BARS,
                        Format.PERCENT,
                        rows.stream()
                                .map(row -> texts.capital(texts.segment(row.text("name"))))
                                .toList(),
                        texts.say(
                                "segment.aria",
                                rows.size(),
                                texts.segment(first.text("name")),
                                texts.percent(first.number("share_of_customers"), 1),
                                texts.percent(first.number("share_of_revenue"), 1)))
                .add(Series.of(
                        texts.say("segment.customers"),
                        Tone.NEUTRAL,
                        rows.stream()
                                .map(row -> row.number("share_of_customers"))
                                .toList()))
                .add(Series.of(
                        texts.say("segment.revenue"),
                        Tone.PRIMARY,
                        rows.stream().map(row -> row.number("share_of_revenue")).toList()))
                .labelled()
                .digits(1);
        DataTable table = new DataTable(
                texts.say("segment"),
                texts.say("customers"),
                texts.say("segment.customers"),
                texts.say("revenue"),
                texts.say("segment.revenue"),
                texts.say("segment.recency"),
                texts.say("segment.frequency"),
                texts.say("segment.monetary"));
        rows.forEach(row -> table.add(
                texts.segment(row.text("name")),
                texts.count(row.number("customers")),
                texts.percent(row.number("share_of_customers"), 1),
                texts.moneyInFull(row.number("revenue")),
                texts.percent(row.number("share_of_revenue"), 1),
                texts.count(row.number("mean_recency_days")),
                texts.decimal(row.number("mean_frequency"), 2),
                texts.moneyInFull(row.number("mean_monetary"))));
        return Element.Chart.of(
                "segments",
                texts.say(
                        "segment.title",
                        texts.capital(texts.segment(most.text("name"))),
                        texts.percent(most.number("share_of_customers"), 0),
                        texts.percent(most.number("share_of_revenue"), 0)),
                texts.say("segment.what"),
                table,
                answer.source(),
                panel);
    }
}
