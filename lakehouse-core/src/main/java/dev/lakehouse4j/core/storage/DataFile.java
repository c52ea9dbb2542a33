package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.TableSchema;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file of a table.
 *
 * @param logPath path as it stands in the log: relative to the table's folder, percent-encoded; absolute only in tables
 *     of other writers
 * @param sizeBytes length of the file
 * @param modifiedMillis time of its last change, milliseconds since 1970
 * @param rowCount rows in the file, deleted ones included, or -1 when the log does not say
 * @param statistics what is known per top-level column; columns that are missing here may be missing in the file
 * @param partitionValues values of partition columns as the log spells them; empty in tables of this library
 * @param deletionVector rows of the file that are deleted, or null when none are; always null in tables of this library
 */
public record DataFile(
        String logPath,
        long sizeBytes,
        long modifiedMillis,
        long rowCount,
        Map<String, ColumnStatistics> statistics,
        Map<String, @Nullable String> partitionValues,
        @Nullable DeletionVector deletionVector) {

    private static final Pattern OWN_NAME =
            Pattern.compile("part-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\.[a-z0-9_]+\\.parquet");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");

    /**
     * A file of which no row is deleted.
     *
     * @param logPath path as it stands in the log
     * @param sizeBytes length of the file
     * @param modifiedMillis time of its last change, milliseconds since 1970
     * @param rowCount rows in the file, or -1 when the log does not say
     * @param statistics what is known per top-level column
     * @param partitionValues values of partition columns as the log spells them
     */
    public DataFile(
            String logPath,
            long sizeBytes,
            long modifiedMillis,
            long rowCount,
            Map<String, ColumnStatistics> statistics,
            Map<String, @Nullable String> partitionValues) {
        this(logPath, sizeBytes, modifiedMillis, rowCount, statistics, partitionValues, null);
    }

    /**
     * A file that another engine wrote for a table of this library: what its footer says.
     *
     * @param tableRoot folder of the table
     * @param file a Parquet file right in that folder, with a name from {@link ParquetRowWriter#newDataFile}
     * @param schema columns of the table
     * @return the file with its rows and statistics; it belongs to the table after a commit
     * @throws StorageException when it cannot be read
     */
    public static DataFile written(Path tableRoot, Path file, TableSchema schema) {
        try {
            ParquetMetadata footer = FooterStatistics.footer(file);
            return new DataFile(
                    tableRoot.relativize(file).toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis(),
                    footer.getBlocks().stream()
                            .mapToLong(BlockMetaData::getRowCount)
                            .sum(),
                    FooterStatistics.of(footer, schema),
                    Map.of());
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the footer of " + file, e);
        }
    }

    /**
     * Rows of the file that belong to the table.
     *
     * @return rows, or -1 when the log does not say
     */
    public long liveRows() {
        return rowCount < 0 || deletionVector == null ? rowCount : rowCount - deletionVector.deletedRows();
    }

    /**
     * What the rows of the file are told by: another writer may delete some of them without another file.
     *
     * @return equal for two entries of the log that stand for the same rows of the same file
     */
    public String content() {
        return deletionVector == null ? logPath : logPath + " without " + deletionVector;
    }

    /**
     * Whether the file has a name that this library gives. Such a file has the columns that the table had when it was written,
     * with the types that this library writes; a file of another writer must be looked at.
     *
     * @return true for a name of this library
     */
    public boolean hasOwnName() {
        return OWN_NAME.matcher(logPath).matches();
    }

    /**
     * Where the file lies.
     *
     * @param tableRoot folder of the table
     * @return path on disk
     * @throws StorageException when it lies elsewhere, for example in an object store
     */
    public Path resolve(Path tableRoot) {
        if (!SCHEME.matcher(logPath).matches()) {
            return tableRoot.resolve(decoded(logPath));
        }
        if (logPath.startsWith("file:")) {
            try {
                return Path.of(URI.create(logPath));
            } catch (IllegalArgumentException e) {
                return Path.of(
                        decoded(logPath.replaceFirst("file:/+", "/"))); // Not every writer encodes all it should.
            }
        }
        throw new StorageException("Cannot read the table at " + tableRoot + ": its data file " + logPath
                + " does not lie on this machine's file system. Copy the table with its files, or read it with another"
                + " engine.");
    }

    /** Percent-decoded, with characters that a writer should have encoded taken as they are. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low < 0) {
                decoded[length++] = bytes[i];
            } else {
                decoded[length++] = (byte) (high << 4 | low);
                i += 2;
            }
        }
        return new String(decoded, 0, length, StandardCharsets.UTF_8);
    }
}
