package dev.lakehouse4j.medallion.ingest;

import java.nio.file.Path;

/**
 * A file of a source.
 *
 * @param path where it lies
 * @param name what it is called in {@code _source_file}: its path relative to the source's folder with {@code /} between
 *     folders, or its file name when the source is that one file
 */
public record SourceFile(Path path, String name) {}
