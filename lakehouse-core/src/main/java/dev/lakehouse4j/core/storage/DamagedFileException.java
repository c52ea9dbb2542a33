package dev.lakehouse4j.core.storage;

import java.io.IOException;

/** A file is not what was written; the message names it and says what to do. */
final class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedFileException(String message) {
        super(message);
    }
}
