package dev.lakehouse4j.ml.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.ml.estimator.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Where a lake keeps its delay models: {@code models/delivery_delay/<version>}. */
public final class DeliveryModelStore {

    private static final String COMPARISON = "comparison.json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DeliveryModelStore() {}

    /** The models as an object of the catalog: {@code EXECUTE} is needed to apply them, {@code MANAGE} on them or {@code
     * CREATE} in their schema to store some. */
    private static final Securable MODEL = Securable.model("delivery_delay");

    /**
     * Folder of all versions.
     *
     * @param lake the lake
     * @return a folder that need not exist yet
     */
    public static Path folder(Lakehouse lake) {
        return lake.root().resolve("models").resolve("delivery_delay");
    }

    /**
     * Folder of the model that the newest run trained on all known outcomes and predicts open orders with.
     *
     * @param lake the lake
     * @return the folder, for {@link DelayModel#load(Path)}
     * @throws ModelException when no run has trained a model, or its folder is gone
     * @throws AccessDeniedException when the lake's principal may not apply the model
     */
    public static Path newest(Lakehouse lake) {
        requireApply(lake);
        String missing = "Run the pipeline with the delivery steps (./lakehouse run --lake DIR), which trains one.";
        if (!lake.table(DeliveryTables.PREDICTIONS).exists()) {
            throw new ModelException("Cannot find a delay model: the lake " + lake.root()
                    + " has no gold.delivery_predictions. " + missing);
        }
        try (Stream<Version> versions = lake.sql(
                "select distinct model_version from gold.delivery_predictions where split in ('train', 'open')"
                        + " order by model_version limit 1",
                Version.class)) {
            String version = versions.findFirst()
                    .map(Version::modelVersion)
                    .orElseThrow(() -> new ModelException("Cannot find a delay model: gold.delivery_predictions is"
                            + " empty, because the last run found too few outcomes to learn from. Load more orders. "
                            + missing));
            Path folder = folder(lake).resolve(version);
            if (!Files.isDirectory(folder)) {
                throw new ModelException("Cannot find the delay model " + version + ", which made"
                        + " gold.delivery_predictions: there is no folder " + folder
                        + ". Restore it, or delete the table's folder and run the pipeline again.");
            }
            return folder;
        }
    }

    static void requireApply(Lakehouse lake) {
        lake.require(Privilege.EXECUTE, MODEL);
    }

    /** Stops who may neither manage the models nor create some. */
    static void requireStore(Lakehouse lake) {
        if (!lake.may(Privilege.MANAGE, MODEL)) {
            lake.require(Privilege.CREATE, Securable.schema("models"));
        }
    }

    /** Keeps how the candidates did beside the model that came out of it. */
    static void keep(Path version, List<DeliveryComparisonRow> comparison) {
        try {
            Path temporary = Files.createTempFile(version, ".", ".tmp");
            Files.write(temporary, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(comparison));
            Files.move(
                    temporary,
                    version.resolve(COMPARISON),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw LakehouseErrors.storage("store the comparison of candidates in " + version, e);
        }
    }

    /** How the candidates of the newest run did. */
    static List<DeliveryComparisonRow> comparison(Lakehouse lake) {
        Path file = newest(lake).resolve(COMPARISON);
        if (!Files.isRegularFile(file)) {
            throw new ModelException("Cannot say how the candidates did: there is no " + file
                    + ". The model was trained by an older version of this library, or the file is gone.");
        }
        try {
            return MAPPER.readValue(Files.readAllBytes(file), new TypeReference<List<DeliveryComparisonRow>>() {});
        } catch (JsonProcessingException e) {
            throw new ModelException("Cannot read " + file + ": it is not a stored comparison.", e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("read " + file, e);
        }
    }

    /** A version named by the predictions. */
    record Version(String modelVersion) {}
}
