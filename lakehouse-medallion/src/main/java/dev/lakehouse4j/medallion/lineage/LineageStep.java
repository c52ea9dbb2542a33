package dev.lakehouse4j.medallion.lineage;

import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.lineage.ColumnLineage;
import dev.lakehouse4j.core.lineage.ColumnRef;
import dev.lakehouse4j.core.lineage.ColumnSource;
import dev.lakehouse4j.core.lineage.Dependency;
import dev.lakehouse4j.core.lineage.QueryLineage;
import dev.lakehouse4j.core.lineage.RowMatch;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.medallion.ingest.AuditColumns;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.SourceColumns;
import dev.lakehouse4j.medallion.ingest.SourceFile;
import dev.lakehouse4j.medallion.model.JavaModel;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows how one step of a pipeline makes its table. The lineage is read when it is asked for, and then kept. */
public final class LineageStep {

    private static final Logger LOG = LoggerFactory.getLogger(LineageStep.class);

    private final String target;
    private final TableSchema schema;
    private final Supplier<String> definition;
    private final Function<SqlEngine, List<TableLineage>> reader;
    private @Nullable String readFor;
    private List<TableLineage> read = List.of();

    private LineageStep(
            TableRef<?, ?> target, Supplier<String> definition, Function<SqlEngine, List<TableLineage>> reader) {
        this.target = target.fullName();
        this.schema = target.schema();
        this.definition = definition;
        this.reader = reader;
    }

    /**
     * A load of files.
     *
     * @param ingest the load
     * @return the step
     */
    public static LineageStep of(BronzeIngest<?> ingest) {
        return new LineageStep(
                ingest.table(), () -> files(ingest) + ingest.table().schema(), engine -> List.of(ofFiles(ingest)));
    }

    /**
     * A table that a query makes.
     *
     * @param model the model
     * @return the step
     */
    public static LineageStep of(SqlModel<?, ?> model) {
        return new LineageStep(
                model.table(),
                () -> model.sql() + model.visibleTables() + model.table().schema(),
                engine -> List.of(ofQuery(engine, model)));
    }

    /**
     * A table that code makes.
     *
     * @param model the model
     * @return the step
     */
    public static LineageStep of(JavaModel<?> model) {
        return new LineageStep(
                model.table(),
                () -> model.inputs().toString() + model.trace() + model.trainedModel(),
                engine -> ofCode(engine, model));
    }

    /**
     * The table that the step makes.
     *
     * @return full name
     */
    public String target() {
        return target;
    }

    /**
     * The columns of the table.
     *
     * @return the declared schema
     */
    public TableSchema schema() {
        return schema;
    }

    /** What the lineage depends on: when it is the same as before, the lineage is. */
    String definition() {
        return definition.get();
    }

    /** The lineage of the table, and of a model that is trained on the way. */
    synchronized List<TableLineage> lineage(SqlEngine engine) {
        String now = definition();
        if (!now.equals(readFor)) {
            read = reader.apply(engine);
            readFor = now;
        }
        return read;
    }

    // ---- files
    // --------------------------------------------------------------------------------------------------------

    /** Files by path, size and time: a file that looks the same has the same header. */
    private static String files(BronzeIngest<?> ingest) {
        StringBuilder text = new StringBuilder();
        for (SourceFile file : ingest.source().files()) {
            text.append(file.path().toAbsolutePath()).append('|');
            try {
                text.append(Files.size(file.path())).append('|').append(Files.getLastModifiedTime(file.path()));
            } catch (IOException e) {
                text.append('?'); // It disappears just now; the load says so.
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static TableLineage ofFiles(BronzeIngest<?> ingest) {
        List<TableLineage.Input> inputs = new ArrayList<>();
        List<ColumnSource> rows = new ArrayList<>();
        Map<String, List<ColumnSource>> columns = new LinkedHashMap<>();
        ingest.table().schema().names().forEach(name -> columns.put(name, new ArrayList<>()));
        for (SourceColumns source : ingest.sourceColumns()) {
            String name = "files." + source.file().name();
            inputs.add(new TableLineage.Input(
                    name, source.file().path().toAbsolutePath().toUri().toString(), source.format()));
            rows.add(new ColumnSource(ColumnRef.rows(name), Dependency.IDENTITY, false));
            source.columns().forEach((column, fields) -> {
                boolean rescued = column.equals(AuditColumns.RESCUED_DATA.name());
                List<ColumnSource> sources = columns.computeIfAbsent(column, unused -> new ArrayList<>());
                fields.forEach(field -> sources.add(new ColumnSource(
                        new ColumnRef(name, field), rescued ? Dependency.TRANSFORMATION : Dependency.IDENTITY, false)));
            });
        }
        rows.sort(null);
        List<ColumnLineage> lineage = new ArrayList<>();
        columns.forEach((column, sources) ->
                lineage.add(new ColumnLineage(column, sources.stream().sorted().toList())));
        return new TableLineage(
                ingest.table().fullName(), TableLineage.Step.INGEST, inputs, lineage, rows, List.of(), null);
    }

    // ---- queries
    // ------------------------------------------------------------------------------------------------------

    private static TableLineage ofQuery(SqlEngine engine, SqlModel<?, ?> model) {
        String name = model.table().fullName();
        try {
            QueryLineage query = QueryLineage.of(engine, model.sql(Instant.EPOCH), model.visibleTables());
            return onItself(
                    TableLineage.ofQuery(
                            name, model.sql(), ordered(query, model.table().schema())),
                    model);
        } catch (LakehouseException e) {
            // The table is made all the same; that its columns are not known must be seen.
            LOG.warn("The lineage of {} is known by table only: {}", name, e.getMessage());
            return new TableLineage(
                    name,
                    TableLineage.Step.SQL,
                    model.inputs().stream()
                            .map(input -> TableLineage.Input.of(input.fullName()))
                            .toList(),
                    List.of(),
                    List.of(),
                    List.of(),
                    model.sql());
        }
    }

    /** The columns in the order and spelling of the table, which takes them by name. */
    private static QueryLineage ordered(QueryLineage query, TableSchema schema) {
        List<ColumnLineage> columns = new ArrayList<>();
        for (String name : schema.names()) {
            query.columns().stream()
                    .filter(column -> column.column().equalsIgnoreCase(name))
                    .findFirst()
                    .ifPresent(column -> columns.add(new ColumnLineage(name, column.sources())));
        }
        return new QueryLineage(columns, query.rows(), query.matches());
    }

    /** A query that reads the last version of its own table names it {@code previous}. */
    private static TableLineage onItself(TableLineage lineage, SqlModel<?, ?> model) {
        String previous = "previous." + model.table().name();
        if (!model.visibleTables().containsKey(previous)) {
            return lineage;
        }
        String self = model.table().fullName();
        Function<ColumnSource, ColumnSource> renamed =
                source -> source.column().table().equals(previous)
                        ? new ColumnSource(
                                new ColumnRef(self, source.column().column()), source.dependency(), source.masking())
                        : source;
        return new TableLineage(
                self,
                lineage.step(),
                lineage.inputs().stream()
                        .map(input -> input.name().equals(previous) ? TableLineage.Input.of(self) : input)
                        .toList(),
                lineage.columns().stream()
                        .map(column -> new ColumnLineage(
                                column.column(),
                                column.sources().stream().map(renamed).sorted().toList()))
                        .toList(),
                lineage.rows().stream().map(renamed).sorted().toList(),
                lineage.matches().stream()
                        .map(match -> new RowMatch(
                                match.columns(),
                                match.values().stream()
                                        .filter(value -> !value.table().equals(previous))
                                        .toList()))
                        .filter(match -> !match.values().isEmpty())
                        .toList(),
                lineage.definition());
    }

    // ---- code
    // ---------------------------------------------------------------------------------------------------------

    private static List<TableLineage> ofCode(SqlEngine engine, JavaModel<?> model) {
        List<String> inputs = model.inputs().stream().map(TableRef::fullName).toList();
        List<RowMatch> matches =
                model.trace().isPresent() ? matches(engine, model, model.trace().get()) : List.of();
        String target = model.table().fullName();
        if (model.trainedModel().isEmpty()) {
            return List.of(TableLineage.ofCode(target, inputs, matches));
        }
        String trained = "models." + model.trainedModel().get();
        List<String> all = new ArrayList<>(inputs);
        all.add(trained);
        return List.of(TableLineage.ofCode(trained, inputs, List.of()), TableLineage.ofCode(target, all, matches));
    }

    private static List<RowMatch> matches(SqlEngine engine, JavaModel<?> model, String sql) {
        Map<String, TableSchema> tables = model.inputs().stream()
                .collect(Collectors.toMap(TableRef::fullName, TableRef::schema, (one, other) -> one));
        Set<String> columns = new TreeSet<>(model.table().schema().names());
        List<RowMatch> matches = new ArrayList<>();
        for (RowMatch match : QueryLineage.of(engine, sql, tables).matches()) {
            List<String> shared =
                    match.columns().stream().filter(columns::contains).toList();
            matches.add(new RowMatch(shared, match.values()));
        }
        return matches;
    }

    @Override
    public String toString() {
        return "lineage of " + Sql.identifier(target);
    }
}
