package dev.lakehouse4j.core.error;

import org.jspecify.annotations.Nullable;

/** The table uses a feature of the Delta protocol that this library does not support. */
public final class UnsupportedFeatureException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param message what, why and the remedy
     */
    public UnsupportedFeatureException(String message) {
        super(message);
    }

    /**
     * Creates the error with its cause.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     */
    public UnsupportedFeatureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
