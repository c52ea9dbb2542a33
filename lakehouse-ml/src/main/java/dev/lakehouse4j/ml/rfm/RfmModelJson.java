package dev.lakehouse4j.ml.rfm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.ml.cluster.KMeansModel;
import dev.lakehouse4j.ml.rfm.SegmentRule.Scores;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models as JSON. The version of a model is a hash of the text, so a text that was changed is noticed. */
final class RfmModelJson {

    private static final String FORMAT = "lakehouse4j-rfm";
    private static final int VERSION = 1;
    private static final int VERSION_DIGITS = 12;
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RfmModelJson() {}

    static String version(RfmModel model) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(content(model).toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    static String write(RfmModel model) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("format", FORMAT).put("version", VERSION).put("modelVersion", model.version());
        node.setAll(content(model));
        ObjectNode versions = node.putObject("tableVersions");
        model.tableVersions().forEach(versions::put);
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write a model as JSON", e);
        }
    }

    /** All but the versions of the tables: the same data under another version gives the same model. */
    private static ObjectNode content(RfmModel model) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("asOf", model.asOf().toString()).put("customers", model.customers());
        ObjectNode settings = node.putObject("settings");
        model.settings().forEach(settings::put);
        ObjectNode cuts = node.putObject("scoreCuts");
        for (Measure measure : Measure.values()) {
            ScoreCuts of = model.cuts(measure);
            ObjectNode cut = cuts.putObject(measure.label());
            cut.put("constant", of.constant());
            ArrayNode values = cut.putArray("cuts");
            for (double value : of.cuts()) {
                // In the measure's own unit: 0 − v, so that no −0 is written.
                values.add(measure == Measure.RECENCY ? 0 - value : value);
            }
        }
        ArrayNode rules = node.putArray("rules");
        for (SegmentRule rule : model.rules().rules()) {
            ObjectNode object = rules.addObject().put("segment", rule.segment());
            put(object, Measure.RECENCY, rule.recency());
            put(object, Measure.FREQUENCY, rule.frequency());
            put(object, Measure.MONETARY, rule.monetary());
            object.put("meaning", rule.meaning());
        }
        ArrayNode features = node.putArray("features");
        for (Feature feature : model.features()) {
            features.addObject()
                    .put("measure", feature.measure().label())
                    .put("transform", feature.logarithm() ? "sign(x) * ln(1 + |x|)" : "none")
                    .put("mean", feature.mean())
                    .put("deviation", feature.deviation());
        }
        ArrayNode names = node.putArray("clusterNames");
        model.clusterNames().forEach(names::add);
        try {
            node.set("clusters", MAPPER.readTree(model.clusters().toJson()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write a model as JSON", e);
        }
        return node;
    }

    private static void put(ObjectNode object, Measure measure, Scores scores) {
        object.putArray(measure.label()).add(scores.lowest()).add(scores.highest());
    }

    static RfmModel read(String json, String what) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw broken(what, "it is no complete JSON (" + e.getOriginalMessage() + ")", e);
        }
        if (!node.path("format").asText().equals(FORMAT)) {
            throw broken(what, "it does not say \"format\": \"" + FORMAT + "\"", null);
        }
        int version = node.path("version").asInt(-1);
        if (version < 1 || version > VERSION) {
            throw broken(
                    what,
                    "it has version " + node.path("version") + ", and this library reads versions up to " + VERSION,
                    null);
        }
        RfmModel model;
        try {
            model = model(node);
        } catch (IllegalArgumentException | DateTimeException | SchemaException e) {
            throw broken(what, String.valueOf(e.getMessage()), e);
        }
        if (!model.version().equals(node.path("modelVersion").asText())) {
            throw broken(
                    what,
                    "its content is not that of model version "
                            + node.path("modelVersion").asText() + "; somebody changed it",
                    null);
        }
        return model;
    }

    private static RfmModel model(JsonNode node) {
        Map<Measure, ScoreCuts> cuts = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            JsonNode cut = node.path("scoreCuts").path(measure.label());
            double[] values = new double[cut.path("cuts").size()];
            for (int i = 0; i < values.length; i++) {
                double value = number(cut.path("cuts").get(i), measure.label() + " cut");
                values[i] = measure.goodness(value);
            }
            if (values.length != Scores.HIGHEST - 1) {
                throw new IllegalArgumentException("the cuts of " + measure.label() + " are not four");
            }
            cuts.put(measure, new ScoreCuts(values, cut.path("constant").asBoolean()));
        }
        List<SegmentRule> rules = new ArrayList<>();
        for (JsonNode rule : node.path("rules")) {
            rules.add(new SegmentRule(
                    rule.path("segment").asText(),
                    scores(rule, Measure.RECENCY),
                    scores(rule, Measure.FREQUENCY),
                    scores(rule, Measure.MONETARY),
                    rule.path("meaning").asText()));
        }
        List<Feature> features = new ArrayList<>();
        for (JsonNode feature : node.path("features")) {
            features.add(new Feature(
                    Measure.valueOf(feature.path("measure").asText().toUpperCase(Locale.ROOT)),
                    !feature.path("transform").asText().equals("none"),
                    number(feature.path("mean"), "mean"),
                    number(feature.path("deviation"), "deviation")));
        }
        List<String> names = new ArrayList<>();
        node.path("clusterNames").forEach(name -> names.add(name.asText()));
        KMeansModel clusters = KMeansModel.fromJson(node.path("clusters").toString());
        if (clusters.clusters() != names.size() || clusters.dimensions() != Math.max(1, features.size())) {
            throw new IllegalArgumentException("its clusters, their names and the features do not fit each other");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        node.path("settings")
                .properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        Map<String, Long> versions = new LinkedHashMap<>();
        node.path("tableVersions")
                .properties()
                .forEach(entry -> versions.put(entry.getKey(), entry.getValue().asLong()));
        return new RfmModel(
                LocalDate.parse(node.path("asOf").asText()),
                (long) number(node.path("customers"), "customers"),
                cuts,
                new SegmentRules(rules),
                features,
                clusters,
                names,
                settings,
                versions);
    }

    private static Scores scores(JsonNode rule, Measure measure) {
        JsonNode range = rule.path(measure.label());
        return new Scores(range.path(0).asInt(), range.path(1).asInt());
    }

    private static double number(@Nullable JsonNode node, String name) {
        if (node == null || !node.isNumber()) {
            throw new IllegalArgumentException("the number " + name + " is missing");
        }
        return node.doubleValue();
    }

    private static SchemaException broken(String what, String why, @Nullable Throwable cause) {
        return new SchemaException(
                "Cannot read a segmentation model from " + what + ": " + why
                        + ". Give the file that save(…) wrote, whole and unchanged, or segment the customers again.",
                cause);
    }
}
