package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.kpi.KpiRow;
import dev.lakehouse4j.ai.kpi.KpiSheet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The mood of comments, by month and by lateness. */
final class SentimentSection {

    /** Comments; a share of fewer says little. */
    private static final int FEWEST = 20;

    private final Texts texts;

    private SentimentSection(Texts texts) {
        this.texts = texts;
    }

    static Section of(Answers answers, @Nullable KpiSheet kpis) {
        SentimentSection section = new SentimentSection(answers.texts());
        return new Section(
                "sentiment",
                section.texts.say("sentiment.title"),
                section.texts.say("sentiment.intro"),
                List.of(
                        answers.chart(
                                "sentiment_by_month",
                                "sentiment-by-month",
                                "sentiment.month",
                                "sentiment",
                                section::byMonth),
                        answers.chart(
                                "sentiment_by_delay",
                                "sentiment-by-delay",
                                "sentiment.delay",
                                "sentiment",
                                section::byDelay),
                        section.topics(kpis)));
    }

    private Element byMonth(Answer.Rows answer) {
        List<Row> drawn = Months.regular(
                answer.rows().stream()
                        .filter(row -> row.count("reviews") >= FEWEST)
                        .toList(),
                row -> row.number("reviews"));
        if (drawn.isEmpty()) {
            return new Element.Absent(
                    "sentiment-by-month", texts.say("sentiment.month.name"), texts.say("absent.comments", FEWEST));
        }
        double all = sum(answer.rows(), "reviews");
        double negative = sum(answer.rows(), "negative") / all;
        double positive = sum(answer.rows(), "positive") / all;
        Row worst = drawn.stream()
                .max(Comparator.comparingDouble(row -> share(row, "negative")))
                .orElseThrow();
        Row last = drawn.get(drawn.size() - 1);
        Panel panel = shares(
                new Panel(
                                Panel.Kind.COLUMNS,
                                Format.PERCENT,
                                drawn.stream()
                                        .map(row -> texts.monthOnAxis(row.month("month")))
                                        .toList(),
                                texts.say(
                                        "sentiment.month.aria",
                                        drawn.size(),
                                        texts.percent(positive, 1),
                                        texts.percent(negative, 1),
                                        texts.month(worst.month("month")),
                                        texts.percent(share(worst, "negative"), 1)))
                        .height(270),
                drawn);
        return Element.Chart.of(
                        "sentiment-by-month",
                        texts.say(
                                "sentiment.month.title",
                                texts.percent(negative, 0),
                                texts.monthInWords(worst.month("month")),
                                texts.percent(share(worst, "negative"), 0),
                                texts.percent(share(last, "negative"), 0),
                                texts.monthInWords(last.month("month"))),
                        texts.say("sentiment.month.what"),
                        table(answer.rows(), "month", row -> texts.month(row.month("month"))),
                        answer.source(),
                        panel)
                .noting(drawn.size() < answer.rows().size() ? texts.say("late.month.note") : "");
    }

    private Element byDelay(Answer.Rows answer) {
        List<Row> rows = answer.rows();
        Function<Row, String> step = row -> texts.say("sentiment." + row.count("step"));
        String spoken = String.join(
                ", ",
                rows.stream()
                        .map(row -> step.apply(row) + ' ' + texts.percent(share(row, "negative"), 1))
                        .toList());
        Panel panel = shares(
                new Panel(
                        Panel.Kind.BARS,
                        Format.PERCENT,
                        rows.stream().map(step).toList(),
                        texts.say("sentiment.delay.aria", spoken)),
                rows);
        return Element.Chart.of(
                "sentiment-by-delay",
                delayTitle(rows),
                texts.say("sentiment.delay.what"),
                table(rows, "delay", step),
                answer.source(),
                panel);
    }

    private String delayTitle(List<Row> rows) {
        List<Row> onTime = rows.stream().filter(row -> row.count("step") == 1).toList();
        List<Row> late = rows.stream().filter(row -> row.count("step") > 1).toList();
        if (onTime.isEmpty() || late.isEmpty()) {
            return texts.say("sentiment.delay.plain");
        }
        double calm = sum(onTime, "negative") / sum(onTime, "reviews");
        double angry = sum(late, "negative") / sum(late, "reviews");
        return calm <= 0 || angry <= calm
                ? texts.say("sentiment.delay.plain")
                : texts.say(
                        "sentiment.delay.title",
                        texts.decimal(angry / calm, 1),
                        texts.percent(angry, 0),
                        texts.percent(calm, 0));
    }

    /** What complaints are about: negative texts where there is sentiment, otherwise texts with one or two stars. */
    private Element topics(@Nullable KpiSheet kpis) {
        Kpi kpi = kpis == null
                ? null
                : Stream.of("complaint_topics", "complaint_topics_by_stars")
                        .flatMap(name -> kpis.find(name).stream())
                        .filter(found -> !found.rows().isEmpty())
                        .findFirst()
                        .orElse(null);
        if (kpi == null || kpi.rows().get(0).number("texts") < FEWEST) {
            return new Element.Absent(
                    "complaint-topics", texts.say("topics.name"), texts.say("absent.complaints", FEWEST));
        }
        KpiRow counts = kpi.rows().get(0);
        double all = counts.number("texts");
        List<String> topics = Stream.of("delivery", "service", "mixup", "product")
                .sorted(Comparator.comparingDouble((String topic) -> -counts.number(topic)))
                .toList();
        List<String> shown = Stream.concat(topics.stream(), Stream.of("none")).toList();
        List<String> labels =
                shown.stream().map(topic -> texts.say("topics." + topic)).toList();
        List<Double> shares =
                shown.stream().map(topic -> counts.number(topic) / all).toList();
        String first = texts.percent(shares.get(0), 0);
        Panel panel = new Panel(
                        Panel.Kind.BARS, Format.PERCENT, labels, texts.say("topics.aria", spoken(labels, shares)))
                .add(Series.of(texts.say("topics.share"), Tone.WARNING, shares)
                        .toned(shown.stream()
                                .map(topic -> topic.equals(topics.get(0)) ? Tone.WARNING : Tone.NEUTRAL)
                                .toList()))
                .labelled();
        DataTable table =
                new DataTable(texts.say("topics.topic"), texts.say("topics.share"), texts.say("sentiment.comments"));
        for (int i = 0; i < shown.size(); i++) {
            table.add(labels.get(i), texts.percent(shares.get(i), 1), texts.count(counts.number(shown.get(i))));
        }
        boolean byMood = kpi.name().equals("complaint_topics");
        return Element.Chart.of(
                        "complaint-topics",
                        texts.say("topics.title", first, labels.get(0).toLowerCase(texts.locale())),
                        texts.say(byMood ? "topics.what" : "topics.what.stars", texts.count(all)),
                        table,
                        Source.of(kpi.sql(), kpi.tableVersions()),
                        panel)
                .noting(texts.say("topics.note"));
    }

    private String spoken(List<String> labels, List<Double> shares) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            parts.add(labels.get(i) + ' ' + texts.percent(shares.get(i), 0));
        }
        return String.join(", ", parts);
    }

    private Panel shares(Panel panel, List<Row> rows) {
        return panel.add(series("sentiment.negative", Tone.WARNING, "negative", rows))
                .add(series("sentiment.other", Tone.NEUTRAL, "other", rows))
                .add(series("sentiment.positive", Tone.PRIMARY, "positive", rows))
                .stacked()
                .between(0, 1)
                .labelsInside();
    }

    private Series series(String key, Tone tone, String column, List<Row> rows) {
        return Series.of(
                texts.say(key),
                tone,
                rows.stream().map(row -> share(row, column)).toList());
    }

    private DataTable table(List<Row> rows, String first, Function<Row, String> name) {
        DataTable table = new DataTable(
                texts.say(first),
                texts.say("sentiment.negative"),
                texts.say("sentiment.other"),
                texts.say("sentiment.positive"),
                texts.say("sentiment.score"),
                texts.say("sentiment.comments"));
        rows.forEach(row -> table.add(
                name.apply(row),
                texts.percent(share(row, "negative"), 1),
                texts.percent(share(row, "other"), 1),
                texts.percent(share(row, "positive"), 1),
                texts.decimalOrNone(row.optional("score"), 2),
                texts.count(row.number("reviews"))));
        return table;
    }

    private static double share(Row row, String column) {
        return row.number(column) / row.number("reviews");
    }

    private static double sum(List<Row> rows, String column) {
        return rows.stream().mapToDouble(row -> row.number(column)).sum();
    }
}
