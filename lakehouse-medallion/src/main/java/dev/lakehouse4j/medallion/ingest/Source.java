package dev.lakehouse4j.medallion.ingest;

import java.util.List;

/**
 * Files of one kind that feed one Bronze table: a file, a folder, or the files that match a pattern.
 *
 * <p>A file is known by its name relative to the source's folder. Two sources that feed one table should therefore start
 * from a common folder ({@code days/*}{@code /orders.csv}), or their equally named files pass for versions of one file.
 */
public sealed interface Source permits CsvSource, JsonLinesSource, ParquetSource {

    /**
     * The files as they are now.
     *
     * @return at least one file, sorted by name
     * @throws SourceMissingException when the folder or file does not exist or nothing matches
     */
    List<SourceFile> files();

    /**
     * Where the files are, whether they are there or not.
     *
     * @return a folder, and the name or glob of the files below it
     */
    SourceLocation location();

    /**
     * The source in words, for messages.
     *
     * @return the path, with the pattern behind it
     */
    String describe();
}
