package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.erasure.Suppression;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.storage.RowTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the current record of a scanner into a row of the Bronze table, in two steps: {@link #prepare} parses what is
 * to be parsed and may refuse the record; as a consumer it then writes the row.
 */
abstract class RowMapping implements Consumer<RowTarget> {

    private final Binding binding;
    private final Batch batch;
    private final SchemaMode mode;
    private final @Nullable Cell[] cells;
    private final byte[] sourceFile;
    private final byte[] batchId;
    private final long ingestedMicros;
    private final int sourceFileColumn;
    private final RescuedValues rescued = new RescuedValues();
    private int @Nullable [] suppressedColumns;
    private long sourceRow;
    private @Nullable String rescuedText;

    RowMapping(Binding binding, Batch batch, SchemaMode mode) {
        this.binding = binding;
        this.batch = batch;
        this.mode = mode;
        this.sourceFile = batch.file().name().getBytes(StandardCharsets.UTF_8);
        this.batchId = batch.id().getBytes(StandardCharsets.UTF_8);
        this.ingestedMicros = batch.ingestedMicros();
        this.sourceFileColumn = binding.recordColumns();
        List<Column> columns = binding.schema().columns();
        this.cells = new Cell[columns.size()];
        for (int i = 0; i < cells.length; i++) {
            Column column = columns.get(i);
            boolean audit = i >= sourceFileColumn
                    && i < sourceFileColumn + AuditColumns.all().size();
            if (!audit && column.type() != ColumnType.Primitive.STRING) {
                Cell cell = Cell.of(column.type());
                if (cell == null) {
                    throw new SchemaException(
                            "Cannot load " + batch.file().name() + ": column " + column.name() + " is "
                                    + column.type()
                                    + ", which text is not parsed to. Make the component a String, and shape the value in"
                                    + " Silver.");
                }
                cells[i] = cell;
            }
        }
    }

    /** Takes over the current record; returns why it cannot become a row, or null when it can. */
    final @Nullable String prepare(long row, long line) {
        sourceRow = row;
        rescued.clear();
        String refused = prepareValues(line);
        rescuedText = rescued.take();
        return refused;
    }

    @Override
    public final void accept(RowTarget target) {
        writeValues(target);
        int column = sourceFileColumn;
        target.setUtf8(column, sourceFile, 0, sourceFile.length);
        target.setLong(column + 1, sourceRow);
        target.setUtf8(column + 2, batchId, 0, batchId.length);
        target.setLong(column + 3, ingestedMicros);
        String text = rescuedText;
        if (text != null) {
            target.setString(column + 4, text);
        }
    }

    abstract @Nullable String prepareValues(long line);

    abstract void writeValues(RowTarget target);

    /** The text of a column of the current record, or null when it has none. */
    abstract @Nullable String text(int column);

    /** Whether the current record belongs to a person who was erased. */
    final boolean isSuppressed(Suppression suppression, String table) {
        if (suppression.isEmpty()) {
            return false;
        }
        int[] columns = suppressedColumns;
        if (columns == null) {
            Set<String> names = suppression.columns(table);
            List<Column> all = binding.schema().columns();
            columns = java.util.stream.IntStream.range(0, binding.recordColumns())
                    .filter(column -> names.contains(all.get(column).name()))
                    .toArray();
            suppressedColumns = columns;
        }
        for (int column : columns) {
            String text = text(column);
            if (text != null
                    && suppression.holds(
                            table, binding.schema().columns().get(column).name(), text)) {
                return true;
            }
        }
        return false;
    }

    final Binding binding() {
        return binding;
    }

    final Batch batch() {
        return batch;
    }

    final SchemaMode mode() {
        return mode;
    }

    final RescuedValues rescued() {
        return rescued;
    }

    final @Nullable Cell cell(int column) {
        return cells[column];
    }

    /** The columns that need {@link #prepareValues} to look at each record. */
    final int[] columnsToCheck() {
        List<Column> columns = binding.schema().columns();
        return java.util.stream.IntStream.range(0, cells.length)
                .filter(i -> binding.fields().get(i) >= 0)
                .filter(i -> cells[i] != null || !columns.get(i).nullable())
                .toArray();
    }

    /** A column without value; returns the reason when that is not allowed. */
    final @Nullable String checkNull(int column, long line) {
        Column declared = binding.schema().columns().get(column);
        if (declared.nullable()) {
            return null;
        }
        String reason = "column " + declared.name() + " is NOT NULL, and the record has no value for it";
        if (mode == SchemaMode.FAIL) {
            throw failed(line, reason);
        }
        return reason;
    }

    /** Parses a text for a column; returns the reason when the record cannot become a row because of it. */
    final @Nullable String parse(int column, String label, byte[] bytes, int start, int end, long line) {
        Cell cell = java.util.Objects.requireNonNull(cells[column]);
        if (start == end) {
            cell.clear();
            return checkNull(column, line);
        }
        if (cell.parse(bytes, start, end)) {
            return null;
        }
        Column declared = binding.schema().columns().get(column);
        String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        String reason = "column " + declared.name() + " takes " + Cell.expects(declared) + ", and '" + shorten(text)
                + "' is none";
        if (mode == SchemaMode.FAIL) {
            throw failed(line, reason);
        }
        if (!declared.nullable()) {
            return reason;
        }
        rescued.add(label, text);
        return null;
    }

    final SchemaException failed(long line, String reason) {
        return new SchemaException("Cannot load " + batch.file().name() + ", line " + line + ": " + reason
                + ". Nothing of the file was committed. Correct it, or ingest with SchemaMode.RESCUE.");
    }

    private static String shorten(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
