package dev.lakehouse4j.core.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of every error that this library throws on purpose.
 *
 * <p>A message says what could not be done, why, and what to do about it. A retriable error may go away when the same call
 * is made again ({@link ConflictException}); any other needs a change first.
 */
public class LakehouseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with a complete message.
     *
     * @param message what, why and the remedy
     */
    public LakehouseException(String message) {
        super(message);
    }

    /**
     * Creates an error with a complete message and its cause.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     */
    public LakehouseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether the same call may succeed when it is made again.
     *
     * @return true for conflicts with a concurrent writer
     */
    public boolean isRetriable() {
        return false;
    }
}
