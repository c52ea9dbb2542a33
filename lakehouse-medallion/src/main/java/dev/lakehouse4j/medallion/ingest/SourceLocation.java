package dev.lakehouse4j.medallion.ingest;

import java.nio.file.Path;

/**
 * Where the files of a source are.
 *
 * @param folder the folder, as it was given
 * @param pattern a file name such as {@code orders.csv}, or a glob such as {@code *.csv}, relative to the folder, with {@code /}
 *     between folders
 */
public record SourceLocation(Path folder, String pattern) {}
