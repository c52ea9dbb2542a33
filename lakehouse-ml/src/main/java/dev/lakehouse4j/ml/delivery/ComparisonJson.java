package dev.lakehouse4j.ml.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.ml.evaluation.Evaluation;
import dev.lakehouse4j.ml.evaluation.Interval;
import dev.lakehouse4j.ml.evaluation.Reliability;
import java.time.YearMonth;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes figures as JSON for programs; a figure that is undefined is null. */
final class ComparisonJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ComparisonJson() {}

    static String of(String runId, DelayComparison comparison, @Nullable MonthlyRetraining retraining) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("runId", runId);
        root.put("trainUntil", comparison.trainUntil().toLocalDate().toString());
        root.put("testUntil", comparison.testUntil().toLocalDate().toString());
        root.put("seed", comparison.settings().seed());
        root.put("winner", comparison.winning().candidate().name());
        root.put("reason", comparison.reason());
        root.put("modelVersion", comparison.best().version());
        ArrayNode candidates = root.putArray("candidates");
        for (CandidateResult result : comparison.results()) {
            ObjectNode node = candidates.addObject();
            node.put("candidate", result.candidate().name());
            node.put("goal", result.candidate().goal().name().toLowerCase(java.util.Locale.ROOT));
            node.put("trainMillis", result.trainMillis());
            if (result.test() != null) {
                node.set("test", figures(result.test()));
            }
            node.set("rocAucInterval", interval(result.rocAuc()));
            node.set("averagePrecisionInterval", interval(result.averagePrecision()));
            node.set("validation", figures(result.validation()));
        }
        root.set("months", months(comparison.months()));
        ObjectNode importance = root.putObject("importance");
        comparison.best().importance().forEach(importance::put);
        if (retraining != null) {
            ObjectNode node = root.putObject("retrainedMonthly");
            node.set("test", figures(retraining.evaluation()));
            node.set("recalibrated", figures(retraining.recalibrated()));
            node.set("rocAucInterval", interval(retraining.rocAuc()));
            node.set("averagePrecisionInterval", interval(retraining.averagePrecision()));
            node.set("months", months(retraining.months()));
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the figures as JSON", e);
        }
    }

    private static ArrayNode months(SortedMap<YearMonth, Evaluation> months) {
        ArrayNode array = MAPPER.createArrayNode();
        months.forEach((month, figures) -> array.add(figures(figures).put("month", month.toString())));
        return array;
    }

    private static ObjectNode figures(Evaluation figures) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("orders", figures.rows());
        node.put("late", figures.positives());
        node.put("rocAuc", figures.rocAuc());
        node.put("averagePrecision", figures.averagePrecision());
        node.put("logLoss", figures.logLoss());
        node.put("brier", figures.brier());
        node.put("threshold", figures.confusion().threshold());
        put(node, "precision", figures.confusion().precision());
        put(node, "recall", figures.confusion().recall());
        put(node, "f1", figures.confusion().f1());
        node.put("alertShare", figures.top().share());
        node.put("topPrecision", figures.top().precision());
        put(node, "topRecall", figures.top().recall());
        Reliability reliability = figures.reliability();
        if (reliability != null) {
            node.put("expectedCalibrationError", reliability.expectedCalibrationError());
            ArrayNode bins = node.putArray("calibration");
            for (Reliability.Bin bin : reliability.bins()) {
                bins.addObject()
                        .put("meanPredicted", bin.meanPredicted())
                        .put("observed", bin.observed())
                        .put("orders", bin.rows());
            }
        }
        return node;
    }

    private static void put(ObjectNode node, String name, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(name, value.getAsDouble());
        } else {
            node.putNull(name);
        }
    }

    private static @Nullable ArrayNode interval(@Nullable Interval interval) {
        return interval == null
                ? null
                : MAPPER.createArrayNode().add(interval.lower()).add(interval.upper());
    }
}
