package dev.lakehouse4j.core.storage;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file of a table.
 *
 * @param logPath path as it stands in the log: relative to the table's folder, percent-encoded; absolute only in tables
 *     of other writers
 * @param sizeBytes length of the file
 * @param modifiedMillis time of its last change, milliseconds since 1970
 * @param rowCount rows in the file, or -1 when the log does not say
 * @param statistics what is known per top-level column; columns that are missing here may be missing in the file
 * @param partitionValues values of partition columns as the log spells them; empty in tables of this library
 */
public record DataFile(
        String logPath,
        long sizeBytes,
        long modifiedMillis,
        long rowCount,
        Map<String, ColumnStatistics> statistics,
        Map<String, @Nullable String> partitionValues) {

    /**
     * Where the file lies.
     *
     * @param tableRoot folder of the table
     * @return path on disk
     */
    public Path resolve(Path tableRoot) {
        URI uri = URI.create(logPath);
        return uri.isAbsolute() ? Path.of(uri) : tableRoot.resolve(uri.getPath());
    }
}
