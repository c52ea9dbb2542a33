package dev.lakehouse4j.core.error;

import org.jspecify.annotations.Nullable;

/** The lake has no such table, or no such version of it. */
public final class TableNotFoundException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param message what, why and the remedy
     */
    public TableNotFoundException(String message) {
        super(message);
    }

    /**
     * Creates the error with its cause.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     */
    public TableNotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
