package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.ml.evaluation.Confusion;
import dev.lakehouse4j.ml.evaluation.Evaluation;
import dev.lakehouse4j.ml.evaluation.Interval;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A candidate's figures on the orders of a split. */
@Comment("Candidates for the late-delivery model side by side, one row per candidate and split")
public record DeliveryComparisonRow(
        @Key @Comment("Name of the candidate") String candidate,

        @Key
        @Comment(
                "validation: orders that choose the winner; test: newer orders that choose nothing, for the winner alone")
        String split,

        @Comment("Whether it won: the highest ROC AUC on the validation orders")
        boolean won,

        @Comment("Version of the winner, trained on all orders whose outcome is known")
        String modelVersion,

        @Comment("Orders of the split") long orders,
        @Comment("Late orders of the split") long late,

        @Nullable @Comment("ROC AUC, 0 to 1; null when no order or each one is late")
        Double rocAuc,

        @Nullable @Comment("Lower end of the 95 % bootstrap interval of the ROC AUC; test only")
        Double rocAucLower,

        @Nullable @Comment("Upper end of the 95 % bootstrap interval of the ROC AUC; test only")
        Double rocAucUpper,

        @Nullable @Comment("Average precision, 0 to 1") Double averagePrecision,
        @Nullable @Comment("F1 of alerts, 0 to 1") Double f1,
        @Nullable @Comment("Late orders per alert, 0 to 1") Double precision,
        @Nullable @Comment("Alerts per late order, 0 to 1") Double recall,

        @Nullable @Comment("Brier score, 0 to 1, the lower the better")
        Double brier,

        @Nullable @Comment("Log loss in nats, the lower the better")
        Double logLoss,

        @Comment("Time of the training in milliseconds") long trainMillis) {

    static List<DeliveryComparisonRow> of(DelayComparison comparison, String modelVersion) {
        return comparison.results().stream()
                .flatMap(result -> {
                    boolean won = result.equals(comparison.winning());
                    DeliveryComparisonRow validation =
                            row(result, "validation", result.validation(), null, won, modelVersion);
                    return result.test() == null
                            ? Stream.of(validation)
                            : Stream.of(
                                    validation, row(result, "test", result.test(), result.rocAuc(), won, modelVersion));
                })
                .toList();
    }

    private static DeliveryComparisonRow row(
            CandidateResult result,
            String split,
            Evaluation figures,
            @Nullable Interval rocAuc,
            boolean won,
            String modelVersion) {
        Confusion alerts = figures.confusion();
        return new DeliveryComparisonRow(
                result.candidate().name(),
                split,
                won,
                modelVersion,
                figures.rows(),
                figures.positives(),
                figures.rocAuc(),
                rocAuc == null ? null : rocAuc.lower(),
                rocAuc == null ? null : rocAuc.upper(),
                figures.averagePrecision(),
                orNull(alerts.f1()),
                orNull(alerts.precision()),
                orNull(alerts.recall()),
                figures.brier(),
                figures.logLoss(),
                result.trainMillis());
    }

    private static @Nullable Double orNull(OptionalDouble figure) {
        return figure.isPresent() ? figure.getAsDouble() : null;
    }
}
