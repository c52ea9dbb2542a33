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
 * @param layout how the rows lie in the files; plain in tables of this library
 */
public record TableSnapshot(
        Path root,
        long version,
        Instant timestamp,
        TableSchema schema,
        List<DataFile> files,
        Map<String, String> properties,
        FileLayout layout) {

    /** Copies the collections. */
    public TableSnapshot {
        files = List.copyOf(files);
        properties = Map.copyOf(properties);
    }

    /**
     * A table whose columns are called in the files as they are in the table.
     *
     * @param root folder of the table
     * @param version the version
     * @param timestamp when that version was committed
     * @param schema columns, key and checks
     * @param files the data files that hold its rows
     * @param properties table properties
     * @param partitionColumns columns that live in the log instead of the files
     */
    public TableSnapshot(
            Path root,
            long version,
            Instant timestamp,
            TableSchema schema,
            List<DataFile> files,
            Map<String, String> properties,
            List<String> partitionColumns) {
        this(root, version, timestamp, schema, files, properties, FileLayout.partitioned(partitionColumns));
    }

    /**
     * Columns that live in the log instead of the files.
     *
     * @return their names; empty in tables of this library
     */
    public List<String> partitionColumns() {
        return layout.partitionColumns();
    }

    /**
     * The same snapshot under another time.
     *
     * @param instant when the version was committed
     * @return the changed snapshot
     */
    TableSnapshot withTimestamp(Instant instant) {
        return new TableSnapshot(root, version, instant, schema, files, properties, layout);
    }

    /**
     * The same snapshot with some of its files.
     *
     * @param some data files of the table
     * @return a snapshot that holds the rows of these files
     */
    public TableSnapshot withFiles(List<DataFile> some) {
        return new TableSnapshot(root, version, timestamp, schema, some, properties, layout);
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
            rows += file.liveRows();
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
