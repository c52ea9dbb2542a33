package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.FileLayout;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SELECT over Parquet files that a relation's view is made of. */
final class RelationSql {

    /** Classes whose texts are SQL constants; no subclass of theirs can say anything else. */
    private static final Set<Class<?>> PLAIN = Set.of(
            Byte.class, Short.class, Integer.class, Long.class, BigInteger.class, BigDecimal.class, Boolean.class);

    /**
     * More rows than there are, so it leaves out none; but the engine moves no condition, and no other expression that could
     * fail, below it.
     */
    private static final String FENCE = " limit 9223372036854775807";

    private final FileShapes shapes;
    private final SideTables sides;

    RelationSql(FileShapes shapes, SideTables sides) {
        this.shapes = shapes;
        this.sides = sides;
    }

    String select(Relation relation) throws SQLException {
        if (relation instanceof Relation.Snapshot data) {
            TableSnapshot snapshot = data.snapshot();
            return files(snapshot.root(), snapshot.files(), snapshot.schema(), snapshot.layout());
        } else if (relation instanceof Relation.Files files) {
            return files(files.root(), files.files(), files.schema(), files.layout());
        } else if (relation instanceof Relation.NamedFiles files) {
            if (!files.files().isEmpty() && !FileRows.arePlain(files.files(), files.schema(), files.layout())) {
                return new FileRows(files.root(), files.schema(), files.layout(), shapes, sides)
                        .select(files.files(), Relation.NamedFiles.FILE_COLUMN);
            }
            if (files.files().isEmpty()) {
                return casts(files.schema()) + ", cast(null as string) as " + Relation.NamedFiles.FILE_COLUMN
                        + " from (" + nothing(files.schema().columns()) + ")";
            }
            List<Path> paths = files.files().stream()
                    .map(file -> file.resolve(files.root()))
                    .toList();
            return casts(files.schema()) + ", filename as " + Relation.NamedFiles.FILE_COLUMN + " from ("
                    + "select * from read_parquet(" + paths(paths)
                    + ", union_by_name = true, hive_partitioning = false, filename = true) union all by name "
                    + nothing(files.schema().columns()) + ")";
        } else if (relation instanceof Relation.Parquet parquet) {
            boolean numbered =
                    parquet.schema().column(Relation.Parquet.ROW_NUMBER_COLUMN).isPresent();
            return casts(parquet.schema()) + " from read_parquet(" + paths(parquet.files()) + ", union_by_name = true"
                    + ", hive_partitioning = false" + (numbered ? ", file_row_number = true)" : ")");
        } else if (relation instanceof Relation.Empty empty) {
            return nothing(empty.schema().columns());
        } else if (relation instanceof Relation.Guarded guarded) {
            return guarded(guarded);
        } else if (relation instanceof Relation.Values values) {
            return values(values);
        }
        throw new IllegalStateException("unreachable: " + relation);
    }

    /** Rows that the filter keeps, then the fence, then the masks: so a mask sees rows that are seen, and nothing sees others. */
    private String guarded(Relation.Guarded guarded) throws SQLException {
        String rows = "(" + select(guarded.base()) + ") as guarded_rows";
        if (guarded.filter() != null) {
            rows = "(select * from " + rows + " where (" + guarded.filter() + "\n)" + FENCE + ") as guarded_rows";
        }
        return guarded.schema().columns().stream()
                        .map(column -> {
                            String name = Sql.identifier(column.name());
                            String mask = guarded.masks().get(column.name());
                            return mask == null
                                    ? name
                                    : "cast((" + mask + "\n) as "
                                            + column.type().sql() + ") as " + name;
                        })
                        .collect(Collectors.joining(", ", "select ", " from "))
                + rows;
    }

    /** The query of a view, behind a fence where it has one. */
    static String view(Relation.View view) {
        return view.fenced()
                ? "select * from (" + view.sql().strip().replaceFirst(";$", "") + "\n) as fenced_rows" + FENCE
                : view.sql();
    }

    private static String values(Relation.Values values) {
        List<Column> columns = values.schema().columns();
        if (values.rows().isEmpty()) {
            return nothing(columns);
        }
        String rows = values.rows().stream()
                .map(row -> row.stream().map(RelationSql::literal).collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", "));
        String names =
                columns.stream().map(column -> Sql.identifier(column.name())).collect(Collectors.joining(", "));
        return casts(values.schema()) + " from (values " + rows + ") as given_rows(" + names + ")";
    }

    private static String literal(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        return PLAIN.contains(value.getClass()) ? value.toString() : Sql.literal(value.toString());
    }

    private String files(Path root, List<DataFile> files, TableSchema schema, FileLayout layout) throws SQLException {
        if (files.isEmpty()) {
            return nothing(schema.columns());
        }
        if (!FileRows.arePlain(files, schema, layout)) {
            return new FileRows(root, schema, layout, shapes, sides).select(files, null);
        }
        List<Path> paths = files.stream().map(file -> file.resolve(root)).toList();
        if (files.stream().allMatch(file -> file.statistics().keySet().containsAll(schema.names()))) {
            return casts(schema) + " from read_parquet(" + paths(paths) + ", hive_partitioning = false)";
        }
        // A file that the statistics do not vouch for may lack columns that the table got later.
        return casts(schema) + " from (" + byName(paths, schema.columns()) + ")";
    }

    private static String byName(List<Path> paths, List<Column> columns) {
        return "select * from read_parquet(" + paths(paths)
                + ", union_by_name = true, hive_partitioning = false) union all by name " + nothing(columns);
    }

    static String nothing(List<Column> columns) {
        return columns.stream()
                        .map(column -> "cast(null as " + column.type().sql() + ") as " + Sql.identifier(column.name()))
                        .collect(Collectors.joining(", ", "select ", ""))
                + " where false";
    }

    /** A cast to the type that a column has already costs nothing: the engine drops it. */
    private static String casts(TableSchema schema) {
        return schema.columns().stream().map(RelationSql::cast).collect(Collectors.joining(", ", "select ", ""));
    }

    static String cast(Column column) {
        String name = Sql.identifier(column.name());
        if (column.type() instanceof ColumnType.StructType) {
            return name; // A cast of a struct goes by position and forbids missing fields.
        }
        return "cast(" + name + " as " + column.type().sql() + ") as " + name;
    }

    private static String paths(List<Path> files) {
        return files.stream()
                .map(file -> Sql.literal(file.toAbsolutePath().toString()))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
