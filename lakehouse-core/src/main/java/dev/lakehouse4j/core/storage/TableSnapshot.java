package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.schema.TableSchema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A table as it was at one version.
 *
 * @param root folder of the table
 * @param version the version
 * @param timestamp when that version was committed
 * @param schema columns, key and checks
 * @param files the data files that hold its rows
 * @param properties table properties, those of Delta and those of this library
 * @param partitionColumns columns that live in the log instead of the files; empty in tables of this library
 */
public record TableSnapshot(
        Path root,
        long version,
        Instant timestamp,
        TableSchema schema,
        List<DataFile> files,
        Map<String, String> properties,
        List<String> partitionColumns) {

    /** Copies the collections. */
    public TableSnapshot {
        files = List.copyOf(files);
        properties = Map.copyOf(properties);
        partitionColumns = List.copyOf(partitionColumns);
    }

    /**
     * The same snapshot under another time.
     *
     * @param instant when the version was committed
     * @return the changed snapshot
     */
    TableSnapshot withTimestamp(Instant instant) {
        return new TableSnapshot(root, version, instant, schema, files, properties, partitionColumns);
    }

    /**
     * Number of rows, from the log.
     *
     * @return rows, or -1 when a file of another writer does not say
     */
    public long rowCount() {
        long rows = 0;
        for (DataFile file : files) {
            if (file.rowCount() < 0) {
                return -1;
            }
            rows += file.rowCount();
        }
        return rows;
    }

    /**
     * Bytes of all data files.
     *
     * @return size in bytes
     */
    public long sizeBytes() {
        return files.stream().mapToLong(DataFile::sizeBytes).sum();
    }
}
