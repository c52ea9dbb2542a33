package dev.lakehouse4j.medallion.lineage;

import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.lineage.ColumnLineage;
import dev.lakehouse4j.core.lineage.ColumnRef;
import dev.lakehouse4j.core.lineage.ColumnSource;
import dev.lakehouse4j.core.lineage.Dependency;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.lineage.UnreadQuery;
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
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Knows how one step of a pipeline makes its table. */
public final class LineageStep {

    private final String target;
    private final TableSchema schema;
    private final Supplier<String> definition;
    private final Supplier<List<TableLineage>> declared;
    private final Function<String, Optional<UnreadQuery>> query;

    private LineageStep(
            TableRef<?, ?> target,
            Supplier<String> definition,
            Supplier<List<TableLineage>> declared,
            Function<String, Optional<UnreadQuery>> query) {
        this.target = target.fullName();
        this.schema = target.schema();
        this.definition = definition;
        this.declared = declared;
        this.query = query;
    }

    /**
     * A load of files.
     *
     * @param ingest the load
     * @return the step
     */
    public static LineageStep of(BronzeIngest<?> ingest) {
        return new LineageStep(
                ingest.table(),
                () -> files(ingest) + ingest.table().schema(),
                () -> List.of(ofFiles(ingest)),
                fingerprint -> Optional.empty());
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
                () -> List.of(ofQuery(model)),
                fingerprint -> Optional.of(query(model, fingerprint)));
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
                () -> ofCode(model),
                fingerprint -> model.trace().map(sql -> trace(model, sql, fingerprint)));
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

    /** What is known without reading a query: the lineage of the table, and of a model that is trained on the way. */
    List<TableLineage> declared() {
        return declared.get();
    }

    /** The query that tells the rest; empty when there is none. */
    Optional<UnreadQuery> query() {
        return query.apply(Fingerprint.of(List.of(definition())));
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

    private static TableLineage ofQuery(SqlModel<?, ?> model) {
        return new TableLineage(
                model.table().fullName(),
                TableLineage.Step.SQL,
                model.visibleTables().keySet().stream()
                        .map(name -> TableLineage.Input.of(table(model, name)))
                        .distinct()
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                model.sql());
    }

    private static UnreadQuery query(SqlModel<?, ?> model, String fingerprint) {
        Map<String, String> tables = new LinkedHashMap<>();
        model.visibleTables().keySet().forEach(name -> tables.put(name, table(model, name)));
        return new UnreadQuery(
                fingerprint,
                model.sql(Instant.EPOCH),
                tables,
                model.table().schema().names(),
                false);
    }

    /** A query that reads the last version of its own table names it {@code previous}. */
    private static String table(SqlModel<?, ?> model, String name) {
        return name.equals("previous." + model.table().name()) ? model.table().fullName() : name;
    }

    // ---- code
    // ---------------------------------------------------------------------------------------------------------

    private static List<TableLineage> ofCode(JavaModel<?> model) {
        List<String> inputs = model.inputs().stream().map(TableRef::fullName).toList();
        String target = model.table().fullName();
        if (model.trainedModel().isEmpty()) {
            return List.of(TableLineage.ofCode(target, inputs, List.of()));
        }
        String trained = "models." + model.trainedModel().get();
        List<String> all = new ArrayList<>(inputs);
        all.add(trained);
        return List.of(TableLineage.ofCode(trained, inputs, List.of()), TableLineage.ofCode(target, all, List.of()));
    }

    private static UnreadQuery trace(JavaModel<?> model, String sql, String fingerprint) {
        Map<String, String> tables = new LinkedHashMap<>();
        model.inputs().forEach(input -> tables.put(input.fullName(), input.fullName()));
        return new UnreadQuery(fingerprint, sql, tables, model.table().schema().names(), true);
    }

    @Override
    public String toString() {
        return "lineage of " + Sql.identifier(target);
    }
}
