package dev.lakehouse4j.core.error;

import org.jspecify.annotations.Nullable;

/** The SQL engine refused a statement or stopped while running it. */
public final class QueryException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param message what, why and the remedy
     */
    public QueryException(String message) {
        super(message);
    }

    /**
     * Creates the error with its cause.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     */
    public QueryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
