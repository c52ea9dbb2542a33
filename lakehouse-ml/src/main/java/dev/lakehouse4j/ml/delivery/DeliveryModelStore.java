package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.ml.estimator.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where a lake keeps its delay models: {@code models/delivery_delay/<version>}. */
public final class DeliveryModelStore {

    private DeliveryModelStore() {}

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
     */
    public static Path newest(Lakehouse lake) {
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

    /** A version named by the predictions. */
    record Version(String modelVersion) {}
}
