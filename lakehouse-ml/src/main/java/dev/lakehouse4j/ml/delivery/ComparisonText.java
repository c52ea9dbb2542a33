package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.evaluation.Confusion;
import dev.lakehouse4j.ml.evaluation.Evaluation;
import dev.lakehouse4j.ml.evaluation.Interval;
import dev.lakehouse4j.ml.evaluation.Reliability;
import dev.lakehouse4j.ml.evaluation.TopShare;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes figures as tables for people. */
final class ComparisonText {

    private static final int FEATURES_SHOWN = 15;

    private final StringBuilder text = new StringBuilder();

    static String of(DelayComparison comparison) {
        ComparisonText writer = new ComparisonText();
        writer.text.append(String.format(
                Locale.ROOT,
                "Trained on orders bought before %s with what was known by then, tested on %,d delivered orders bought from"
                        + " %s (%.1f %% late).%n%n",
                comparison.trainUntil().toLocalDate(),
                comparison.predictions().size(),
                DelayTrainer.period(comparison.trainUntil(), comparison.testUntil()),
                100 * rate(comparison)));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "candidate",
                "ROC AUC",
                "95 % interval",
                "avg precision",
                "95 % interval",
                "F1",
                "precision",
                "recall",
                "log loss",
                "Brier",
                "validation AUC",
                "seconds"));
        for (CandidateResult result : comparison.results()) {
            Evaluation test = result.test();
            if (test == null) {
                continue;
            }
            rows.add(List.of(
                    result.candidate().name() + (result.equals(comparison.winning()) ? " *" : ""),
                    number(test.rocAuc()),
                    interval(result.rocAuc()),
                    number(test.averagePrecision()),
                    interval(result.averagePrecision()),
                    number(test.confusion().f1()),
                    number(test.confusion().precision()),
                    number(test.confusion().recall()),
                    number(test.logLoss()),
                    number(test.brier()),
                    number(result.validation().rocAuc()),
                    String.format(Locale.ROOT, "%.1f", result.trainMillis() / 1000.0)));
        }
        writer.table(rows);
        writer.text.append("* ").append(comparison.reason()).append("\n\n");
        Evaluation winner = comparison.winning().test();
        if (winner != null) {
            writer.winner(winner, comparison.best());
        }
        writer.months("By month of purchase, " + comparison.best().candidate() + " trained once:", comparison.months());
        return writer.text.toString();
    }

    static String of(MonthlyRetraining retraining) {
        ComparisonText writer = new ComparisonText();
        Evaluation all = retraining.evaluation();
        writer.text.append(String.format(
                Locale.ROOT,
                "%s trained anew each month: ROC AUC %s %s, average precision %s %s, Brier %s%nwith a calibration of its own for"
                        + " each month: ROC AUC %s, average precision %s, Brier %s%n%n",
                retraining.candidate().name(),
                number(all.rocAuc()),
                interval(retraining.rocAuc()),
                number(all.averagePrecision()),
                interval(retraining.averagePrecision()),
                number(all.brier()),
                number(retraining.recalibrated().rocAuc()),
                number(retraining.recalibrated().averagePrecision()),
                number(retraining.recalibrated().brier())));
        writer.months("By month of purchase, trained anew each month:", retraining.months());
        return writer.text.toString();
    }

    private static double rate(DelayComparison comparison) {
        return comparison.predictions().stream().filter(TestPrediction::label).count()
                / (double) comparison.predictions().size();
    }

    private void winner(Evaluation test, DelayModel model) {
        Confusion confusion = test.confusion();
        TopShare top = test.top();
        text.append(String.format(
                Locale.ROOT,
                "%s, model %s%n  at the threshold %.3f, chosen on validation: %,d alerts of %,d orders, precision %s, recall"
                        + " %s, F1 %s%n  alerting the riskiest %.0f %%: precision %.3f, recall %s, lift %s%n%n",
                test.candidate(),
                model.version(),
                model.threshold(),
                confusion.truePositives() + confusion.falsePositives(),
                test.rows(),
                number(confusion.precision()),
                number(confusion.recall()),
                number(confusion.f1()),
                100 * top.share(),
                top.precision(),
                number(top.recall()),
                number(top.lift())));
        Reliability reliability = test.reliability();
        if (reliability != null) {
            text.append("Calibration on the test orders, tenths of equal size:\n");
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("mean predicted", "observed late", "orders"));
            for (Reliability.Bin bin : reliability.bins()) {
                rows.add(List.of(
                        number(bin.meanPredicted()),
                        number(bin.observed()),
                        String.format(Locale.ROOT, "%,d", bin.rows())));
            }
            table(rows);
            text.append('\n');
        }
        text.append("What the model looks at most:\n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("feature", "share"));
        for (Map.Entry<String, Double> share : model.importance().entrySet()) {
            if (rows.size() <= FEATURES_SHOWN) {
                rows.add(List.of(share.getKey(), number(share.getValue())));
            }
        }
        table(rows);
        text.append('\n');
    }

    private void months(String title, SortedMap<YearMonth, Evaluation> months) {
        text.append(title).append('\n');
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "month",
                "orders",
                "late",
                "rate",
                "ROC AUC",
                "avg precision",
                "precision",
                "recall",
                "top precision",
                "top recall",
                "Brier"));
        months.forEach((month, figures) -> rows.add(List.of(
                month.toString(),
                String.format(Locale.ROOT, "%,d", figures.rows()),
                String.format(Locale.ROOT, "%,d", figures.positives()),
                number(figures.rate()),
                number(figures.rocAuc()),
                number(figures.averagePrecision()),
                number(figures.confusion().precision()),
                number(figures.confusion().recall()),
                number(figures.top().precision()),
                number(figures.top().recall()),
                number(figures.brier()))));
        table(rows);
    }

    private void table(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "-";
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String interval(@Nullable Interval interval) {
        return interval == null ? "-" : String.format(Locale.ROOT, "%.3f-%.3f", interval.lower(), interval.upper());
    }
}
