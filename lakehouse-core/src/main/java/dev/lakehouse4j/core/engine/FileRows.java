package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.engine.FileShape.Field;
import dev.lakehouse4j.core.engine.FileShape.Kind;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.DeletionVector;
import dev.lakehouse4j.core.storage.FileLayout;
import dev.lakehouse4j.core.storage.PhysicalColumn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SELECT over data files that need not look like their table: files of other writers, with partitions, column mapping,
 * widened types and deletion vectors.
 *
 * <p>Files of one shape are read together. Each column of the table is found in the shape and given the table's name and type;
 * what a file does not have is null; values of partition columns come from the log; deleted rows are left out by their numbers.
 */
final class FileRows {

    private static final String FILE = "lakehouse4j_file";
    private static final String ROW = "file_row_number";

    private final Path root;
    private final TableSchema schema;
    private final FileLayout layout;
    private final FileShapes shapes;
    private final SideTables sides;
    private int variables;

    /** Files that one {@code read_parquet} can read. */
    private record Group(FileShape shape, boolean deletions) {}

    FileRows(Path root, TableSchema schema, FileLayout layout, FileShapes shapes, SideTables sides) {
        this.root = root;
        this.schema = schema;
        this.layout = layout;
        this.shapes = shapes;
        this.sides = sides;
    }

    /** Whether the files look like the table as far as their names, the log and the types of columns tell. */
    static boolean arePlain(List<DataFile> files, TableSchema schema, FileLayout layout) {
        return !layout.isMapped()
                && layout.partitionColumns().isEmpty()
                && schema.columns().stream().allMatch(column -> isFlat(column.type()))
                && files.stream().allMatch(file -> file.hasOwnName() && file.deletionVector() == null);
    }

    private static boolean isFlat(ColumnType type) {
        return type instanceof ColumnType.Primitive || type instanceof ColumnType.DecimalType;
    }

    /**
     * The query.
     *
     * @param fileColumn name of a last column with the path of each row's file, or null for none
     */
    String select(List<DataFile> files, @Nullable String fileColumn) throws SQLException {
        Map<DataFile, FileShape> found = shapes.of(sides.statement(), root, files);
        Map<Group, List<DataFile>> groups = new LinkedHashMap<>();
        for (DataFile file : files) {
            Group group = new Group(java.util.Objects.requireNonNull(found.get(file)), file.deletionVector() != null);
            groups.computeIfAbsent(group, same -> new ArrayList<>()).add(file);
        }
        List<String> branches = new ArrayList<>();
        for (Map.Entry<Group, List<DataFile>> group : groups.entrySet()) {
            branches.add(branch(group.getKey(), group.getValue(), fileColumn));
        }
        return String.join(" union all ", branches);
    }

    private String branch(Group group, List<DataFile> files, @Nullable String fileColumn) throws SQLException {
        requireReadable(group, files.get(0));
        boolean onePartition =
                files.stream().map(DataFile::partitionValues).distinct().count() == 1;
        boolean listed = !onePartition || (group.deletions() && files.size() > 1);
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < schema.columns().size(); i++) {
            Column column = schema.columns().get(i);
            int partition = layout.partitionColumns().indexOf(column.name());
            String value;
            if (partition < 0) {
                value = column(group.shape(), i, column);
            } else if (onePartition) {
                value = partitionValue(files.get(0).partitionValues().get(column.name()), column.type());
            } else {
                value = "p.p" + partition;
            }
            columns.add(value + " as " + Sql.identifier(column.name()));
        }
        if (fileColumn != null) {
            columns.add("f." + FILE + " as " + Sql.identifier(fileColumn));
        }
        String paths = files.stream()
                .map(file -> Sql.literal(FileShapes.path(root, file)))
                .collect(Collectors.joining(", ", "[", "]"));
        StringBuilder sql = new StringBuilder("select ")
                .append(String.join(", ", columns))
                .append(" from read_parquet(")
                .append(paths)
                .append(", hive_partitioning = false")
                .append(listed || fileColumn != null ? ", filename = '" + FILE + "'" : "")
                .append(group.deletions() ? ", " + ROW + " = true" : "")
                .append(") as f");
        if (listed) {
            sql.append(" join ").append(list(files, paths, !onePartition)).append(" as p on p.file = f." + FILE);
        }
        if (group.deletions()) {
            sql.append(" anti join ")
                    .append(deletedRows(files))
                    .append(" as d on d.id = ")
                    .append(listed ? "p.id" : "0")
                    .append(" and d.row_number = f." + ROW);
        }
        return sql.toString();
    }

    private void requireReadable(Group group, DataFile file) {
        if (layout.byId() && !group.shape().hasIds()) {
            throw new StorageException("Cannot read the table at " + root
                    + ": it has the feature columnMapping by id, and its data file " + file.logPath()
                    + " has no field ids. Write the file anew with another engine.");
        }
        if (group.deletions() && FileShapes.named(group.shape().columns(), ROW) != null) {
            throw new UnsupportedFeatureException("Cannot read the table at " + root
                    + ": it has the feature deletionVectors, and a column that is called " + ROW
                    + " in its files. Read it with another engine, or purge the deleted rows there.");
        }
    }

    /** The files with what the log says of them; the number of a file is its place in the list. */
    private String list(List<DataFile> files, String paths, boolean partitions) throws SQLException {
        StringBuilder query =
                new StringBuilder("select unnest(range(" + files.size() + ")) as id, unnest(" + paths + ") as file");
        for (int i = 0; partitions && i < layout.partitionColumns().size(); i++) {
            String name = layout.partitionColumns().get(i);
            ColumnType type = schema.column(name).orElseThrow().type();
            query.append(", unnest(cast(")
                    .append(files.stream()
                            .map(file -> partitionText(file.partitionValues().get(name), type))
                            .collect(Collectors.joining(", ", "[", "]")))
                    .append(" as ")
                    .append(type.sql())
                    .append("[])) as p")
                    .append(i);
        }
        return sides.create(query.toString());
    }

    private String deletedRows(List<DataFile> files) throws SQLException {
        SideTables.Numbers numbers = sides.numbers();
        for (int i = 0; i < files.size(); i++) {
            DeletionVector vector = files.get(i).deletionVector();
            if (vector != null) {
                numbers.add(i, vector.rows(root));
            }
        }
        return numbers.finish();
    }

    private static String partitionValue(@Nullable String text, ColumnType type) {
        return "cast(" + partitionText(text, type) + " as " + type.sql() + ")";
    }

    private static String partitionText(@Nullable String text, ColumnType type) {
        // The protocol spells a null of any type, and an empty string, as an empty text.
        if (text == null || text.isEmpty()) {
            return "null";
        }
        return type == ColumnType.Primitive.BINARY
                ? "unhex('" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "')"
                : Sql.literal(text);
    }

    private String column(FileShape shape, int position, Column column) {
        PhysicalColumn physical = layout.isMapped() ? layout.columns().get(position) : null;
        Field field = find(shape.columns(), column.name(), physical);
        return field == null
                ? nothing(column.type())
                : value(field, column.type(), physical, "f." + Sql.identifier(field.name()));
    }

    private @Nullable Field find(List<Field> fields, String name, @Nullable PhysicalColumn physical) {
        if (physical == null) {
            return FileShapes.named(fields, name);
        } else if (!layout.byId()) {
            return FileShapes.named(fields, physical.name());
        }
        return fields.stream()
                .filter(field -> field.id() == physical.id())
                .findFirst()
                .orElse(null);
    }

    private static String nothing(ColumnType type) {
        return "cast(null as " + type.sql() + ")";
    }

    /** SQL that turns a value of a file into one of the table. */
    private String value(Field field, ColumnType type, @Nullable PhysicalColumn physical, String sql) {
        if (isSame(field, type, physical)) {
            return sql;
        } else if (type instanceof ColumnType.StructType struct && field.kind() == Kind.STRUCT) {
            return struct(field, struct, physical, sql);
        } else if (type instanceof ColumnType.ListType list && field.kind() == Kind.LIST) {
            String element = "e" + variables++;
            return "list_transform(" + sql + ", lambda " + element + ": "
                    + value(field.children().get(0), list.element(), child(physical, 0), element) + ")";
        } else if (type instanceof ColumnType.MapType map && field.kind() == Kind.MAP) {
            String entry = "e" + variables++;
            String key = value(field.children().get(0), map.key(), child(physical, 0), entry + ".key");
            String value = field.children().size() < 2
                    ? nothing(map.value())
                    : value(field.children().get(1), map.value(), child(physical, 1), entry + ".value");
            return "map_from_entries(list_transform(map_entries(" + sql + "), lambda " + entry + ": struct_pack(k := "
                    + key + ", v := " + value + ")))";
        } else if (field.kind() != Kind.VALUE || !isFlat(type)) {
            throw new StorageException("Cannot read the table at " + root + ": the log says that column " + field.name()
                    + " is " + type + ", and a data file has something else there. Compare the log with a copy.");
        } else if (type == ColumnType.Primitive.STRING && field.type() == ColumnType.Primitive.BINARY) {
            return "decode(" + sql + ")"; // Some writers do not mark texts as such.
        }
        return "cast(" + sql + " as " + type.sql() + ")";
    }

    private String struct(Field field, ColumnType.StructType struct, @Nullable PhysicalColumn physical, String sql) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < struct.fields().size(); i++) {
            Column part = struct.fields().get(i);
            PhysicalColumn mapped = child(physical, i);
            Field found = find(field.children(), part.name(), mapped);
            parts.add(Sql.identifier(part.name())
                    + " := "
                    + (found == null
                            ? nothing(part.type())
                            : value(
                                    found,
                                    part.type(),
                                    mapped,
                                    "struct_extract(" + sql + ", " + Sql.literal(found.name()) + ")")));
        }
        return "case when " + sql + " is null then null else struct_pack(" + String.join(", ", parts) + ") end";
    }

    /** Whether a value of the file is one of the table as it stands. */
    private boolean isSame(Field field, ColumnType type, @Nullable PhysicalColumn physical) {
        return switch (field.kind()) {
            case VALUE -> type.equals(field.type());
            case STRUCT -> type instanceof ColumnType.StructType struct && isSame(field, struct, physical);
            case LIST ->
                type instanceof ColumnType.ListType list
                        && isSame(field.children().get(0), list.element(), child(physical, 0));
            case MAP ->
                type instanceof ColumnType.MapType map
                        && field.children().size() == 2
                        && isSame(field.children().get(0), map.key(), child(physical, 0))
                        && isSame(field.children().get(1), map.value(), child(physical, 1));
        };
    }

    private boolean isSame(Field field, ColumnType.StructType struct, @Nullable PhysicalColumn physical) {
        List<Column> columns = struct.fields();
        if (columns.size() != field.children().size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            Field own = field.children().get(i);
            PhysicalColumn mapped = child(physical, i);
            if (!own.name().equals(columns.get(i).name())
                    || !own.equals(find(field.children(), columns.get(i).name(), mapped))
                    || !isSame(own, columns.get(i).type(), mapped)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable PhysicalColumn child(@Nullable PhysicalColumn physical, int position) {
        return physical == null ? null : physical.children().get(position);
    }
}
