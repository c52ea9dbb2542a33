package dev.lakehouse4j.ml.tracking;

import java.util.Map;

/** Trains a model again from its provenance, for {@link RunTracker#reproduce}. */
@FunctionalInterface
public interface Retrainer {

    /**
     * Reads the table versions, trains with the settings and the seed, and measures.
     *
     * @param provenance what the stored run came from
     * @return the metrics of the new model, under the names of the stored run
     */
    Map<String, Double> retrain(Provenance provenance);
}
