package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.error.LakehouseException;

/** A source has no files: its folder or file does not exist, or no file matches its pattern. */
public final class SourceMissingException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    private final String source;

    /**
     * Creates the error.
     *
     * @param source the source as it was given, such as a path or a pattern
     * @param message what, why and the remedy
     */
    public SourceMissingException(String source, String message) {
        super(message);
        this.source = source;
    }

    /**
     * The source that is missing.
     *
     * @return the path or pattern as it was given
     */
    public String source() {
        return source;
    }
}
