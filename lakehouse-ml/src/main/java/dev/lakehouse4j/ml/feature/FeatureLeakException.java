package dev.lakehouse4j.ml.feature;

import dev.lakehouse4j.core.error.LakehouseException;

/** A feature holds what was not known yet at the moment of the prediction. */
public class FeatureLeakException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * The error.
     *
     * @param message which features, in which rows, and the remedy
     */
    public FeatureLeakException(String message) {
        super(message);
    }
}
