package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.storage.RowTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows from delimited text: field values go from the scanner's buffer to the writer without becoming strings. */
final class CsvRows extends RowMapping {

    private final CsvScanner scanner;
    private final int[] fields;
    private final int[] toCheck;
    private final int[] unknown;
    private final List<String> names;

    CsvRows(Binding binding, Batch batch, SchemaMode mode, CsvScanner scanner) {
        super(binding, batch, mode);
        this.scanner = scanner;
        this.fields = binding.fields().stream().mapToInt(Integer::intValue).toArray();
        this.toCheck = columnsToCheck();
        this.unknown = binding.unknown().stream().mapToInt(Integer::intValue).toArray();
        this.names = scanner.columnNames();
    }

    @Override
    @Nullable
    String prepareValues(long line) {
        for (int column : toCheck) {
            int field = fields[column];
            Cell cell = cell(column);
            String refused;
            if (cell != null) {
                refused = parse(
                        column,
                        Binding.label(names, field),
                        scanner.buffer(),
                        scanner.fieldStart(field),
                        scanner.fieldEnd(field),
                        line);
            } else {
                refused = scanner.fieldIsNull(field) ? checkNull(column, line) : null;
            }
            if (refused != null) {
                return refused;
            }
        }
        for (int field : unknown) {
            if (!scanner.fieldIsNull(field)) {
                rescued().add(Binding.label(names, field), scanner.fieldText(field));
            }
        }
        return null;
    }

    @Override
    void writeValues(RowTarget target) {
        byte[] buffer = scanner.buffer();
        for (int column = 0; column < fields.length; column++) {
            int field = fields[column];
            if (field < 0) {
                continue;
            }
            Cell cell = cell(column);
            if (cell != null) {
                cell.writeTo(target, column);
            } else if (!scanner.fieldIsNull(field)) {
                int start = scanner.fieldStart(field);
                target.setUtf8(column, buffer, start, scanner.fieldEnd(field) - start);
            }
        }
    }

    @Override
    @Nullable
    String text(int column) {
        int field = fields[column];
        return field < 0 || scanner.fieldIsNull(field) ? null : scanner.fieldText(field);
    }
}
