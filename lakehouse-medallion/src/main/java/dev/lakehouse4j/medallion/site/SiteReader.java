package dev.lakehouse4j.medallion.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.CatalogColumn;
import dev.lakehouse4j.core.catalog.CatalogObject;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.lineage.ColumnLineage;
import dev.lakehouse4j.core.lineage.ColumnSource;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what a session may see of the catalog. */
final class SiteReader {

    private static final Logger LOG = LoggerFactory.getLogger(SiteReader.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> LAYERS = List.of("bronze", "silver", "gold");
    private static final int VERSIONS = 20;
    private static final int FILES = 8;

    private final Lakehouse lake;
    private final CatalogNotes notes;
    private final ExampleRows examples;
    private final RunResults results;
    private final boolean isOwner;
    private final Set<String> names = new HashSet<>();
    private final Set<Lineage.Edge> edges = new LinkedHashSet<>();

    private final Map<String, TableLineage> recorded = new HashMap<>();

    SiteReader(Lakehouse lake, int exampleRows) {
        this.lake = lake;
        this.notes = new CatalogNotes(lake);
        this.examples = new ExampleRows(lake, exampleRows);
        this.results = RunResults.of(lake.root());
        this.isOwner = notes.rights().unrestricted();
        lake.lineage().tables().forEach(table -> recorded.put(table.target(), table));
    }

    SiteContent read(String title) {
        List<TableDoc> tables = new ArrayList<>();
        List<CatalogObject> visible = notes.objects(Securable.Kind.TABLE);
        visible.forEach(object -> names.add(object.securable().name()));
        for (CatalogObject object : visible) {
            try {
                tables.add(table(object));
            } catch (AccessDeniedException | TableNotFoundException e) {
                LOG.debug("{} is not in the site: {}", object.securable(), e.getMessage());
            }
        }
        notes.objects(Securable.Kind.VIEW).forEach(object -> tables.add(view(object)));
        tables.sort(Comparator.comparing((TableDoc table) -> position(table.schema()))
                .thenComparing(TableDoc::schema)
                .thenComparing(TableDoc::name));
        return new SiteContent(
                title.isEmpty() ? notes.name() : title,
                lake.principal().toString(),
                isOwner,
                schemas(tables),
                tables,
                visibleLineage(tables),
                notes.documented(Securable.Kind.FUNCTION),
                notes.documented(Securable.Kind.MODEL),
                notes.principals(),
                notes.grants(),
                notes.policies());
    }

    private static int position(String schema) {
        int index = LAYERS.indexOf(schema);
        return index < 0 ? LAYERS.size() : index;
    }

    private List<SiteContent.SchemaDoc> schemas(List<TableDoc> tables) {
        return tables.stream()
                .map(TableDoc::schema)
                .distinct()
                .map(name -> new SiteContent.SchemaDoc(name, firstOf(notes.schemaComment(name), usual(name))))
                .toList();
    }

    private static String usual(String schema) {
        return switch (schema) {
            case "bronze" -> "Data as it was delivered, with where it came from.";
            case "silver" -> "Data that is typed, cleaned and checked.";
            case "gold" -> "Facts, dimensions and figures to work with.";
            case "system" -> "What the lake says about itself.";
            default -> "";
        };
    }

    private TableDoc table(CatalogObject object) {
        String name = object.securable().name();
        TableSnapshot snapshot = lake.snapshot(name);
        TableSchema schema = snapshot.schema();
        Set<String> masked = notes.rights().masks(name, schema).keySet();
        // Counts of all rows would tell of rows that the session does not see.
        boolean seesAll = lake.seesAll(name);
        boolean isFiltered = notes.rights().rowFilter(name).isPresent();
        List<Commit> history = history(name);
        noteInputs(name, history);
        return new TableDoc(
                name,
                false,
                CatalogNotes.comment(object),
                object.owner().toString(),
                CatalogNotes.tags(object.tags()),
                columns(object, masked),
                schema.key(),
                schema.checks(),
                isFiltered ? TableDoc.FILTERED : notes.rowFilter(name),
                new TableDoc.Storage(
                        seesAll && snapshot.rowCount() >= 0 ? snapshot.rowCount() : examples.count(name),
                        seesAll ? snapshot.sizeBytes() : -1,
                        seesAll ? snapshot.files().size() : -1,
                        snapshot.version(),
                        snapshot.timestamp(),
                        seesAll
                                ? history
                                : history.stream()
                                        .map(SiteReader::withoutCounts)
                                        .toList()),
                quality(name, history, seesAll),
                sql(name),
                examples.of(name, schema.columns(), schema.key(), withheld(object, masked)),
                notes.grants(object.securable()));
    }

    private TableDoc view(CatalogObject object) {
        String name = object.securable().name();
        List<Column> columns = object.columns().stream()
                .map(column -> Column.nullable(column.name(), column.type()))
                .toList();
        noteTablesOf(object);
        return new TableDoc(
                name,
                true,
                CatalogNotes.comment(object),
                object.owner().toString(),
                CatalogNotes.tags(object.tags()),
                columns(object, Set.of()),
                List.of(),
                List.of(),
                "",
                null,
                TableDoc.Quality.NONE,
                object.definition() == null ? "" : object.definition(),
                columns.isEmpty()
                        ? TableDoc.Examples.none("The query of the view does not run.")
                        : examples.of(name, columns, List.of(), withheld(object, Set.of())),
                notes.grants(object.securable()));
    }

    private List<TableDoc.ColumnDoc> columns(CatalogObject object, Set<String> masked) {
        return object.columns().stream()
                .map(column -> new TableDoc.ColumnDoc(
                        column.name(),
                        column.type().sql(),
                        column.nullable(),
                        column.comment() == null ? "" : column.comment(),
                        CatalogNotes.tags(column.tags()),
                        masked.contains(column.name())
                                ? TableDoc.MASKED
                                : notes.mask(object.securable().name(), column)))
                .toList();
    }

    private static String firstOf(String one, String other) {
        return one.isEmpty() ? other : one;
    }

    /** A site may go to many readers: what is tagged as personal is shown masked or not at all, to the owner as well. */
    private static Set<String> withheld(CatalogObject object, Set<String> masked) {
        return object.columns().stream()
                .filter(column -> !masked.contains(column.name())
                        && column.tags().keySet().stream().anyMatch("pii"::equalsIgnoreCase))
                .map(CatalogColumn::name)
                .collect(Collectors.toSet());
    }

    private List<Commit> history(String name) {
        try {
            return lake.store().history(lake.folder(name), VERSIONS);
        } catch (AccessDeniedException e) {
            return List.of();
        }
    }

    private static Commit withoutCounts(Commit commit) {
        return new Commit(
                commit.version(),
                commit.timestamp(),
                commit.operation(),
                commit.parameters(),
                Map.of(),
                commit.writer());
    }

    /** The query that makes a table; a query that names what the session may not know of is not shown. */
    private String sql(String name) {
        TableLineage lineage = recorded.get(name);
        String definition = lineage == null ? null : lineage.definition();
        if (lineage == null || definition == null || lineage.step() != TableLineage.Step.SQL) {
            return "";
        }
        return isOwner || namesOnlyVisible(definition) ? definition : "";
    }

    private boolean namesOnlyVisible(String query) {
        try {
            return tablesOf(query).stream().allMatch(names::contains);
        } catch (LakehouseException e) {
            return false;
        }
    }

    /** The tables that a query names, without the catalog's name in front. */
    private List<String> tablesOf(String query) {
        return lake.engine().references(query).tables().stream()
                .map(table -> table.split("\\.").length == 3 ? table.substring(table.indexOf('.') + 1) : table)
                .toList();
    }

    /** Where no lineage was recorded, a table's history says what the table was built from. */
    private void noteInputs(String name, List<Commit> history) {
        if (recorded.containsKey(name)) {
            return;
        }
        Set<String> inputs = new LinkedHashSet<>();
        for (Commit commit : history) {
            String noted = commit.parameters().get("inputs");
            String file = commit.parameters().get("sourceFile");
            if (noted != null && inputs.isEmpty()) {
                try {
                    MAPPER.readTree(noted).fieldNames().forEachRemaining(inputs::add);
                } catch (JsonProcessingException e) {
                    LOG.debug("The inputs of {} cannot be read: {}", name, e.getMessage());
                }
            } else if (file != null && inputs.size() < FILES) {
                inputs.add("files." + file);
            }
        }
        inputs.forEach(input -> edges.add(new Lineage.Edge(input, name)));
    }

    /** A view is made anew whenever it is read, so its lineage is that of its query now. */
    private void noteTablesOf(CatalogObject view) {
        String definition = view.definition();
        if (definition == null) {
            return;
        }
        try {
            tablesOf(definition)
                    .forEach(table ->
                            edges.add(new Lineage.Edge(table, view.securable().name())));
        } catch (LakehouseException e) {
            LOG.debug("What {} reads is not in the site: {}", view.securable(), e.getMessage());
        }
    }

    /** Without what the session may not know of; files, models and reports are seen with their tables. */
    private Lineage visibleLineage(List<TableDoc> tables) {
        Set<Lineage.ColumnEdge> columns = new LinkedHashSet<>();
        for (TableLineage table : recorded.values()) {
            table.inputs().forEach(input -> edges.add(new Lineage.Edge(input.name(), table.target())));
            for (ColumnLineage column : table.columns()) {
                for (ColumnSource source : column.sources()) {
                    if (source.dependency().direct() && !source.column().isRows()) {
                        columns.add(new Lineage.ColumnEdge(
                                new Lineage.ColumnName(
                                        source.column().table(), source.column().column()),
                                new Lineage.ColumnName(table.target(), column.column())));
                    }
                }
            }
        }
        Set<String> visible = tables.stream().map(TableDoc::name).collect(Collectors.toSet());
        Predicate<String> isVisible =
                name -> isOwner || visible.contains(name) || TableLineage.Kind.of(name) != TableLineage.Kind.TABLE;
        edges.removeIf(
                edge -> edge.from().equals(edge.to()) || !isVisible.test(edge.from()) || !isVisible.test(edge.to()));
        columns.removeIf(edge -> !isVisible.test(edge.from().table())
                || !isVisible.test(edge.to().table()));
        return new Lineage(edges, columns);
    }

    private TableDoc.Quality quality(String name, List<Commit> history, boolean seesAll) {
        TableDoc.Quality found = seesAll ? results.of(name, history) : TableDoc.Quality.NONE;
        String quarantine = name + TableDoc.QUARANTINE;
        if (!names.contains(quarantine)) {
            return found;
        }
        return new TableDoc.Quality(found.expectations(), found.version(), kept(quarantine), quarantine);
    }

    /** Rows of models are kept by expectation, those of files by reason. */
    private List<TableDoc.Quality.Kept> kept(String quarantine) {
        boolean isOfModel =
                lake.snapshot(quarantine).schema().column("_expectation").isPresent();
        String sql = isOfModel
                ? "select _expectation as reason, _action as action, count(*) as n from "
                        + ExampleRows.quoted(quarantine) + " group by _expectation, _action order by reason, action"
                : "select reason, 'drop' as action, count(*) as n from " + ExampleRows.quoted(quarantine)
                        + " group by reason order by n desc, reason limit 50";
        List<TableDoc.Quality.Kept> kept = new ArrayList<>();
        try (QueryResult result = lake.query(sql)) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    kept.add(new TableDoc.Quality.Kept(
                            String.valueOf(result.column(0).getObject(row)),
                            String.valueOf(result.column(1).getObject(row)),
                            result.column(2).getLong(row)));
                }
            }
        } catch (LakehouseException e) {
            LOG.debug("The rows of {} are not counted: {}", quarantine, e.getMessage());
            return List.of();
        }
        return kept;
    }
}
