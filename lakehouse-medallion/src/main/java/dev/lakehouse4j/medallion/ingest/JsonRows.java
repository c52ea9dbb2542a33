package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.storage.RowTarget;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows from JSON lines: fields by name; what is neither text nor of the column's type is kept as JSON text. */
final class JsonRows extends RowMapping {

    private final JsonLinesScanner scanner;
    private final Map<String, Integer> columns;
    private final @Nullable String[] values;
    private final int[] toCheck;

    JsonRows(Binding binding, Batch batch, SchemaMode mode, JsonLinesScanner scanner, List<String> names) {
        super(binding, batch, mode);
        this.scanner = scanner;
        this.columns = binding.byName(names);
        this.values = new String[binding.schema().columns().size()];
        this.toCheck = java.util.stream.IntStream.range(0, binding.recordColumns())
                .filter(column -> !binding.schema().columns().get(column).nullable())
                .toArray();
    }

    @Override
    @Nullable
    String prepareValues(long line) {
        Arrays.fill(values, null);
        for (int field = 0; field < scanner.fieldCount(); field++) {
            String text = scanner.fieldText(field);
            Integer column = columns.get(scanner.fieldName(field));
            if (column != null) {
                values[column] = text;
            } else if (text != null) {
                rescue(field, text);
            }
        }
        for (int column : toCheck) {
            String refused = values[column] == null ? checkNull(column, line) : null;
            if (refused != null) {
                return refused;
            }
        }
        for (int column = 0; column < values.length; column++) {
            Cell cell = cell(column);
            if (cell != null) {
                String text = values[column];
                byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
                String label = binding().schema().columns().get(column).name();
                String refused = parse(column, label, bytes, 0, bytes.length, line);
                if (refused != null) {
                    return refused;
                }
            }
        }
        return null;
    }

    private void rescue(int field, String text) {
        if (scanner.fieldIsString(field)) {
            rescued().add(scanner.fieldName(field), text);
        } else {
            rescued().addJson(scanner.fieldName(field), text);
        }
    }

    @Override
    void writeValues(RowTarget target) {
        for (int column = 0; column < values.length; column++) {
            Cell cell = cell(column);
            String text = values[column];
            if (cell != null) {
                cell.writeTo(target, column);
            } else if (text != null) {
                target.setString(column, text);
            }
        }
    }

    @Override
    @Nullable
    String text(int column) {
        return values[column];
    }
}
