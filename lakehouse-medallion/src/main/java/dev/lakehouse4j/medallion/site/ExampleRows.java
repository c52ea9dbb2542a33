package dev.lakehouse4j.medallion.site;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a few rows through the session, so that its row filters and masks hold. */
final class ExampleRows {

    private static final Logger LOG = LoggerFactory.getLogger(ExampleRows.class);
    private static final int LONGEST = 80;

    private final Lakehouse lake;
    private final int rows;

    ExampleRows(Lakehouse lake, int rows) {
        this.lake = lake;
        this.rows = rows;
    }

    /**
     * The first rows by the key or, without one, by all columns.
     *
     * @param withheld columns that are not read
     */
    TableDoc.Examples of(String name, List<Column> columns, List<String> key, Set<String> withheld) {
        List<Column> shown = columns.stream()
                .filter(column -> !withheld.contains(column.name()))
                .toList();
        if (rows == 0) {
            return TableDoc.Examples.none("");
        }
        if (shown.isEmpty()) {
            return TableDoc.Examples.none("All columns hold personal data.");
        }
        List<String> order = key.isEmpty() || !java.util.Collections.disjoint(key, withheld)
                ? shown.stream()
                        .filter(column -> isSortable(column.type()))
                        .map(Column::name)
                        .toList()
                : key;
        String sql = "select "
                + shown.stream()
                        .map(column -> "cast(" + Sql.identifier(column.name()) + " as varchar) as "
                                + Sql.identifier(column.name()))
                        .collect(Collectors.joining(", "))
                + " from " + quoted(name)
                + (order.isEmpty()
                        ? ""
                        : order.stream()
                                .map(column -> "t." + Sql.identifier(column))
                                .collect(Collectors.joining(", ", " as t order by ", "")))
                + " limit " + rows;
        try (QueryResult result = lake.query(sql)) {
            return new TableDoc.Examples(
                    columns.stream().map(Column::name).toList(), read(result, columns, withheld), note(withheld));
        } catch (AccessDeniedException e) {
            return TableDoc.Examples.none("The rows may not be read.");
        } catch (LakehouseException e) {
            LOG.warn("No example rows of {}: {}", name, e.getMessage());
            return TableDoc.Examples.none("The rows cannot be read.");
        }
    }

    /** How many rows the session sees; -1 when it may not know. */
    long count(String name) {
        try (QueryResult result = lake.query("select count(*) as n from " + quoted(name))) {
            return result.nextBatch() ? result.column(0).getLong(0) : -1;
        } catch (LakehouseException e) {
            return -1;
        }
    }

    static String quoted(String name) {
        int dot = name.indexOf('.');
        return Sql.identifier(name.substring(0, dot)) + "." + Sql.identifier(name.substring(dot + 1));
    }

    private static boolean isSortable(ColumnType type) {
        return type instanceof ColumnType.Primitive || type instanceof ColumnType.DecimalType;
    }

    private static String note(Set<String> withheld) {
        return withheld.isEmpty()
                ? ""
                : "Left out, because they are tagged pii and nothing masks them: "
                        + withheld.stream().sorted().collect(Collectors.joining(", ")) + ".";
    }

    private static List<List<@Nullable String>> read(QueryResult result, List<Column> columns, Set<String> withheld) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (result.nextBatch()) {
            for (int row = 0; row < result.batchSize(); row++) {
                List<@Nullable String> values = new ArrayList<>();
                int index = 0;
                for (Column column : columns) {
                    if (withheld.contains(column.name())) {
                        values.add("…");
                    } else {
                        Object value = result.column(index++).getObject(row);
                        values.add(value == null ? null : shortened(value.toString()));
                    }
                }
                rows.add(values);
            }
        }
        return rows;
    }

    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
