package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a model's folder says about itself in its {@code MLmodel} file, so that MLflow shows it as a model.
 *
 * @param loader name of what opens it, for example the class that reads {@code dataFile}
 * @param dataFile the model's own file, relative to its folder
 * @param format what kind of file that is
 * @param signature the columns that it takes and gives
 * @param metadata notes by name, sorted
 */
public record ModelDescription(
        String loader, String dataFile, Format format, ModelSignature signature, Map<String, String> metadata) {

    /** Name of the file that makes a folder a model of MLflow. */
    static final String FILE = "MLmodel";

    private static final String FLAVOR = "lakehouse4j";
    /** The release of MLflow whose {@code MLmodel} layout is written; newer ones read it. */
    private static final String LAYOUT_VERSION = "2.17.2";

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    /** The file formats of models that other programs can open. */
    public enum Format {
        /** A format of this library or of the caller. */
        OTHER,
        /** XGBoost's own UBJ or JSON, by the ending of the file; Python opens it with {@code mlflow.xgboost}. */
        XGBOOST
    }

    /** Copies the metadata; refuses a data file outside the folder. */
    public ModelDescription {
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        Names.requireArtifactPath(dataFile);
    }

    /**
     * A model in a format of the caller's own.
     *
     * @param loader name of what opens it
     * @param dataFile the model's own file, relative to its folder
     * @param signature the columns that it takes and gives
     * @return the description
     */
    public static ModelDescription of(String loader, String dataFile, ModelSignature signature) {
        return new ModelDescription(loader, dataFile, Format.OTHER, signature, Map.of());
    }

    /**
     * A model in XGBoost's UBJ or JSON format, which Python opens too: {@code
     * mlflow.xgboost.load_model("models:/name@champion")}.
     *
     * @param loader name of what opens it
     * @param dataFile the file that XGBoost saved, ending in {@code .ubj} or {@code .json}
     * @param signature the columns that it takes and gives
     * @return the description
     */
    public static ModelDescription xgboost(String loader, String dataFile, ModelSignature signature) {
        if (!dataFile.endsWith(".ubj") && !dataFile.endsWith(".json")) {
            throw new TrackingException("Cannot describe " + dataFile
                    + " as a model of XGBoost: XGBoost tells its formats by their endings. Name it .ubj or .json.");
        }
        return new ModelDescription(loader, dataFile, Format.XGBOOST, signature, Map.of());
    }

    /**
     * The same with notes.
     *
     * @param notes notes by name
     * @return the changed description
     */
    public ModelDescription withMetadata(Map<String, String> notes) {
        return new ModelDescription(loader, dataFile, format, signature, notes);
    }

    /** What the file says beside the description. */
    record Stored(ModelDescription description, String runId, String modelUuid) {}

    ObjectNode toMlmodel(String artifactPath, String runId, Instant at) {
        ObjectNode root = Json.object();
        root.put("artifact_path", artifactPath);
        ObjectNode flavors = root.putObject("flavors");
        flavors.putObject(FLAVOR)
                .put("loader", loader)
                .put("data", dataFile)
                .put("format", format.name().toLowerCase(java.util.Locale.ROOT));
        if (format == Format.XGBOOST) {
            // mlflow.xgboost and mlflow.pyfunc open the file by these, as they would their own.
            flavors.putObject("xgboost")
                    .putNull("code")
                    .put("data", dataFile)
                    .put("model_class", "xgboost.core.Booster")
                    .put("model_format", dataFile.substring(dataFile.lastIndexOf('.') + 1));
            flavors.putObject("python_function").put("data", dataFile).put("loader_module", "mlflow.xgboost");
        }
        if (!metadata.isEmpty()) {
            ObjectNode notes = root.putObject("metadata");
            metadata.forEach(notes::put);
        }
        root.put("mlflow_version", LAYOUT_VERSION);
        root.put("model_uuid", UUID.randomUUID().toString().replace("-", ""));
        root.put("run_id", runId);
        ObjectNode columns = root.putObject("signature");
        columns.put("inputs", ModelSignature.columnsToJson(signature.inputs()));
        if (signature.outputs().isEmpty()) {
            columns.putNull("outputs");
        } else {
            columns.put("outputs", ModelSignature.columnsToJson(signature.outputs()));
        }
        columns.putNull("params");
        root.put("utc_time_created", UTC_TIME.format(at));
        return root;
    }

    static Stored ofMlmodel(String what, JsonNode root) {
        JsonNode flavors = root.path("flavors");
        JsonNode own = flavors.path(FLAVOR);
        JsonNode xgboost = flavors.path("xgboost");
        JsonNode flavor = own.isObject() ? own : xgboost;
        JsonNode inputs = root.path("signature").path("inputs");
        if (!flavor.path("data").isTextual() || !inputs.isTextual()) {
            throw new TrackingException("Cannot open " + what + ": its file " + FILE
                    + " names no flavour lakehouse4j or xgboost with a data file, or has no signature. It was cut off or"
                    + " logged by another program; register a model that TrackedRun.model logged.");
        }
        JsonNode outputs = root.path("signature").path("outputs");
        ModelSignature signature = new ModelSignature(
                ModelSignature.columnsOf(Json.read("the inputs of " + what, inputs.asText())),
                outputs.isTextual()
                        ? ModelSignature.columnsOf(Json.read("the outputs of " + what, outputs.asText()))
                        : java.util.List.of());
        return new Stored(
                new ModelDescription(
                        own.path("loader").asText("xgboost"),
                        flavor.path("data").asText(),
                        xgboost.isObject() ? Format.XGBOOST : Format.OTHER,
                        signature,
                        Json.strings(root.path("metadata"))),
                root.path("run_id").asText(""),
                root.path("model_uuid").asText(""));
    }
}
