package dev.lakehouse4j.ai.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How well the model of late deliveries predicts. */
final class ModelSection {

    private static final double CHANCE = 0.5;
    private static final int FEWEST_PER_GROUP = 5;
    private static final double OFF = 0.15;
    private static final int DRIFT_ROWS = 10;

    private final Texts texts;

    private ModelSection(Texts texts) {
        this.texts = texts;
    }

    static Section of(Answers answers) {
        ModelSection section = new ModelSection(answers.texts());
        List<Element> elements = new ArrayList<>();
        elements.add(answers.chart("model_reliability", "model-lift", "model.lift", "delivery", section::lift));
        elements.add(answers.chart(
                "model_reliability", "model-reliability", "model.reliability", "delivery", section::reliability));
        elements.add(answers.chart(
                "model_candidates", "model-comparison", "model.compare", "delivery", section::comparison));
        elements.add(answers.chart("drift", "model-drift", "model.drift", "delivery", section::drift));
        return new Section("model", section.texts.say("model.title"), section.texts.say("model.intro"), elements);
    }

    private Element comparison(Answer.Rows answer) {
        List<Row> validation = answer.rows().stream()
                .filter(row -> "validation".equals(row.text("split")) && row.optional("roc_auc") != null)
                .sorted(Comparator.comparingDouble((Row row) -> -row.number("roc_auc"))
                        .thenComparing(row -> row.text("candidate")))
                .toList();
        if (validation.isEmpty()) {
            return new Element.Absent(
                    "model-comparison", texts.say("model.compare.name"), texts.say("absent.candidates"));
        }
        Row best = validation.get(0);
        Row worst = validation.get(validation.size() - 1);
        double least = Math.min(CHANCE, Math.floor(worst.number("roc_auc") * 20) / 20);
        double most = Math.min(1, Math.ceil(best.number("roc_auc") * 20) / 20 + 0.05);
        Panel panel = new Panel(
                        Panel.Kind.BARS,
                        Format.NUMBER,
                        validation.stream()
                                .map(row -> candidate(row.text("candidate")))
                                .toList(),
                        texts.say(
                                "model.compare.aria",
                                validation.size(),
                                candidate(best.text("candidate")),
                                texts.decimal(best.number("roc_auc"), 3),
                                candidate(worst.text("candidate")),
                                texts.decimal(worst.number("roc_auc"), 3)))
                .add(Series.of(
                                texts.say("model.auc"),
                                Tone.PRIMARY,
                                validation.stream()
                                        .map(row -> row.number("roc_auc"))
                                        .toList())
                        .toned(validation.stream()
                                .map(row -> row.flag("won") ? Tone.PRIMARY : Tone.NEUTRAL)
                                .toList()))
                .labelled()
                .between(least, most)
                .digits(3);
        DataTable table = new DataTable(
                texts.say("model.candidate"),
                texts.say("model.split"),
                texts.say("model.auc"),
                texts.say("model.ap"),
                texts.say("model.brier"),
                texts.say("orders"),
                texts.say("late.late"));
        answer.rows()
                .forEach(row -> table.add(
                        candidate(row.text("candidate")),
                        texts.sayOr("model.split." + row.text("split"), row.text("split")),
                        texts.decimalOrNone(row.optional("roc_auc"), 3),
                        texts.decimalOrNone(row.optional("average_precision"), 3),
                        texts.decimalOrNone(row.optional("brier"), 3),
                        texts.count(row.number("orders")),
                        texts.count(row.number("late"))));
        Row winner =
                validation.stream().filter(row -> row.flag("won")).findFirst().orElse(best);
        return Element.Chart.of(
                        "model-comparison",
                        texts.say(
                                "model.compare.title",
                                texts.capital(candidate(winner.text("candidate"))),
                                texts.decimal(winner.number("roc_auc"), 3)),
                        texts.say("model.compare.what"),
                        table,
                        answer.source(),
                        panel)
                .noting(onTest(answer.rows()));
    }

    private String candidate(String raw) {
        return texts.sayOr("model.candidate." + raw, texts.name(raw));
    }

    private String onTest(List<Row> rows) {
        return rows.stream()
                .filter(row -> "test".equals(row.text("split")) && row.optional("roc_auc") != null)
                .findFirst()
                .map(row -> {
                    Double lower = row.optional("roc_auc_lower");
                    Double upper = row.optional("roc_auc_upper");
                    String interval = lower == null || upper == null
                            ? ""
                            : texts.say("model.compare.interval", texts.decimal(lower, 3), texts.decimal(upper, 3));
                    return texts.say(
                            "model.compare.test",
                            texts.count(row.number("orders")),
                            texts.decimal(row.number("roc_auc"), 3),
                            interval);
                })
                .orElse("");
    }

    private boolean tooFew(Answer.Rows answer) {
        return answer.rows().size() < 2
                || answer.rows().stream().anyMatch(row -> row.count("orders") < FEWEST_PER_GROUP);
    }

    private Element reliability(Answer.Rows answer) {
        if (tooFew(answer)) {
            return new Element.Absent(
                    "model-reliability",
                    texts.say("model.reliability.name"),
                    texts.say("absent.few", 10 * FEWEST_PER_GROUP));
        }
        List<Row> rows = answer.rows().stream()
                .sorted(Comparator.comparingDouble(row -> row.number("predicted")))
                .toList();
        double orders = sum(rows, "orders");
        double observed = sum(rows, "late_orders") / orders;
        double expected = rows.stream()
                        .mapToDouble(row -> row.number("predicted") * row.number("orders"))
                        .sum()
                / orders;
        List<Intervals> intervals = rows.stream()
                .map(row -> Intervals.of(row.number("late_orders"), row.number("orders")))
                .toList();
        double top = Math.max(
                rows.get(rows.size() - 1).number("predicted"),
                intervals.stream().mapToDouble(Intervals::upper).max().orElse(0));
        double most = Math.min(1, Math.ceil(top * 10) / 10);
        Row first = rows.get(0);
        Row last = rows.get(rows.size() - 1);
        List<Double> predicted =
                rows.stream().map(row -> row.number("predicted")).toList();
        Panel panel = new Panel(
                        Panel.Kind.POINTS,
                        Format.PERCENT,
                        List.of(),
                        texts.say(
                                "model.reliability.aria",
                                rows.size(),
                                texts.percent(first.number("predicted"), 1),
                                texts.percent(first.number("observed"), 1),
                                texts.percent(last.number("predicted"), 1),
                                texts.percent(last.number("observed"), 1)))
                .at(predicted)
                .add(Series.of(
                                texts.say("model.reliability.groups"),
                                Tone.PRIMARY,
                                rows.stream().map(row -> row.number("observed")).toList())
                        .between(
                                intervals.stream().map(Intervals::lower).toList(),
                                intervals.stream().map(Intervals::upper).toList()))
                .ideal(texts.say("model.reliability.ideal"))
                .between(0, most)
                .titled(texts.say("model.reliability.x"), texts.say("model.reliability.y"))
                .digits(1);
        String key = expected > observed * (1 + OFF)
                ? "model.reliability.over"
                : expected < observed * (1 - OFF) ? "model.reliability.under" : "model.reliability.right";
        return Element.Chart.of(
                        "model-reliability",
                        texts.say(key, texts.percent(expected, 1), texts.percent(observed, 1)),
                        texts.say("model.reliability.what", texts.count(orders)),
                        groups(answer.rows()),
                        answer.source(),
                        panel)
                .halved();
    }

    private DataTable groups(List<Row> rows) {
        double late = sum(rows, "late_orders");
        DataTable table = new DataTable(
                texts.say("model.group"),
                texts.say("model.predicted"),
                texts.say("model.observed"),
                texts.say("late.late"),
                texts.say("model.share"),
                texts.say("orders"));
        rows.forEach(row -> table.add(
                texts.count(row.number("risk_group")),
                texts.percent(row.number("predicted"), 1),
                texts.percent(row.number("observed"), 1),
                texts.count(row.number("late_orders")),
                texts.percent(late > 0 ? row.number("late_orders") / late : 0, 1),
                texts.count(row.number("orders"))));
        return table;
    }

    private Element lift(Answer.Rows answer) {
        double late = sum(answer.rows(), "late_orders");
        if (tooFew(answer) || late == 0) {
            return new Element.Absent(
                    "model-lift", texts.say("model.lift.name"), texts.say("absent.few", 10 * FEWEST_PER_GROUP));
        }
        List<Row> rows = answer.rows();
        List<Double> shares =
                rows.stream().map(row -> row.number("late_orders") / late).toList();
        List<Tone> tones = rows.stream()
                .map(row -> row.count("risk_group") == 1 ? Tone.WARNING : Tone.NEUTRAL)
                .toList();
        double firstThree =
                shares.stream().limit(3).mapToDouble(Double::doubleValue).sum();
        double chance = 1.0 / rows.size();
        Panel panel = new Panel(
                        Panel.Kind.COLUMNS,
                        Format.PERCENT,
                        rows.stream()
                                .map(row -> texts.count(row.number("risk_group")))
                                .toList(),
                        texts.say("model.lift.aria", texts.percent(shares.get(0), 1), texts.percent(firstThree, 1)))
                .add(Series.of(texts.say("model.share"), Tone.WARNING, shares).toned(tones))
                .labelled()
                .reference(chance, texts.say("model.lift.base", texts.percent(chance, 0)))
                .referenceAtEnd()
                .titled(texts.say("model.lift.x"), "")
                .height(340);
        return Element.Chart.of(
                        "model-lift",
                        texts.say("model.lift.title", texts.percent(shares.get(0), 0)),
                        texts.say("model.lift.what", texts.count(sum(rows, "orders"))),
                        groups(rows),
                        answer.source(),
                        panel)
                .halved();
    }

    private Element drift(Answer.Rows answer) {
        List<Row> rows = answer.rows();
        long far = rows.stream()
                .filter(row -> "LARGE".equals(row.text("level")) && row.number("psi") > row.number("psi_noise"))
                .count();
        DataTable table = new DataTable(
                texts.say("model.drift.feature"),
                texts.say("model.drift.level"),
                texts.say("model.drift.psi"),
                texts.say("model.drift.before"),
                texts.say("model.drift.now"));
        rows.stream()
                .limit(DRIFT_ROWS)
                .forEach(row -> table.add(
                        texts.name(row.text("feature")),
                        texts.sayOr("model.drift.level." + row.text("level"), row.text("level")),
                        texts.decimal(row.number("psi"), 2),
                        texts.decimalOrNone(row.optional("reference_mean"), 3),
                        texts.decimalOrNone(row.optional("current_mean"), 3)));
        Row newest = rows.get(0);
        return Element.Chart.of(
                "model-drift",
                far == 0 ? texts.say("model.drift.calm") : texts.say("model.drift.title", far, rows.size()),
                texts.say(
                        "model.drift.what",
                        texts.day(newest.day("current_from")),
                        texts.day(newest.day("current_until")),
                        table.rows().size()),
                table,
                answer.source());
    }

    private static double sum(List<Row> rows, String column) {
        return rows.stream().mapToDouble(row -> row.number(column)).sum();
    }
}
