package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows without nesting to one Parquet file.
 *
 * <p>Why not Parquet-MR's own record writer: it passes each value through layers made for nested rows, at about 150 ns a
 * value and many seconds of warm-up; here it is about a tenth. Pages are encoded here, the file around them is still
 * Parquet-MR's.
 */
final class FlatFileWriter implements AutoCloseable {

    /** Row groups of this many rows let readers work on one file in parallel. */
    static final int ROW_GROUP_ROWS = 122_880;

    private static final long ROW_GROUP_BYTES = 128L << 20;
    private static final int BOUND_BYTES = 64;

    private final Path file;
    private final ParquetFileWriter out;
    private final ColumnEncoder.RowGroup group = new ColumnEncoder.RowGroup();
    private final ColumnEncoder[] columns;
    private boolean closed;

    private FlatFileWriter(Path file, MessageType message) throws IOException {
        this.file = file;
        this.columns = message.getColumns().stream()
                .map(column -> encoder(column, group))
                .toArray(ColumnEncoder[]::new);
        this.out = new ParquetFileWriter(
                new LocalOutputFile(file),
                message,
                ParquetFileWriter.Mode.CREATE,
                ROW_GROUP_BYTES,
                0,
                BOUND_BYTES,
                Integer.MAX_VALUE,
                false);
        out.start();
    }

    static boolean canWrite(MessageType message) {
        return message.getFieldCount() > 0 && message.getFields().stream().allMatch(Type::isPrimitive);
    }

    static FlatFileWriter open(Path file, MessageType message) throws IOException {
        return new FlatFileWriter(file, message);
    }

    private static ColumnEncoder encoder(ColumnDescriptor column, ColumnEncoder.RowGroup group) {
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case BINARY, FIXED_LEN_BYTE_ARRAY -> new BytesEncoder(column, group, ROW_GROUP_ROWS);
            case BOOLEAN -> new BooleanEncoder(column, group, ROW_GROUP_ROWS);
            case INT32, INT64, FLOAT, DOUBLE -> new NumberEncoder(column, group, ROW_GROUP_ROWS);
            case INT96 -> throw new IllegalStateException("no column is written as INT96");
        };
    }

    ColumnEncoder[] columns() {
        return columns;
    }

    /** The columns under the interface by which nested values are written, too. */
    RecordConsumer consumer() {
        return new Consumer();
    }

    /** About how many bytes the file will have with what it has got so far. */
    long size() throws IOException {
        return out.getPos() + group.bytes / 2;
    }

    private void endRow() {
        group.rows++;
        if (group.rows == ROW_GROUP_ROWS || group.bytes >= ROW_GROUP_BYTES) {
            try {
                flush();
            } catch (IOException e) {
                throw LakehouseErrors.storage("write rows to " + file, e);
            }
        }
    }

    private void flush() throws IOException {
        if (group.rows == 0) {
            return;
        }
        out.startBlock(group.rows);
        for (ColumnEncoder column : columns) {
            column.flush(out);
        }
        out.endBlock();
        group.rows = 0;
        group.bytes = 0;
    }

    /** Completes the file. */
    ParquetMetadata finish() throws IOException {
        flush();
        closed = true;
        out.end(Map.of());
        return out.getFooter();
    }

    /** Gives the file up where it was not finished. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            out.close();
        }
    }

    private final class Consumer extends RecordConsumer {

        private @Nullable ColumnEncoder current;

        private ColumnEncoder current() {
            return java.util.Objects.requireNonNull(current, "a value belongs to a field");
        }

        @Override
        public void startMessage() {
            current = null;
        }

        @Override
        public void endMessage() {
            endRow();
        }

        @Override
        public void startField(String field, int index) {
            current = columns[index];
        }

        @Override
        public void endField(String field, int index) {
            current = null;
        }

        @Override
        public void startGroup() {
            throw new IllegalStateException("a flat file has no groups");
        }

        @Override
        public void endGroup() {
            throw new IllegalStateException("a flat file has no groups");
        }

        @Override
        public void addInteger(int value) {
            current().addNumber(value);
        }

        @Override
        public void addLong(long value) {
            current().addNumber(value);
        }

        @Override
        public void addBoolean(boolean value) {
            current().addBoolean(value);
        }

        @Override
        public void addBinary(Binary value) {
            byte[] bytes = value.getBytesUnsafe();
            current().addBytes(bytes, 0, bytes.length);
        }

        @Override
        public void addFloat(float value) {
            current().addNumber(Float.floatToRawIntBits(value));
        }

        @Override
        public void addDouble(double value) {
            current().addNumber(Double.doubleToRawLongBits(value));
        }
    }
}
