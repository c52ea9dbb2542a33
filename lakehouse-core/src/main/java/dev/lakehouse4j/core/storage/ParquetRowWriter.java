package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows that come one at a time from Java into data files of a table, through Parquet-MR.
 *
 * <p>The files lie under the table's folder, but belong to the table only after a commit that adds them. A writer that is
 * closed before {@link #finish()} deletes what it wrote. Not safe for use by several threads.
 */
public final class ParquetRowWriter implements AutoCloseable {

    private static final long TARGET_FILE_BYTES = 256L << 20;
    private static final int SIZE_CHECK_ROWS = 65_536;

    /** A dictionary that grows beyond this does not pay; the column goes on without one. */
    private static final int DICTIONARY_BYTES = 256 << 10;

    private final Path tableRoot;
    private final TableSchema schema;
    private final MessageType message;
    private final List<DataFile> files = new ArrayList<>();
    private @Nullable ParquetWriter<Consumer<RowTarget>> writer;
    private @Nullable FlatFileWriter flat;
    private @Nullable RowTarget flatTarget;
    private @Nullable Path file;
    private long rowsInFile;
    private boolean finished;

    private ParquetRowWriter(Path tableRoot, TableSchema schema) {
        this.tableRoot = tableRoot;
        this.schema = schema;
        this.message = ParquetShape.message(schema);
    }

    /**
     * Starts writing; the first file is created with the first row.
     *
     * @param tableRoot folder of the table; created when missing
     * @param schema columns of the rows
     * @return the writer
     */
    public static ParquetRowWriter open(Path tableRoot, TableSchema schema) {
        try {
            Files.createDirectories(tableRoot);
        } catch (IOException e) {
            throw LakehouseErrors.storage("create the folder " + tableRoot, e);
        }
        return new ParquetRowWriter(tableRoot, schema);
    }

    /**
     * Names a data file that is to be written.
     *
     * @param tableRoot folder of the table
     * @param codec compression, for the name alone
     * @return a path that no other writer uses
     */
    public static Path newDataFile(Path tableRoot, String codec) {
        return tableRoot.resolve("part-" + UUID.randomUUID() + "." + codec.toLowerCase(Locale.ROOT) + ".parquet");
    }

    /**
     * Writes one row.
     *
     * @param row sets the values on the target that it is given
     */
    public void write(Consumer<RowTarget> row) {
        try {
            if (file == null) {
                openFile();
            }
            RowTarget target = flatTarget;
            if (target != null) {
                target.begin();
                row.accept(target);
                target.end();
            } else {
                java.util.Objects.requireNonNull(writer).write(row);
            }
            rowsInFile++;
            if (rowsInFile % SIZE_CHECK_ROWS == 0 && sizeOfFile() >= TARGET_FILE_BYTES) {
                closeFile();
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("write rows under " + tableRoot, e);
        }
    }

    /**
     * Completes the files.
     *
     * @return the files with their statistics; empty when no row was written
     */
    public List<DataFile> finish() {
        try {
            closeFile();
            finished = true;
            return List.copyOf(files);
        } catch (IOException e) {
            throw LakehouseErrors.storage("write rows under " + tableRoot, e);
        }
    }

    /** Deletes what was written unless {@link #finish()} was called. */
    @Override
    public void close() {
        if (finished) {
            return;
        }
        finished = true;
        ParquetWriter<Consumer<RowTarget>> open = writer;
        FlatFileWriter openFlat = flat;
        writer = null;
        flat = null;
        try {
            if (open != null) {
                open.close();
            }
            if (openFlat != null) {
                openFlat.close();
            }
        } catch (IOException | RuntimeException e) {
            // The file is thrown away; that it cannot be completed does not matter.
        }
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
            for (DataFile done : files) {
                Files.deleteIfExists(done.resolve(tableRoot));
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("remove unfinished files under " + tableRoot, e);
        }
    }

    private long sizeOfFile() throws IOException {
        FlatFileWriter open = flat;
        return open != null
                ? open.size()
                : java.util.Objects.requireNonNull(writer).getDataSize();
    }

    private void openFile() throws IOException {
        Path target = newDataFile(tableRoot, "snappy");
        if (FlatFileWriter.canWrite(message)) {
            FlatFileWriter opened = FlatFileWriter.open(target, message);
            flat = opened;
            flatTarget = new RowTarget(schema.columns(), opened.consumer(), opened.columns());
        } else {
            writer = openNested(target);
        }
        file = target;
        rowsInFile = 0;
    }

    private ParquetWriter<Consumer<RowTarget>> openNested(Path target) throws IOException {
        Builder builder = new Builder(new LocalOutputFile(target))
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupRowCountLimit(FlatFileWriter.ROW_GROUP_ROWS)
                .withDictionaryPageSize(DICTIONARY_BYTES)
                .withPageWriteChecksumEnabled(false);
        for (Column column : schema.columns()) {
            // Nearly every value of a key is new, so a dictionary only costs time.
            if (column.type() == ColumnType.Primitive.STRING && schema.key().equals(List.of(column.name()))) {
                builder.withDictionaryEncoding(column.name(), false);
            }
        }
        return builder.build();
    }

    private void closeFile() throws IOException {
        Path target = file;
        if (target == null) {
            return;
        }
        ParquetMetadata footer;
        FlatFileWriter open = flat;
        if (open != null) {
            footer = open.finish();
            flat = null;
            flatTarget = null;
        } else {
            ParquetWriter<Consumer<RowTarget>> current = java.util.Objects.requireNonNull(writer);
            writer = null;
            current.close();
            footer = current.getFooter();
        }
        files.add(new DataFile(
                String.valueOf(target.getFileName()),
                Files.size(target),
                Files.getLastModifiedTime(target).toMillis(),
                rowsInFile,
                FooterStatistics.of(footer, schema),
                Map.of()));
        file = null;
    }

    private final class Builder extends ParquetWriter.Builder<Consumer<RowTarget>, Builder> {

        Builder(OutputFile out) {
            super(out);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<Consumer<RowTarget>> getWriteSupport(Configuration configuration) {
            return new RowSupport();
        }

        @Override
        protected WriteSupport<Consumer<RowTarget>> getWriteSupport(ParquetConfiguration configuration) {
            return new RowSupport();
        }
    }

    private final class RowSupport extends WriteSupport<Consumer<RowTarget>> {

        private @Nullable RowTarget target;

        @Override
        @SuppressWarnings("deprecation")
        public WriteContext init(Configuration configuration) {
            return new WriteContext(message, Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(message, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            target = new RowTarget(schema.columns(), consumer, null);
        }

        @Override
        public void write(Consumer<RowTarget> row) {
            RowTarget current = java.util.Objects.requireNonNull(target);
            current.begin();
            row.accept(current);
            current.end();
        }
    }
}
