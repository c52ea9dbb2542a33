package dev.lakehouse4j.ml.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseException;
import java.util.ArrayList;
import java.util.List;

/** The JSON form of calibrators; everything read is checked by the constructors too. */
final class CalibratorJson {

    private static final String FORMAT = "lakehouse4j.calibrator";
    private static final int VERSION = 1;

    private CalibratorJson() {}

    static String write(Calibrator calibrator) {
        ObjectNode root = mapper().createObjectNode();
        root.put("format", FORMAT).put("version", VERSION);
        fill(root, calibrator);
        return root.toString();
    }

    private static void fill(ObjectNode node, Calibrator calibrator) {
        if (calibrator instanceof PlattCalibrator platt) {
            node.put("method", "platt").put("slope", platt.slope()).put("intercept", platt.intercept());
        } else if (calibrator instanceof BetaCalibrator beta) {
            node.put("method", "beta")
                    .put("first", beta.first())
                    .put("second", beta.second())
                    .put("intercept", beta.intercept());
        } else if (calibrator instanceof IsotonicCalibrator isotonic) {
            ArrayNode scores = node.put("method", "isotonic").putArray("scores");
            ArrayNode probabilities = node.putArray("probabilities");
            for (IsotonicCalibrator.Point point : isotonic.points()) {
                scores.add(point.score());
                probabilities.add(point.probability());
            }
        } else if (calibrator instanceof PriorShift shift) {
            node.put("method", "prior_shift").put("log_odds", shift.logOdds());
        } else if (calibrator instanceof ChainedCalibrator chain) {
            fill(node.put("method", "chain").putObject("first"), chain.first());
            fill(node.putObject("second"), chain.second());
        } else {
            throw new AssertionError("a calibrator without a JSON form: " + calibrator);
        }
    }

    static Calibrator read(String json, String where) {
        try {
            JsonNode root = mapper().readTree(json);
            String format = root.path("format").asText();
            if (!format.equals(FORMAT)) {
                throw new IllegalArgumentException("its format is '" + format + "' instead of " + FORMAT);
            }
            int version = root.path("version").asInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "its version is " + version + ", and this library reads version " + VERSION);
            }
            return calibrator(root);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            String reason = e instanceof JsonProcessingException broken
                    ? "it is no whole JSON document: " + broken.getOriginalMessage()
                    : String.valueOf(e.getMessage());
            throw new LakehouseException(
                    "Cannot read a calibrator from " + where + ": " + reason
                            + ". Fit it again on the validation rows, or restore the file from its run.",
                    e);
        }
    }

    private static Calibrator calibrator(JsonNode node) {
        String method = node.path("method").asText();
        return switch (method) {
            case "platt" -> new PlattCalibrator(number(node, "slope"), number(node, "intercept"));
            case "beta" -> new BetaCalibrator(number(node, "first"), number(node, "second"), number(node, "intercept"));
            case "isotonic" -> new IsotonicCalibrator(points(node));
            case "prior_shift" -> new PriorShift(number(node, "log_odds"));
            case "chain" -> new ChainedCalibrator(calibrator(node.path("first")), calibrator(node.path("second")));
            default ->
                throw new IllegalArgumentException(
                        "its method is '" + method + "' instead of platt, beta, isotonic, prior_shift or chain");
        };
    }

    private static List<IsotonicCalibrator.Point> points(JsonNode node) {
        JsonNode scores = node.path("scores");
        JsonNode probabilities = node.path("probabilities");
        if (!scores.isArray() || !probabilities.isArray() || scores.size() != probabilities.size()) {
            throw new IllegalArgumentException(
                    "it needs as many scores (" + scores.size() + ") as probabilities (" + probabilities.size() + ")");
        }
        List<IsotonicCalibrator.Point> points = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            points.add(new IsotonicCalibrator.Point(
                    value(scores.get(i), "scores"), value(probabilities.get(i), "probabilities")));
        }
        return points;
    }

    private static double number(JsonNode node, String field) {
        return value(node.path(field), field);
    }

    private static double value(JsonNode node, String field) {
        if (!node.isNumber()) {
            throw new IllegalArgumentException("its field '" + field + "' is no number");
        }
        return node.doubleValue();
    }

    private static ObjectMapper mapper() {
        return new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }
}
