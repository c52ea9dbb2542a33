package dev.lakehouse4j.medallion.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.catalog.View;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what a session may see of the catalog. */
final class SiteReader {

    private static final Logger LOG = LoggerFactory.getLogger(SiteReader.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> LAYERS = List.of("bronze", "silver", "gold");
    private static final int VERSIONS = 20;
    private static final int FILES = 4;

    private final Lakehouse lake;
    private final CatalogNotes notes;
    private final ExampleRows examples;
    private final RunResults results;
    private final boolean isOwner;
    private final Set<Lineage.Edge> edges = new LinkedHashSet<>();

    SiteReader(Lakehouse lake, int exampleRows) {
        this.lake = lake;
        this.notes = new CatalogNotes(lake);
        this.examples = new ExampleRows(lake, exampleRows);
        this.results = RunResults.of(lake.root());
        this.isOwner = notes.rights().unrestricted();
    }

    SiteContent read(String title) {
        List<TableDoc> tables = new ArrayList<>();
        Set<String> names = new HashSet<>(lake.tables());
        for (String name : lake.tables()) {
            if (isVisible(name)) {
                try {
                    tables.add(table(name, names));
                } catch (AccessDeniedException e) {
                    LOG.debug("{} is not in the site: {}", name, e.getMessage());
                }
            }
        }
        for (View view : notes.views()) {
            tables.add(view(view));
        }
        tables.sort(Comparator.comparing((TableDoc table) -> position(table.schema()))
                .thenComparing(TableDoc::schema)
                .thenComparing(TableDoc::name));
        return new SiteContent(
                title.isEmpty() ? notes.name() : title,
                lake.principal().toString(),
                isOwner,
                schemas(tables),
                tables,
                new Lineage(edges, Set.of()),
                notes.functions(),
                notes.models(),
                notes.principals(),
                notes.grants(),
                notes.policies());
    }

    private boolean isVisible(String name) {
        Securable table = Securable.table(name);
        return isOwner
                || List.of(Privilege.SELECT, Privilege.MODIFY, Privilege.MANAGE).stream()
                        .anyMatch(privilege -> notes.rights().has(privilege, table));
    }

    private static int position(String schema) {
        int index = LAYERS.indexOf(schema);
        return index < 0 ? LAYERS.size() : index;
    }

    private static List<SiteContent.SchemaDoc> schemas(List<TableDoc> tables) {
        return tables.stream()
                .map(TableDoc::schema)
                .distinct()
                .map(name -> new SiteContent.SchemaDoc(
                        name,
                        switch (name) {
                            case "bronze" -> "Data as it was delivered, with where it came from.";
                            case "silver" -> "Data that is typed, cleaned and checked.";
                            case "gold" -> "Facts, dimensions and figures to work with.";
                            case "system" -> "What the lake says about itself.";
                            default -> "";
                        }))
                .toList();
    }

    private TableDoc table(String name, Set<String> all) {
        TableSnapshot snapshot = lake.snapshot(name);
        TableSchema schema = snapshot.schema();
        String filter = notes.rights().rowFilter(name).orElse("");
        Map<String, String> masks = notes.rights().masks(name, schema);
        List<Commit> history = history(name);
        // Counts of all rows would tell of rows that the session does not see.
        boolean seesAll = isOwner || filter.isEmpty();
        noteInputs(name, history);
        List<TableDoc.ColumnDoc> columns = columns(name, schema.columns(), masks);
        return new TableDoc(
                name,
                false,
                firstOf(notes.comment(name), schema.comment() == null ? "" : schema.comment()),
                notes.owner(name),
                notes.tags(name),
                columns,
                schema.key(),
                schema.checks(),
                filter,
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
                quality(name, all, history, seesAll),
                "",
                sources(history),
                examples.of(name, schema.columns(), schema.key(), withheld(columns)),
                notes.grants(name));
    }

    private TableDoc view(View view) {
        List<Column> columns;
        try (QueryResult result = lake.query("select * from " + ExampleRows.quoted(view.name()) + " limit 0")) {
            columns = result.columns();
        } catch (LakehouseException e) {
            LOG.debug("The columns of {} are not in the site: {}", view.name(), e.getMessage());
            columns = List.of();
        }
        List<TableDoc.ColumnDoc> documented = columns(view.name(), columns, Map.of());
        return new TableDoc(
                view.name(),
                true,
                view.comment() == null ? "" : view.comment(),
                notes.owner(view.name()),
                notes.tags(view.name()),
                documented,
                List.of(),
                List.of(),
                "",
                null,
                TableDoc.Quality.NONE,
                view.sql(),
                List.of(),
                columns.isEmpty()
                        ? TableDoc.Examples.none("The rows may not be read.")
                        : examples.of(view.name(), columns, List.of(), withheld(documented)),
                notes.grants(view.name()));
    }

    private List<TableDoc.ColumnDoc> columns(String table, List<Column> columns, Map<String, String> masks) {
        Map<String, List<String>> tags = notes.columnTags(table);
        Map<String, String> comments = notes.columnComments(table);
        return columns.stream()
                .map(column -> new TableDoc.ColumnDoc(
                        column.name(),
                        column.type().sql(),
                        column.nullable(),
                        firstOf(
                                comments.getOrDefault(column.name(), ""),
                                column.comment() == null ? "" : column.comment()),
                        tags.getOrDefault(column.name(), List.of()),
                        masks.getOrDefault(column.name(), "")))
                .toList();
    }

    private static String firstOf(String one, String other) {
        return one.isEmpty() ? other : one;
    }

    /** A site may go to many readers: what is tagged as personal is shown masked or not at all, to the owner as well. */
    private static Set<String> withheld(List<TableDoc.ColumnDoc> columns) {
        Set<String> withheld = new HashSet<>();
        for (TableDoc.ColumnDoc column : columns) {
            boolean isPersonal = column.tags().stream()
                    .map(tag -> tag.split(" = ", 2)[0].toLowerCase(Locale.ROOT))
                    .anyMatch("pii"::equals);
            if (isPersonal && column.mask().isEmpty()) {
                withheld.add(column.name());
            }
        }
        return withheld;
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

    /** A table's history says what the table was built from. */
    private void noteInputs(String name, List<Commit> history) {
        for (Commit commit : history) {
            String inputs = commit.parameters().get("inputs");
            if (inputs != null) {
                try {
                    MAPPER.readTree(inputs).fieldNames().forEachRemaining(input -> {
                        if (!input.equals(name)) {
                            edges.add(new Lineage.Edge(input, name));
                        }
                    });
                } catch (JsonProcessingException e) {
                    LOG.debug("The inputs of {} cannot be read: {}", name, e.getMessage());
                }
                return;
            }
        }
    }

    private static List<String> sources(List<Commit> history) {
        Set<String> files = new LinkedHashSet<>();
        history.forEach(commit -> {
            String file = commit.parameters().get("sourceFile");
            if (file != null) {
                files.add(file);
            }
        });
        if (files.size() <= FILES + 1) {
            return List.copyOf(files);
        }
        List<String> some = new ArrayList<>(files.stream().limit(FILES).toList());
        some.add((files.size() - FILES) + " more files");
        return some;
    }

    private TableDoc.Quality quality(String name, Set<String> all, List<Commit> history, boolean seesAll) {
        TableDoc.Quality found = seesAll ? results.of(name, history) : TableDoc.Quality.NONE;
        String quarantine = name + TableDoc.QUARANTINE;
        if (!all.contains(quarantine) || !isVisible(quarantine)) {
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
