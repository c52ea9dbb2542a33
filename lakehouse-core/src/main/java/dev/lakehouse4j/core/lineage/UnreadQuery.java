package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A query whose lineage is read when somebody asks for it first: a run that makes many tables is not to wait for the syntax
 * trees of their queries.
 *
 * @param fingerprint hash of all that the lineage depends on; as long as it is the same, what was read of it stays true
 * @param sql one SELECT statement
 * @param tables for each name that the query uses the table that it stands for, as {@code schema.table}
 * @param columns columns of what is made; others of the query are left out
 * @param traceOnly whether the query only says which values a row has in common with the rows it is made from, because code
 *     makes the row
 */
public record UnreadQuery(
        String fingerprint, String sql, Map<String, String> tables, List<String> columns, boolean traceOnly) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Copies the names. */
    public UnreadQuery {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(sql, "sql");
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
        columns = List.copyOf(columns);
    }

    /**
     * Reads the lineage. The query is not run.
     *
     * @param engine parses the query
     * @param known what is known without reading: how the thing is made, and from what
     * @param schemas columns and keys of a table, by its full name
     * @return the lineage with its columns, or with the values that rows have in common
     * @throws QueryException when the query cannot be understood
     */
    public TableLineage read(SqlEngine engine, TableLineage known, Function<String, TableSchema> schemas) {
        Map<String, TableSchema> visible = new LinkedHashMap<>();
        tables.forEach((name, table) -> visible.put(name, schemas.apply(table)));
        QueryLineage query = QueryLineage.of(engine, sql, visible);
        if (traceOnly) {
            return new TableLineage(
                    known.target(),
                    known.step(),
                    known.inputs(),
                    known.columns(),
                    known.rows(),
                    query.matches().stream()
                            .map(match -> new RowMatch(
                                    match.columns().stream()
                                            .filter(columns::contains)
                                            .toList(),
                                    match.values()))
                            .toList(),
                    known.definition());
        }
        String definition = known.definition() == null ? sql : known.definition();
        return renamed(TableLineage.ofQuery(known.target(), definition, ordered(query)));
    }

    /** The columns in the order and spelling of the table, which takes them by name. */
    private QueryLineage ordered(QueryLineage query) {
        List<ColumnLineage> ordered = new ArrayList<>();
        for (String name : columns) {
            query.columns().stream()
                    .filter(column -> column.column().equalsIgnoreCase(name))
                    .findFirst()
                    .ifPresent(column -> ordered.add(new ColumnLineage(name, column.sources())));
        }
        return new QueryLineage(ordered, query.rows(), query.matches());
    }

    /** Says tables where the query has other names for them, such as {@code previous}. */
    private TableLineage renamed(TableLineage lineage) {
        if (tables.entrySet().stream().allMatch(entry -> entry.getKey().equals(entry.getValue()))) {
            return lineage;
        }
        return new TableLineage(
                lineage.target(),
                lineage.step(),
                lineage.inputs().stream()
                        .map(input -> TableLineage.Input.of(table(input.name())))
                        .distinct()
                        .toList(),
                lineage.columns().stream()
                        .map(column -> new ColumnLineage(column.column(), renamed(column.sources())))
                        .toList(),
                renamed(lineage.rows()),
                lineage.matches().stream()
                        .map(match -> new RowMatch(
                                match.columns(),
                                match.values().stream()
                                        .filter(value -> table(value.table()).equals(value.table()))
                                        .toList()))
                        .filter(match -> !match.values().isEmpty())
                        .toList(),
                lineage.definition());
    }

    private List<ColumnSource> renamed(List<ColumnSource> sources) {
        return sources.stream()
                .map(source -> new ColumnSource(
                        new ColumnRef(
                                table(source.column().table()), source.column().column()),
                        source.dependency(),
                        source.masking()))
                .sorted()
                .toList();
    }

    private String table(String name) {
        return tables.getOrDefault(name, name);
    }

    // ---- JSON
    // ---------------------------------------------------------------------------------------------------------

    String toJson() {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("sql", sql).put("traceOnly", traceOnly);
        columns.forEach(node.putArray("columns")::add);
        ObjectNode names = node.putObject("tables");
        tables.forEach(names::put);
        return node.toString();
    }

    static UnreadQuery of(String fingerprint, String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            Map<String, String> tables = new LinkedHashMap<>();
            node.path("tables")
                    .properties()
                    .forEach(
                            entry -> tables.put(entry.getKey(), entry.getValue().asText()));
            List<String> columns = new ArrayList<>();
            node.path("columns").forEach(column -> columns.add(column.asText()));
            return new UnreadQuery(
                    fingerprint,
                    node.path("sql").asText(),
                    tables,
                    columns,
                    node.path("traceOnly").asBoolean());
        } catch (JsonProcessingException e) {
            throw new StorageException(
                    "Cannot read the recorded lineage: " + LineageStore.TABLES
                            + " holds damaged JSON. Run the pipeline again.",
                    e);
        }
    }
}
