package dev.lakehouse4j.notebook;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.RecordShape;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows with named columns, to look at: in a terminal ({@link #text}), in a notebook or page ({@link #html}), or to hand on
 * ({@link #csv}, {@link #json}).
 *
 * <pre>{@code
 * ResultTable states = ResultTable.of(lake, "select state, orders, late_rate from gold.kpi_state order by orders desc")
 *         .format("late_rate", "0.0 %");
 * System.out.println(states);
 * Files.writeString(Path.of("states.html"), states.html() + states.bars("state", "orders").html());
 * }</pre>
 *
 * <p>It holds all rows in memory: aggregate in SQL first. Immutable; each method returns a changed copy.
 */
public final class ResultTable {

    private static final int ROWS_OF_TEXT = 1_000;
    private static final int ROWS_OF_HTML = 100;

    private final String title;
    private final List<String> columns;
    private final List<List<@Nullable Object>> rows;
    private final Map<String, String> formats;

    private ResultTable(
            String title, List<String> columns, List<List<@Nullable Object>> rows, Map<String, String> formats) {
        this.title = title;
        this.columns = columns;
        this.rows = rows;
        this.formats = formats;
    }

    /**
     * Runs a query and takes its rows.
     *
     * @param lake an open lake
     * @param sql one SELECT statement over {@code layer.table} names
     * @return the rows
     */
    public static ResultTable of(Lakehouse lake, String sql) {
        try (QueryResult result = lake.query(sql)) {
            return of(result);
        }
    }

    /**
     * Takes the rows of a query.
     *
     * @param result the result; it is read to its end and not closed
     * @return the rows
     */
    public static ResultTable of(QueryResult result) {
        List<String> columns = result.columns().stream().map(Column::name).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (result.nextBatch()) {
            for (int row = 0; row < result.batchSize(); row++) {
                List<@Nullable Object> values = new ArrayList<>(columns.size());
                for (int i = 0; i < columns.size(); i++) {
                    values.add(result.column(i).getObject(row));
                }
                rows.add(Collections.unmodifiableList(values));
            }
        }
        return new ResultTable("", columns, Collections.unmodifiableList(rows), Map.of());
    }

    /**
     * Takes records; the columns are their components in snake case.
     *
     * @param <R> the record type, whose accessors can be called from here
     * @param type the record class
     * @param records the rows, none of them null
     * @return the rows
     * @throws LakehouseException when an accessor cannot be called, or fails
     */
    public static <R extends Record> ResultTable of(Class<R> type, Collection<? extends R> records) {
        RecordComponent[] components = type.getRecordComponents();
        List<String> columns = new ArrayList<>();
        List<Method> accessors = new ArrayList<>();
        for (RecordComponent component : components) {
            columns.add(RecordShape.snakeCase(component.getName()));
            Method accessor = component.getAccessor();
            accessor.trySetAccessible();
            accessors.add(accessor);
        }
        List<List<@Nullable Object>> rows = new ArrayList<>(records.size());
        for (R record : records) {
            List<@Nullable Object> values = new ArrayList<>(accessors.size());
            for (Method accessor : accessors) {
                values.add(value(record, accessor));
            }
            rows.add(Collections.unmodifiableList(values));
        }
        return new ResultTable("", List.copyOf(columns), Collections.unmodifiableList(rows), Map.of());
    }

    private static @Nullable Object value(Record record, Method accessor) {
        try {
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LakehouseException(
                    "Cannot read " + accessor.getName() + " of "
                            + record.getClass().getName()
                            + ": the accessor cannot be called or fails. Make the record public, or open its package.",
                    e);
        }
    }

    /**
     * Gives it a title, which stands above the rows in text and HTML.
     *
     * @param newTitle plain text; empty for none
     * @return changed copy
     */
    public ResultTable titled(String newTitle) {
        return new ResultTable(newTitle, columns, rows, formats);
    }

    /**
     * Keeps some columns.
     *
     * @param names their names, in the order wanted
     * @return changed copy
     * @throws IllegalArgumentException when there is no such column
     */
    public ResultTable select(String... names) {
        List<Integer> positions = new ArrayList<>();
        for (String name : names) {
            positions.add(position(name));
        }
        List<List<@Nullable Object>> kept = new ArrayList<>(rows.size());
        for (List<@Nullable Object> row : rows) {
            List<@Nullable Object> values = new ArrayList<>(positions.size());
            positions.forEach(position -> values.add(row.get(position)));
            kept.add(Collections.unmodifiableList(values));
        }
        return new ResultTable(title, List.of(names), Collections.unmodifiableList(kept), formats);
    }

    /**
     * Keeps the first rows.
     *
     * @param count how many, 0 or more
     * @return changed copy
     */
    public ResultTable head(int count) {
        return new ResultTable(title, columns, rows.subList(0, Math.min(count, rows.size())), formats);
    }

    /**
     * Says how the numbers of a column are shown in text, HTML and charts; CSV and JSON keep them as they are. Without it,
     * whole numbers and decimals are shown as they are, and other numbers with up to four decimals.
     *
     * @param column name of the column
     * @param pattern a pattern of {@link DecimalFormat}, with point and comma as in English: {@code #,##0.00}, {@code 0.0 %}
     * @return changed copy
     * @throws IllegalArgumentException when there is no such column, or the pattern is none
     */
    public ResultTable format(String column, String pattern) {
        position(column);
        Map<String, String> more = new LinkedHashMap<>(formats);
        DecimalFormat checked = new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
        more.put(column, checked.toPattern());
        return new ResultTable(title, columns, rows, Collections.unmodifiableMap(more));
    }

    /**
     * The names of the columns.
     *
     * @return names in order
     */
    public List<String> columns() {
        return columns;
    }

    /**
     * The number of rows.
     *
     * @return rows, 0 or more
     */
    public int size() {
        return rows.size();
    }

    /**
     * The values.
     *
     * @return the rows in order, each with a value per column, of the types that {@code ColumnReader.getObject} names
     */
    public List<List<@Nullable Object>> rows() {
        return rows;
    }

    /**
     * Columns side by side, as a terminal shows them; numbers to the right, long texts cut.
     *
     * @return lines, each with its end; at most 1,000 rows, and a line that says how many more there are
     */
    public String text() {
        return TextLayout.of(title, columns, shown(ROWS_OF_TEXT), numeric(), size());
    }

    /**
     * A table in HTML with its style beside it, for a notebook's rich output or a page. All text is escaped.
     *
     * @return an HTML fragment; at most 100 rows, and a line that says how many more there are
     */
    public String html() {
        return HtmlLayout.of(title, columns, shown(ROWS_OF_HTML), numeric(), size());
    }

    /**
     * All rows as CSV with a header (RFC 4180): nulls are empty, empty texts are quoted.
     *
     * @return lines, each ending with a line feed
     */
    public String csv() {
        StringBuilder csv = new StringBuilder();
        appendCsv(csv, columns);
        rows.forEach(row -> appendCsv(csv, row));
        return csv.toString();
    }

    private static void appendCsv(StringBuilder csv, List<? extends @Nullable Object> values) {
        for (int i = 0; i < values.size(); i++) {
            csv.append(i == 0 ? "" : ",");
            Object value = values.get(i);
            if (value != null) {
                csv.append(Values.csv(Values.plain(value)));
            }
        }
        csv.append('\n');
    }

    /**
     * All rows as a JSON array of objects, one per line. Days and times are ISO texts, numbers stay numbers.
     *
     * @return one array
     */
    public String json() {
        StringBuilder json = new StringBuilder("[");
        for (int row = 0; row < rows.size(); row++) {
            json.append(row == 0 ? "\n{" : ",\n{");
            for (int i = 0; i < columns.size(); i++) {
                json.append(i == 0 ? "" : ",");
                Values.appendJson(json, columns.get(i));
                json.append(':');
                Values.appendJson(json, rows.get(row).get(i));
            }
            json.append('}');
        }
        return json.append("\n]\n").toString();
    }

    /**
     * Writes the rows to a file.
     *
     * @param file its name ends in {@code .csv}, {@code .json}, {@code .html} or {@code .txt}, which says how
     * @return the file
     * @throws IllegalArgumentException when the name ends otherwise
     * @throws LakehouseException when it cannot be written
     */
    public Path write(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String content =
                switch (name.substring(name.lastIndexOf('.') + 1)) {
                    case "csv" -> csv();
                    case "json" -> json();
                    case "html" -> HtmlLayout.page(title.isEmpty() ? "Result" : title, html());
                    case "txt" -> text();
                    default ->
                        throw new IllegalArgumentException("Cannot write " + file
                                + ": its name does not say how. Let it end in .csv, .json, .html or .txt.");
                };
        try {
            return Files.writeString(file, content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw LakehouseErrors.storage("write " + file, e);
        }
    }

    /**
     * Draws a lying bar for each row, the first on top, with its value beside it.
     *
     * @param label column with the names of the bars
     * @param values columns with numbers; of several, each row gets a bar per column
     * @return a chart with the table's title
     * @throws IllegalArgumentException when there is no such column, or one holds something else than numbers
     */
    public Chart bars(String label, String... values) {
        return chart(Chart.Kind.BARS, label, values);
    }

    /**
     * Draws a line over the rows, from left to right.
     *
     * @param label column with the names of the places from left to right, such as months
     * @param values columns with numbers, a line each; where one is null, the line has a gap
     * @return a chart with the table's title
     * @throws IllegalArgumentException when there is no such column, or one holds something else than numbers
     */
    public Chart lines(String label, String... values) {
        return chart(Chart.Kind.LINES, label, values);
    }

    private Chart chart(Chart.Kind kind, String label, String... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("Cannot draw " + label + " alone: name a column of numbers as well.");
        }
        int labels = position(label);
        List<Chart.Series> series = new ArrayList<>();
        for (String value : values) {
            int position = position(value);
            List<@Nullable Double> numbers = new ArrayList<>();
            for (List<@Nullable Object> row : rows) {
                Object number = row.get(position);
                if (number != null && !(number instanceof Number)) {
                    throw new IllegalArgumentException("Cannot draw the column " + value + ": it holds "
                            + Values.plain(number) + ", which is no number. Cast it in the query.");
                }
                double size = number == null ? Double.NaN : ((Number) number).doubleValue();
                numbers.add(Double.isFinite(size) ? size : null);
            }
            series.add(new Chart.Series(value, numbers, formats.getOrDefault(value, "")));
        }
        return new Chart(
                kind,
                title,
                rows.stream().map(row -> shown(label, row.get(labels))).toList(),
                series);
    }

    private int position(String name) {
        int position = columns.indexOf(name);
        if (position < 0) {
            List<String> near = LakehouseErrors.nearest(name, columns);
            throw new IllegalArgumentException("Cannot find the column " + name + ". "
                    + (near.isEmpty()
                            ? "The columns are " + String.join(", ", columns) + "."
                            : "Did you mean " + String.join(" or ", near) + "?"));
        }
        return position;
    }

    private List<List<String>> shown(int most) {
        return rows.stream()
                .limit(most)
                .map(row -> {
                    List<String> cells = new ArrayList<>(row.size());
                    for (int i = 0; i < columns.size(); i++) {
                        cells.add(shown(columns.get(i), row.get(i)));
                    }
                    return cells;
                })
                .toList();
    }

    private String shown(String column, @Nullable Object value) {
        return value == null ? "" : Values.shown(value, formats.getOrDefault(column, ""));
    }

    /** Columns that hold numbers alone. */
    private List<Boolean> numeric() {
        List<Boolean> numeric = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            numeric.add(rows.stream().anyMatch(row -> row.get(column) != null)
                    && rows.stream().allMatch(row -> row.get(column) == null || row.get(column) instanceof Number));
        }
        return numeric;
    }

    /** The text, so that a shell shows the rows. */
    @Override
    public String toString() {
        return text();
    }
}
