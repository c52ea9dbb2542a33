package dev.lakehouse4j.core.error;

import org.jspecify.annotations.Nullable;

/** Rows break a NOT NULL, CHECK or key rule of their table; nothing was committed. */
public final class ConstraintException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param message what, why and the remedy
     */
    public ConstraintException(String message) {
        super(message);
    }

    /**
     * Creates the error with its cause.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     */
    public ConstraintException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
