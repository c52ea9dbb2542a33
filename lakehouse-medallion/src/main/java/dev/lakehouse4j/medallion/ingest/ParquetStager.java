package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.erasure.Suppression;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Copies a Parquet file through the SQL engine, with the audit columns, uncommitted. */
final class ParquetStager {

    private static final String SOURCE = "source_rows";

    private final SqlEngine engine;
    private final Batch batch;
    private final Binding.Target target;
    private final Suppression suppression;

    ParquetStager(SqlEngine engine, Batch batch, Binding.Target target, Suppression suppression) {
        this.engine = engine;
        this.batch = batch;
        this.target = target;
        this.suppression = suppression;
    }

    Staged stage(Path bronzeRoot) throws IOException {
        String where = batch.file().path().toString();
        List<Column> found = engine.describe(
                "select * from read_parquet("
                        + Sql.literal(batch.file().path().toAbsolutePath().toString())
                        + ", hive_partitioning = false)",
                Map.of());
        List<String> names = found.stream().map(Column::name).toList();
        if (names.contains(Relation.Parquet.ROW_NUMBER_COLUMN)) {
            throw new SchemaException("Cannot load " + where + ": it has a column named "
                    + Relation.Parquet.ROW_NUMBER_COLUMN + ", which numbers the rows here. Rename it.");
        }
        Binding binding = Binding.of(
                target, where, names, found.stream().map(Column::type).toList(), true);
        List<Column> readable = new ArrayList<>(found);
        readable.add(Column.nullable(Relation.Parquet.ROW_NUMBER_COLUMN, ColumnType.Primitive.LONG));
        Map<String, Relation> relations =
                Map.of(SOURCE, new Relation.Parquet(List.of(batch.file().path()), TableSchema.ofColumns(readable)));
        String admits =
                suppression.admits(target.table(), Set.copyOf(binding.schema().names()));
        String rows = "select * from (" + select(binding, found, where) + ") where ";
        List<DataFile> written = engine.write(rows + admits, relations, bronzeRoot, binding.schema());
        long expected;
        long suppressed;
        try {
            expected = count("select count(*) from " + SOURCE, relations);
            suppressed = admits.equals("true")
                    ? 0
                    : count("select count(*) from (" + rows + "not (" + admits + "))", relations);
            batch.hash().requireUnchanged(batch.file());
        } catch (RuntimeException | IOException e) {
            Staged.delete(written, bronzeRoot);
            throw e;
        }
        Staged staged = new Staged(
                written,
                binding.evolved(),
                List.of(),
                new RecordCounts(0, 0, expected, 0, batch.hash().size()),
                suppressed,
                notes(binding, suppressed));
        staged.requireConserved(batch.file(), 0, suppressed);
        return staged;
    }

    private String select(Binding binding, List<Column> found, String where) {
        List<String> columns = new ArrayList<>();
        int firstAudit = binding.recordColumns();
        int pastAudit = firstAudit + AuditColumns.all().size();
        List<Column> wanted = binding.schema().columns();
        for (int i = 0; i < wanted.size(); i++) {
            if (i < firstAudit || i >= pastAudit) {
                columns.add(value(wanted.get(i), binding.fields().get(i), found, where) + " as "
                        + Sql.identifier(wanted.get(i).name()));
            }
        }
        columns.add(Sql.literal(batch.file().name()) + " as " + AuditColumns.SOURCE_FILE.name());
        columns.add(Relation.Parquet.ROW_NUMBER_COLUMN + " + 1 as " + AuditColumns.SOURCE_ROW.name());
        columns.add(Sql.literal(batch.id()) + " as " + AuditColumns.BATCH_ID.name());
        columns.add("make_timestamptz(" + batch.ingestedMicros() + ") as " + AuditColumns.INGESTED_AT.name());
        columns.add(rescued(binding, found) + " as " + AuditColumns.RESCUED_DATA.name());
        return "select " + String.join(", ", columns) + " from " + SOURCE;
    }

    private static String value(Column wanted, int field, List<Column> found, String where) {
        if (field < 0) {
            return "cast(null as " + wanted.type().sql() + ")";
        }
        Column given = found.get(field);
        String name = Sql.identifier(given.name());
        if (SchemaEvolution.fits(given.type(), wanted.type())) {
            return name;
        }
        if (wanted.type() == ColumnType.Primitive.STRING) {
            return given.type() instanceof ColumnType.Primitive || given.type() instanceof ColumnType.DecimalType
                    ? "cast(" + name + " as string)"
                    : "cast(to_json(" + name + ") as string)";
        }
        throw new SchemaException("Cannot load " + where + ": its column " + given.name() + " is " + given.type()
                + ", and " + wanted.name() + " is " + wanted.type()
                + " in the table. Give the component the type of the file, or make it a String.");
    }

    private static String rescued(Binding binding, List<Column> found) {
        if (binding.unknown().isEmpty()) {
            return "cast(null as string)";
        }
        return binding.unknown().stream()
                .map(field -> Sql.identifier(found.get(field).name()) + " := "
                        + Sql.identifier(found.get(field).name()))
                .collect(Collectors.joining(", ", "cast(to_json(struct_pack(", ")) as string)"));
    }

    private static List<String> notes(Binding binding, long suppressed) {
        List<String> notes = new ArrayList<>(binding.notes());
        Staged.suppressedNote(suppressed).ifPresent(notes::add);
        return notes;
    }

    private long count(String sql, Map<String, Relation> relations) {
        try (QueryResult result = engine.query(sql, relations)) {
            result.nextBatch();
            return result.column(0).getLong(0);
        }
    }
}
