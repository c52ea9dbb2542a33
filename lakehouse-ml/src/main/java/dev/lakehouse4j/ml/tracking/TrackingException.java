package dev.lakehouse4j.ml.tracking;

import dev.lakehouse4j.core.error.LakehouseException;
import org.jspecify.annotations.Nullable;

/** Tracking or the model registry refused: unknown run, changed parameter, server not there, no right to write. */
public final class TrackingException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    private final boolean retriable;

    /**
     * Creates an error that needs a change first.
     *
     * @param message what, why and the remedy
     */
    public TrackingException(String message) {
        this(message, null, false);
    }

    /**
     * Creates the error.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     * @param retriable whether the same call may succeed later: a server that is busy or not there
     */
    public TrackingException(String message, @Nullable Throwable cause, boolean retriable) {
        super(message, cause);
        this.retriable = retriable;
    }

    @Override
    public boolean isRetriable() {
        return retriable;
    }
}
