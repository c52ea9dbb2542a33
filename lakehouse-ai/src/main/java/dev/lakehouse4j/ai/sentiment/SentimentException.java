package dev.lakehouse4j.ai.sentiment;

import dev.lakehouse4j.core.error.LakehouseException;
import org.jspecify.annotations.Nullable;

/** A sentiment model cannot be found, loaded, trained or used; the message says why and what to do. */
public class SentimentException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * An error of its own.
     *
     * @param message what, why and the remedy
     */
    public SentimentException(String message) {
        super(message);
    }

    /**
     * An error with a cause.
     *
     * @param message what, why and the remedy
     * @param cause the cause, or null
     */
    public SentimentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
