package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import java.nio.file.Path;

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
}
