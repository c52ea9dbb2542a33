package dev.lakehouse4j.core.lineage;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lineage as rows of tables. */
final class LineageRows {

    private LineageRows() {}

    /** A pair of what is made and what it is made from. */
    @Comment("What is made from what")
    record TableRow(
            @Key @Comment("What is made: schema.table, models.name or reports.name")
            String target,

            @Key @Comment("Position of the source among those of the target, from 1; 0 when it has none")
            int position,

            @Comment("What is read: schema.table, models.name or files.name; null when nothing is") @Nullable
            String source,

            @Comment("table, model or report") String targetKind,
            @Comment("table, model or file") @Nullable String sourceKind,
            @Comment("ingest, sql, java or report") String step,

            @Comment("Whether system.column_lineage tells the sources column by column")
            boolean byColumn,

            @Comment("Where a file lies") @Nullable String location,

            @Comment("How a file is written, as JSON") @Nullable
            String format,

            @Comment("Values that a row of the target has in common with the rows it is made from, as JSON; with"
                    + " position 0 or 1")
            @Nullable
            String matches,

            @Comment("The query; with position 0 or 1") @Nullable
            String definition,

            @Comment("Hash of what the lineage of the query depends on; with position 0 or 1") @Nullable
            String fingerprint,

            @Comment("The query as long as nobody has asked for its columns, as JSON; with position 0 or 1") @Nullable
            String unread) {}

    /** A pair of columns and a kind of dependency. */
    @Comment("Which column depends on which")
    record ColumnRow(
            @Key @Comment("What is made") String target,
            @Key @Comment("Column of it; * for its rows") String targetColumn,

            @Key @Comment("What is read; empty for a column without a source")
            String source,

            @Key @Comment("Column of it; * for its rows") String sourceColumn,

            @Key
            @Comment("identity, transformation, aggregation, join, group_by, filter, sort, window, conditional; none")
            String dependency,

            @Comment("Whether the value itself goes into the other one")
            boolean direct,

            @Comment("Whether what comes out does not show the value")
            boolean masking,

            @Comment("Position of the target column") int position) {}

    static List<TableRow> tables(RecordedLineage lineage) {
        List<TableRow> rows = new ArrayList<>();
        for (TableLineage table : lineage.tables().values()) {
            UnreadQuery unread = lineage.unread().get(table.target());
            int position = table.inputs().isEmpty() ? 0 : 1;
            List<TableLineage.@Nullable Input> inputs = new ArrayList<>(table.inputs());
            if (inputs.isEmpty()) {
                inputs.add(null);
            }
            for (TableLineage.@Nullable Input input : inputs) {
                rows.add(new TableRow(
                        table.target(),
                        position,
                        input == null ? null : input.name(),
                        lower(TableLineage.Kind.of(table.target())),
                        input == null ? null : lower(TableLineage.Kind.of(input.name())),
                        lower(table.step()),
                        table.hasColumns(),
                        input == null ? null : input.location(),
                        input == null ? null : input.format(),
                        position > 1 ? null : LineageStore.json(table.matches()),
                        position > 1 ? null : table.definition(),
                        position > 1 ? null : lineage.fingerprints().get(table.target()),
                        position > 1 || unread == null ? null : unread.toJson()));
                position++;
            }
        }
        return rows;
    }

    static List<ColumnRow> columns(Collection<TableLineage> lineage) {
        List<ColumnRow> rows = new ArrayList<>();
        for (TableLineage table : lineage) {
            int position = 0;
            for (ColumnSource source : table.rows()) {
                rows.add(row(table.target(), ColumnRef.ALL, source, position));
            }
            for (ColumnLineage column : table.columns()) {
                position++;
                if (column.sources().isEmpty()) {
                    rows.add(new ColumnRow(table.target(), column.column(), "", "", "none", false, false, position));
                }
                for (ColumnSource source : column.sources()) {
                    rows.add(row(table.target(), column.column(), source, position));
                }
            }
        }
        return rows;
    }

    private static ColumnRow row(String target, String column, ColumnSource source, int position) {
        return new ColumnRow(
                target,
                column,
                source.column().table(),
                source.column().column(),
                lower(source.dependency()),
                source.dependency().direct(),
                source.masking(),
                position);
    }

    static RecordedLineage join(List<TableRow> tables, List<ColumnRow> columns) {
        Map<String, List<TableRow>> byTarget = new LinkedHashMap<>();
        tables.forEach(row -> byTarget.computeIfAbsent(row.target(), unused -> new ArrayList<>())
                .add(row));
        Map<String, List<ColumnRow>> columnsOf = new LinkedHashMap<>();
        columns.forEach(row -> columnsOf
                .computeIfAbsent(row.target(), unused -> new ArrayList<>())
                .add(row));
        RecordedLineage recorded = RecordedLineage.none();
        byTarget.forEach((target, rows) -> {
            rows.sort(Comparator.comparingInt(TableRow::position));
            TableRow first = rows.get(0);
            String fingerprint = first.fingerprint();
            if (fingerprint != null) {
                recorded.fingerprints().put(target, fingerprint);
                if (first.unread() != null) {
                    recorded.unread().put(target, UnreadQuery.of(fingerprint, first.unread()));
                }
            }
            // What stands there of a query that is still to be read is of an earlier one.
            List<ColumnRow> own = first.unread() != null ? List.of() : columnsOf.getOrDefault(target, List.of());
            recorded.tables().put(target, table(target, rows, own));
        });
        return recorded;
    }

    private static TableLineage table(String target, List<TableRow> rows, List<ColumnRow> columns) {
        List<TableLineage.Input> inputs = new ArrayList<>();
        for (TableRow row : rows) {
            if (row.source() != null) {
                inputs.add(new TableLineage.Input(row.source(), row.location(), row.format()));
            }
        }
        Map<Integer, String> names = new java.util.TreeMap<>();
        Map<Integer, List<ColumnSource>> sources = new java.util.TreeMap<>();
        for (ColumnRow row : columns) {
            List<ColumnSource> list = sources.computeIfAbsent(row.position(), unused -> new ArrayList<>());
            names.put(row.position(), row.targetColumn());
            if (!row.dependency().equals("none")) {
                list.add(new ColumnSource(
                        new ColumnRef(row.source(), row.sourceColumn()),
                        Dependency.valueOf(row.dependency().toUpperCase(Locale.ROOT)),
                        row.masking()));
            }
        }
        sources.values().forEach(java.util.Collections::sort);
        List<ColumnLineage> lineage = new ArrayList<>();
        names.forEach((position, name) -> {
            if (position > 0) {
                lineage.add(new ColumnLineage(name, sources.getOrDefault(position, List.of())));
            }
        });
        TableRow first = rows.get(0);
        return new TableLineage(
                target,
                TableLineage.Step.valueOf(first.step().toUpperCase(Locale.ROOT)),
                inputs,
                lineage,
                sources.getOrDefault(0, List.of()),
                LineageStore.matches(first.matches()),
                first.definition());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
