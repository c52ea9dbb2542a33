package dev.lakehouse4j.ai.language;

import dev.lakehouse4j.core.error.LakehouseException;
import org.jspecify.annotations.Nullable;

/** A language model gave no usable answer. */
public class LanguageModelException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    private final boolean retriable;

    /**
     * Creates an error.
     *
     * @param message what, why and the remedy
     * @param retriable whether the same call may succeed later: time-outs, rate limits, failures of the server
     * @param cause the failure underneath, or null
     */
    public LanguageModelException(String message, boolean retriable, @Nullable Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
    }

    @Override
    public boolean isRetriable() {
        return retriable;
    }
}
