package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the columns of a query's result come from.
 *
 * <p>Every column depends on {@link #rows()}, and on the sources of its own. What a {@code left join} brings belongs to the
 * columns of its right side alone when no row can meet more than one there: by a key that the table declares, by {@code
 * group by}, or by a {@code row_number()} that is 1.
 *
 * @param columns the result's columns in order
 * @param rows what decides which rows there are and in what order
 * @param matches what is equal in a row of the result and in the rows that it was made from
 */
public record QueryLineage(List<ColumnLineage> columns, List<ColumnSource> rows, List<RowMatch> matches) {

    /** Copies the lists. */
    public QueryLineage {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        matches = List.copyOf(matches);
    }

    /**
     * Reads the lineage of a query from its syntax tree. The query is not run.
     *
     * @param engine parses the query
     * @param sql one SELECT statement
     * @param tables columns and keys of the tables that it names, by the names it uses; keys are trusted to be unique
     * @return the lineage
     * @throws QueryException when the query is wrong, names what is not among the tables, or uses what is not understood
     */
    public static QueryLineage of(SqlEngine engine, String sql, Map<String, TableSchema> tables) {
        QueryReader reader = new QueryReader(engine, tables);
        Rowset rowset = reader.read(sql);
        List<String> names = reader.names(rowset.fields(), 0);
        if (reader.isUncertain()) {
            names = described(engine, sql, tables, names);
        }
        List<ColumnLineage> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(new ColumnLineage(
                    names.get(i), rowset.fields().get(i).sources().without(rowset.rows())));
        }
        return new QueryLineage(columns, rowset.rows().list(), matches(reader.trees(), rowset, names));
    }

    private static List<String> described(
            SqlEngine engine, String sql, Map<String, TableSchema> tables, List<String> names) {
        Map<String, Relation> empty = new LinkedHashMap<>();
        tables.forEach((name, schema) -> empty.put(name, new Relation.Empty(schema)));
        List<String> described =
                engine.describe(sql, empty).stream().map(Column::name).toList();
        if (described.size() != names.size()) {
            throw LineageErrors.unresolved("it returns the columns " + described + ", and " + names + " were found");
        }
        return described;
    }

    /**
     * All that a column of the result depends on: its own sources and the rows.
     *
     * @param column name of the column
     * @return the sources, sorted
     * @throws IllegalArgumentException when there is no such column
     */
    public Set<ColumnSource> sources(String column) {
        ColumnLineage found = columns.stream()
                .filter(each -> each.column().equalsIgnoreCase(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no column " + column + ". Columns are "
                        + columns.stream().map(ColumnLineage::column).toList() + "."));
        Set<ColumnSource> all = new TreeSet<>(rows);
        all.addAll(found.sources());
        return all;
    }

    // ---- what is equal
    // ------------------------------------------------------------------------------------------------

    /** What is known to be equal: joined values, in a group each, with the columns of the result. */
    private static List<RowMatch> matches(Trees trees, Rowset rowset, List<String> names) {
        Groups groups = new Groups();
        for (Equality equality : rowset.equalities()) {
            groups.unite(equality.left(), equality.right());
        }
        for (int i = 0; i < names.size(); i++) {
            for (Value value : rowset.fields().get(i).values()) {
                if (value.instance() != Value.CONSTANT) {
                    groups.column(names.get(i), value);
                }
            }
        }
        return groups.matches(trees);
    }

    /** Sets of equal values, each known by table, mention and expression. */
    private static final class Groups {

        private final Map<String, Value> values = new LinkedHashMap<>();
        private final Map<String, String> parents = new LinkedHashMap<>();
        private final Set<String> joined = new LinkedHashSet<>();
        private final Map<String, Set<String>> columns = new LinkedHashMap<>();

        private String key(Value value) {
            String key = value.instance() + " " + SelectReader.stripped(value.tree());
            values.putIfAbsent(key, value);
            parents.putIfAbsent(key, key);
            return key;
        }

        private String root(String key) {
            String at = key;
            while (!Objects.requireNonNull(parents.get(at)).equals(at)) {
                at = Objects.requireNonNull(parents.get(at));
            }
            return at;
        }

        void unite(Value one, Value other) {
            String first = key(one);
            String second = key(other);
            joined.add(first);
            joined.add(second);
            parents.put(root(second), root(first));
        }

        void column(String name, Value value) {
            columns.computeIfAbsent(key(value), unused -> new LinkedHashSet<>()).add(name);
        }

        List<RowMatch> matches(Trees trees) {
            List<JsonNode> expressions = new ArrayList<>();
            values.values().forEach(value -> {
                if (plainName(value.tree()) == null) {
                    expressions.add(value.tree());
                }
            });
            List<String> texts = trees.text(expressions);
            Map<String, Set<String>> groupColumns = new LinkedHashMap<>();
            Map<String, Set<RowMatch.SourceValue>> groupValues = new LinkedHashMap<>();
            Map<Integer, Integer> mentions = mentions();
            int next = 0;
            for (Map.Entry<String, Value> entry : values.entrySet()) {
                Value value = entry.getValue();
                String name = plainName(value.tree());
                String text = name != null ? Sql.identifier(name) : texts.get(next++);
                String root = root(entry.getKey());
                groupValues
                        .computeIfAbsent(root, unused -> new LinkedHashSet<>())
                        .add(new RowMatch.SourceValue(
                                value.table(),
                                mentions.getOrDefault(value.instance(), 1),
                                text,
                                joined.contains(entry.getKey())));
                groupColumns
                        .computeIfAbsent(root, unused -> new LinkedHashSet<>())
                        .addAll(columns.getOrDefault(entry.getKey(), Set.of()));
            }
            List<RowMatch> matches = new ArrayList<>();
            groupValues.forEach((root, group) -> matches.add(
                    new RowMatch(List.copyOf(Objects.requireNonNull(groupColumns.get(root))), List.copyOf(group))));
            return matches;
        }

        /** Mentions numbered per table, from 1. */
        private Map<Integer, Integer> mentions() {
            TreeMap<Integer, String> tables = new TreeMap<>();
            values.values().forEach(value -> tables.put(value.instance(), value.table()));
            Map<String, Integer> numbers = new LinkedHashMap<>();
            Map<Integer, Integer> mentions = new LinkedHashMap<>();
            tables.forEach((instance, table) -> mentions.put(instance, numbers.merge(table, 1, Integer::sum)));
            return mentions;
        }

        private static @Nullable String plainName(JsonNode tree) {
            List<String> names = Expressions.names(tree);
            return tree.path("class").asText().equals("COLUMN_REF") && names.size() == 1 ? names.get(0) : null;
        }
    }
}
