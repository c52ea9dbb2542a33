package dev.lakehouse4j.core.error;

import org.jspecify.annotations.Nullable;

/** A principal lacks the privilege for what it tried. */
public final class AccessDeniedException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param message what, why and the remedy
     */
    public AccessDeniedException(String message) {
        super(message);
    }

    /**
     * Creates the error with its cause.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     */
    public AccessDeniedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
