package dev.lakehouse4j.core.error;

import org.jspecify.annotations.Nullable;

/** A record, a table or the result of a query does not have the columns that are due. */
public final class SchemaException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param message what, why and the remedy
     */
    public SchemaException(String message) {
        super(message);
    }

    /**
     * Creates the error with its cause.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     */
    public SchemaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
