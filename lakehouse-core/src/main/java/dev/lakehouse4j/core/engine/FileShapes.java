package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.engine.FileShape.Field;
import dev.lakehouse4j.core.engine.FileShape.Kind;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.storage.DataFile;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What footers say of Parquet files. Data files never change, so each is looked at once. Safe for use by several threads. */
final class FileShapes {

    private static final int REMEMBERED = 20_000;

    private final Map<Key, FileShape> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, FileShape> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Key(String path, long size, long modified) {}

    /** A line of a footer's schema. */
    private record Line(
            String name, String repetition, int children, String converted, String logical, int id, String type) {}

    Map<DataFile, FileShape> of(Statement statement, Path root, List<DataFile> files) throws SQLException {
        Map<DataFile, FileShape> shapes = new HashMap<>();
        Map<String, DataFile> unknown = new LinkedHashMap<>();
        synchronized (known) {
            for (DataFile file : files) {
                FileShape shape = known.get(key(root, file));
                if (shape == null) {
                    unknown.put(path(root, file), file);
                } else {
                    shapes.put(file, shape);
                }
            }
        }
        if (!unknown.isEmpty()) {
            Map<FileShape, FileShape> distinct = new HashMap<>();
            Map<String, FileShape> read = read(statement, List.copyOf(unknown.keySet()));
            unknown.forEach((path, file) -> {
                FileShape shape = read.getOrDefault(path, new FileShape(List.of()));
                shapes.put(file, distinct.computeIfAbsent(shape, same -> same));
            });
            synchronized (known) {
                unknown.forEach((path, file) -> known.put(key(root, file), Objects.requireNonNull(shapes.get(file))));
            }
        }
        return shapes;
    }

    static String path(Path root, DataFile file) {
        return file.resolve(root).toAbsolutePath().toString();
    }

    private static Key key(Path root, DataFile file) {
        return new Key(path(root, file), file.sizeBytes(), file.modifiedMillis());
    }

    private static Map<String, FileShape> read(Statement statement, List<String> paths) throws SQLException {
        String list = paths.stream().map(Sql::literal).collect(Collectors.joining(", ", "[", "]"));
        Map<String, List<Line>> lines = new HashMap<>();
        try (ResultSet rows =
                statement.executeQuery("select file_name, name, repetition_type, coalesce(num_children, 0),"
                        + " coalesce(converted_type, ''), coalesce(logical_type, ''), coalesce(field_id, -1), duckdb_type"
                        + " from parquet_schema(" + list + ") order by file_name, column_id")) {
            while (rows.next()) {
                lines.computeIfAbsent(rows.getString(1), path -> new ArrayList<>())
                        .add(new Line(
                                rows.getString(2),
                                String.valueOf(rows.getString(3)),
                                rows.getInt(4),
                                rows.getString(5),
                                rows.getString(6),
                                rows.getInt(7),
                                String.valueOf(rows.getString(8))));
            }
        }
        Map<String, FileShape> shapes = new HashMap<>();
        lines.forEach((path, all) -> shapes.put(path, new FileShape(new Parser(all).message())));
        return shapes;
    }

    /** Turns the lines, which list a tree from the top, into fields. */
    private static final class Parser {

        private final List<Line> lines;
        private int next;

        Parser(List<Line> lines) {
            this.lines = lines;
        }

        List<Field> message() {
            List<Field> columns = new ArrayList<>();
            int count = lines.get(next++).children();
            for (int i = 0; i < count; i++) {
                columns.add(repeatable());
            }
            return columns;
        }

        /** A repeated field outside of a list is a list without nulls. */
        private Field repeatable() {
            boolean repeated = lines.get(next).repetition().equals("REPEATED");
            Field field = field();
            return repeated ? new Field(field.name(), field.id(), Kind.LIST, null, List.of(field)) : field;
        }

        private Field field() {
            Line line = lines.get(next++);
            if (line.children() == 0) {
                return new Field(line.name(), line.id(), Kind.VALUE, DuckDbTypes.parse(line.type()), List.of());
            }
            if (is(line, "LIST", "List")) {
                return new Field(line.name(), line.id(), Kind.LIST, null, List.of(element()));
            }
            if (is(line, "MAP", "Map")) {
                Line entries = lines.get(next++);
                List<Field> entry = new ArrayList<>();
                for (int i = 0; i < entries.children(); i++) {
                    entry.add(repeatable());
                }
                return new Field(line.name(), line.id(), Kind.MAP, null, List.copyOf(entry));
            }
            return struct(line);
        }

        private Field struct(Line line) {
            List<Field> fields = new ArrayList<>();
            for (int i = 0; i < line.children(); i++) {
                fields.add(repeatable());
            }
            return new Field(line.name(), line.id(), Kind.STRUCT, null, List.copyOf(fields));
        }

        /** The element of a list in three levels, or in two as some older writers have it. */
        private Field element() {
            Line repeated = lines.get(next);
            boolean threeLevels = repeated.children() == 1
                    && !repeated.name().equals("array")
                    && !repeated.name().endsWith("_tuple");
            if (threeLevels) {
                next++;
                return repeatable();
            }
            return field();
        }

        private static boolean is(Line line, String converted, String logical) {
            return line.converted().startsWith(converted) || line.logical().startsWith(logical);
        }
    }

    /** The field of a name: as it is spelt, or the only one when case is ignored. */
    static @Nullable Field named(List<Field> fields, String name) {
        Field found = null;
        boolean twice = false;
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field;
            } else if (field.name().equalsIgnoreCase(name)) {
                twice = found != null;
                found = field;
            }
        }
        return twice ? null : found;
    }
}
