package dev.lakehouse4j.ml.estimator;

import dev.lakehouse4j.core.error.LakehouseException;

/** A model cannot be trained, stored, loaded or used; the message says why and what to do. */
public class ModelException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * An error of its own.
     *
     * @param message what, why and the remedy
     */
    public ModelException(String message) {
        super(message);
    }

    /**
     * An error with a cause.
     *
     * @param message what, why and the remedy
     * @param cause the cause
     */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
