package dev.lakehouse4j.examples;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints the rows of a query as a table, as JSON or as CSV. */
enum ResultPrinter {
    /** Columns side by side, for people; shows at most 1,000 rows and says so. */
    TABLE {
        @Override
        void print(QueryResult result, PrintWriter out) {
            printTable(result, out);
        }
    },
    /** An array of objects. */
    JSON {
        @Override
        void print(QueryResult result, PrintWriter out) throws IOException {
            printJson(result, out);
        }
    },
    /** RFC 4180 with a header line; nulls are empty, empty texts are quoted. */
    CSV {
        @Override
        void print(QueryResult result, PrintWriter out) {
            printCsv(result, out);
        }
    };

    private static final int TABLE_ROWS = 1_000;
    private static final int WIDEST = 60;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    abstract void print(QueryResult result, PrintWriter out) throws IOException;

    private static void printTable(QueryResult result, PrintWriter out) {
        List<Column> columns = result.columns();
        List<String[]> rows = new ArrayList<>();
        long total = 0;
        while (result.nextBatch()) {
            for (int row = 0; row < result.batchSize(); row++) {
                total++;
                if (rows.size() < TABLE_ROWS) {
                    String[] cells = new String[columns.size()];
                    for (int i = 0; i < cells.length; i++) {
                        cells[i] = cell(result.column(i).getObject(row));
                    }
                    rows.add(cells);
                }
            }
        }
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).name().length();
            for (String[] cells : rows) {
                widths[i] = Math.max(widths[i], cells[i].codePointCount(0, cells[i].length()));
            }
        }
        line(out, columns.stream().map(Column::name).toArray(String[]::new), widths, columns);
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            rule.append(i == 0 ? "" : "  ").append("-".repeat(widths[i]));
        }
        out.println(rule);
        rows.forEach(cells -> line(out, cells, widths, columns));
        if (total > rows.size()) {
            out.printf("… and %,d more rows; use --csv or --json to see all%n", total - rows.size());
        } else {
            out.printf("(%,d %s)%n", total, total == 1 ? "row" : "rows");
        }
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : text(value);
        if (value instanceof LocalDateTime) {
            text = text.replace('T', ' ');
        }
        // Other control characters could move the cursor of the terminal.
        text = text.replace("\r", "").replace('\n', '⏎').replace('\t', ' ').replaceAll("\\p{Cntrl}", "·");
        return text.codePointCount(0, text.length()) <= WIDEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    private static void line(PrintWriter out, String[] cells, int[] widths, List<Column> columns) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - cells[i].codePointCount(0, cells[i].length())));
            line.append(i == 0 ? "" : "  ");
            line.append(isNumber(columns.get(i).type()) ? padding + cells[i] : cells[i] + padding);
        }
        out.println(line.toString().stripTrailing());
    }

    private static boolean isNumber(ColumnType type) {
        return type instanceof ColumnType.DecimalType
                || (type instanceof ColumnType.Primitive primitive
                        && switch (primitive) {
                            case BYTE, SHORT, INT, LONG, FLOAT, DOUBLE -> true;
                            case STRING, BOOLEAN, DATE, TIMESTAMP, TIMESTAMP_NTZ, BINARY -> false;
                        });
    }

    private static void printJson(QueryResult result, PrintWriter out) throws IOException {
        JsonGenerator json = MAPPER.getFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
        json.writeStartArray();
        while (result.nextBatch()) {
            for (int row = 0; row < result.batchSize(); row++) {
                json.writeRaw('\n');
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (int i = 0; i < result.columns().size(); i++) {
                    Column column = result.columns().get(i);
                    object.put(column.name(), plain(result.column(i).getObject(row), column.type()));
                }
                MAPPER.writeValue(json, object);
            }
        }
        json.writeRaw('\n');
        json.writeEndArray();
        json.close();
        out.println();
    }

    /** Values as JSON knows them; times become ISO text, a double that is no number becomes text. */
    private static @Nullable Object plain(@Nullable Object value, ColumnType type) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if ((value instanceof Double || value instanceof Float) && !Double.isFinite(((Number) value).doubleValue())) {
            return value.toString();
        }
        if (value instanceof Number) {
            return value;
        }
        if (type instanceof ColumnType.StructType struct && value instanceof Object[] values) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (int i = 0; i < values.length; i++) {
                Column field = struct.fields().get(i);
                object.put(field.name(), plain(values[i], field.type()));
            }
            return object;
        }
        if (type instanceof ColumnType.ListType list && value instanceof List<?> values) {
            List<@Nullable Object> array = new ArrayList<>();
            values.forEach(element -> array.add(plain(element, list.element())));
            return array;
        }
        if (type instanceof ColumnType.MapType map && value instanceof Map<?, ?> values) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            values.forEach((key, element) -> object.put(String.valueOf(key), plain(element, map.value())));
            return object;
        }
        return text(value);
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return java.util.HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        // toString leaves out seconds that are 0.
        if (value instanceof LocalDateTime time) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
        }
        return value instanceof Object[] array ? java.util.Arrays.deepToString(array) : value.toString();
    }

    private static void printCsv(QueryResult result, PrintWriter out) {
        List<Column> columns = result.columns();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            line.append(i == 0 ? "" : ",").append(quoted(columns.get(i).name()));
        }
        out.println(line);
        while (result.nextBatch()) {
            for (int row = 0; row < result.batchSize(); row++) {
                line.setLength(0);
                for (int i = 0; i < columns.size(); i++) {
                    Object value = result.column(i).getObject(row);
                    line.append(i == 0 ? "" : ",");
                    if (value != null) {
                        line.append(quoted(text(value)));
                    }
                }
                out.println(line);
            }
        }
    }

    private static String quoted(String text) {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
