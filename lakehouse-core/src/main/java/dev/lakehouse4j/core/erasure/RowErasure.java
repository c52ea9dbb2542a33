package dev.lakehouse4j.core.erasure;

import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.erasure.LakeTables.LakeTable;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds, deletes and redacts rows of one table. Nothing of what it commits names an identifier. */
final class RowErasure {

    /** What stands in a text where an identifier stood. */
    static final String ERASED = "[erased]";

    private static final String APPEND_ONLY = "delta.appendOnly";
    private static final int ATTEMPTS = 20;
    private static final String ROWS = "table_rows";
    private static final String NOTHING = "false";

    private final SqlEngine engine;
    private final TableStore store;

    RowErasure(SqlEngine engine, TableStore store) {
        this.engine = engine;
        this.store = store;
    }

    /** The rows of a column that hold one of the identifiers; never null. */
    static String holds(Column column, Set<String> identifiers) {
        String name = Sql.identifier(column.name());
        if (ErasurePlan.isText(column.type())) {
            return identifiers.isEmpty()
                    ? NOTHING
                    : "coalesce(trim(" + name + ") in ("
                            + identifiers.stream().map(Sql::literal).collect(Collectors.joining(", ")) + "), false)";
        }
        String numbers = identifiers.stream()
                .flatMap(value -> IdentifierMatcher.wholeNumber(value).stream())
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return numbers.isEmpty() ? NOTHING : "coalesce(" + name + " in (" + numbers + "), false)";
    }

    /** The rows in any of whose columns an identifier stands, alone or in a longer text; never null. */
    static String mentions(TableSchema schema, Set<String> all) {
        // Whoever has the number 5 is not to take every row along that holds a 5.
        Set<String> identifiers = all.stream()
                .filter(IdentifierMatcher::isSearchable)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> conditions = new ArrayList<>();
        for (Column column : schema.columns()) {
            String name = Sql.identifier(column.name());
            if (ErasurePlan.isText(column.type()) || ErasurePlan.isWholeNumber(column.type())) {
                conditions.add(holds(column, identifiers));
            }
            if (!(column.type() instanceof ColumnType.Primitive)
                    && !(column.type() instanceof ColumnType.DecimalType)) {
                name = "cast(" + name + " as varchar)";
            } else if (!ErasurePlan.isText(column.type())) {
                continue;
            }
            for (String identifier : identifiers) {
                for (String spelling : IdentifierMatcher.textSpellings(identifier)) {
                    conditions.add("coalesce(contains(" + name + ", " + Sql.literal(spelling) + "), false)");
                }
            }
        }
        conditions.removeIf(NOTHING::equals);
        return conditions.isEmpty() ? NOTHING : "(" + String.join(" or ", conditions) + ")";
    }

    /** Distinct values of a column in the rows of a condition, blanks and nulls left out. */
    Set<String> values(TableSnapshot snapshot, String column, String condition, boolean own) {
        String name = "trim(cast(" + Sql.identifier(column) + " as varchar))";
        String sql = "select distinct " + name + " from " + ROWS + " where (" + condition + ") and " + name + " <> ''";
        if (own) {
            sql += " except select " + name + " from " + ROWS + " where not (" + condition + ") and " + name + " <> ''";
        }
        return NOTHING.equals(condition) ? Set.of() : texts(sql, Map.of(ROWS, new Relation.Snapshot(snapshot)));
    }

    long count(TableSnapshot snapshot, String condition) {
        if (NOTHING.equals(condition) || snapshot.files().isEmpty()) {
            return 0;
        }
        String sql = "select count(*) from " + ROWS + " where " + condition;
        try (QueryResult result = engine.query(sql, Map.of(ROWS, new Relation.Snapshot(snapshot)))) {
            result.nextBatch();
            return result.column(0).getLong(0);
        }
    }

    private Set<String> texts(String sql, Map<String, Relation> relations) {
        Set<String> texts = new HashSet<>();
        try (QueryResult result = engine.query(sql, relations)) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    texts.add(String.valueOf(result.column(0).getObject(row)));
                }
            }
        }
        return texts;
    }

    /** Deletes the rows of a condition and returns how many there were. */
    long delete(LakeTable table, Function<TableSchema, String> condition) {
        return rewrite(
                table, condition, (schema, gone) -> "select * from " + ROWS + " where not (" + gone + ")", false);
    }

    /** Takes the identifiers out of the texts of the rows that mention them, and returns how many rows there were. */
    long redact(LakeTable table, Set<String> identifiers) {
        return rewrite(
                table,
                schema -> mentions(schema, identifiers),
                (schema, touched) -> "select "
                        + schema.columns().stream()
                                .map(column -> redacted(column, identifiers) + " as " + Sql.identifier(column.name()))
                                .collect(Collectors.joining(", "))
                        + " from " + ROWS,
                true);
    }

    private static String redacted(Column column, Set<String> identifiers) {
        String value = Sql.identifier(column.name());
        if (!ErasurePlan.isText(column.type())) {
            return value;
        }
        for (String identifier : identifiers) {
            for (String spelling : IdentifierMatcher.isSearchable(identifier)
                    ? IdentifierMatcher.textSpellings(identifier)
                    : Set.<String>of()) {
                value = "replace(" + value + ", " + Sql.literal(spelling) + ", " + Sql.literal(ERASED) + ")";
            }
        }
        return value;
    }

    /** Makes the query over the files that are rewritten. */
    private interface Rewrite {
        String sql(TableSchema schema, String condition);
    }

    private long rewrite(LakeTable table, Function<TableSchema, String> condition, Rewrite query, boolean keepsRows) {
        ConflictException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            TableSnapshot base = store.latest(table.root()).orElseThrow();
            String touching = condition.apply(base.schema());
            long rows = count(base, touching);
            if (rows == 0) {
                return 0;
            }
            List<DataFile> touched = touched(base, touching);
            List<DataFile> written = engine.write(
                    query.sql(base.schema(), touching),
                    Map.of(ROWS, new Relation.Files(base.root(), touched, base.schema(), base.layout())),
                    base.root(),
                    base.schema());
            try {
                commit(Change.of("ERASE", base).removing(touched).adding(written), base, keepsRows);
                return rows;
            } catch (ConflictException e) {
                last = e;
                discard(base, written);
            }
        }
        throw new ConflictException(
                "Cannot erase rows of " + table.name() + ": other writers were faster " + ATTEMPTS
                        + " times in a row. Run the erasure again when fewer write; it goes on where it stopped.",
                last);
    }

    /**
     * The right to be forgotten outranks that a table only grows. Where rows stay, as in the audit, it is written as a new
     * layout of the rows; where they go, the table is open for one commit.
     */
    private void commit(Change change, TableSnapshot base, boolean keepsRows) {
        if (!"true".equals(base.properties().get(APPEND_ONLY))) {
            store.commit(base.root(), change);
        } else if (keepsRows) {
            store.commit(base.root(), change.asLayoutOnly());
        } else {
            store.commit(base.root(), change.withProperties(Map.of(APPEND_ONLY, "false")));
            close(base);
        }
    }

    private void close(TableSnapshot opened) {
        ConflictException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                TableSnapshot newest = store.latest(opened.root()).orElseThrow();
                store.commit(
                        opened.root(), Change.of("SET PROPERTIES", newest).withProperties(Map.of(APPEND_ONLY, "true")));
                return;
            } catch (ConflictException e) {
                last = e;
            }
        }
        throw new ConflictException(
                "Cannot make the table at " + opened.root() + " append-only again: other writers were faster. Set its"
                        + " property " + APPEND_ONLY + " to true, and run the erasure again.",
                last);
    }

    private List<DataFile> touched(TableSnapshot base, String condition) {
        String file = Relation.NamedFiles.FILE_COLUMN;
        Set<String> paths = texts(
                "select distinct " + file + " from " + ROWS + " where " + condition,
                Map.of(ROWS, new Relation.NamedFiles(base.root(), base.files(), base.schema(), base.layout())));
        return base.files().stream()
                .filter(one ->
                        paths.contains(one.resolve(base.root()).toAbsolutePath().toString()))
                .toList();
    }

    private static void discard(TableSnapshot base, List<DataFile> files) {
        for (DataFile file : files) {
            try {
                Files.deleteIfExists(file.resolve(base.root()));
            } catch (IOException e) {
                throw LakehouseErrors.storage("remove an unneeded file under " + base.root(), e);
            }
        }
    }
}
