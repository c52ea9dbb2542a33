package dev.lakehouse4j.ai.language;

import dev.lakehouse4j.core.error.LakehouseException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A language model gave no usable answer. */
public class LanguageModelException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    private final boolean retriable;
    private final @Nullable Duration retryAfter;

    /**
     * Creates an error.
     *
     * @param message what, why and the remedy
     * @param retriable whether the same call may succeed later: time-outs, rate limits, failures of the server
     * @param cause the failure underneath, or null
     */
    public LanguageModelException(String message, boolean retriable, @Nullable Throwable cause) {
        this(message, retriable, null, cause);
    }

    private LanguageModelException(
            String message, boolean retriable, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
        this.retryAfter = retryAfter;
    }

    /**
     * Creates a retriable error of a server that asks to come back later.
     *
     * @param message what, why and the remedy
     * @param retryAfter how long the server asks to wait, or null when it does not say
     * @param cause the failure underneath, or null
     * @return the error
     */
    public static LanguageModelException rateLimited(
            String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        return new LanguageModelException(message, true, retryAfter, cause);
    }

    @Override
    public boolean isRetriable() {
        return retriable;
    }

    /**
     * How long the server asks to wait before the next call.
     *
     * @return the wait, empty when the server does not say
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
