package dev.lakehouse4j.ml.tracking;

/**
 * A file or folder among the artifacts of a run.
 *
 * @param path path below the artifacts of the run, with {@code /} between its parts
 * @param isFolder whether it is a folder
 * @param sizeBytes size in bytes; 0 for a folder
 */
public record ArtifactInfo(String path, boolean isFolder, long sizeBytes) {}
