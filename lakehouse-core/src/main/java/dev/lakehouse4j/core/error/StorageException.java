package dev.lakehouse4j.core.error;

import org.jspecify.annotations.Nullable;

/** The file system refused: missing folder, no permission, full disk, damaged file. */
public final class StorageException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param message what, why and the remedy
     */
    public StorageException(String message) {
        super(message);
    }

    /**
     * Creates the error with its cause.
     *
     * @param message what, why and the remedy
     * @param cause the failure underneath, or null
     */
    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
