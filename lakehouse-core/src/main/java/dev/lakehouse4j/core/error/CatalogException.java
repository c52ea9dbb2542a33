package dev.lakehouse4j.core.error;

import org.jspecify.annotations.Nullable;

/** The catalog refused a change, or its files are damaged. */
public final class CatalogException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param message what, why and the remedy
     */
    public CatalogException(String message) {
        super(message);
    }

    /**
     * Creates the error with its cause.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     */
    public CatalogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
