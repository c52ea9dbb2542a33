package dev.lakehouse4j.core.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.ParquetRowWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The embedded SQL engine: DuckDB inside this process, reading and writing the Parquet files of tables.
 *
 * <p>Sessions run in UTC and sort nulls first when ascending, as Spark does. The macros of the library ({@code
 * days_between}, {@code surrogate_key} …) are defined in every session.
 */
public final class DuckDbEngine implements SqlEngine {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("U?HUGEINT|U(BIG|SMALL|TINY)INT|UINTEGER|BIGNUM");
    private static final String ENUM = "ENUM(";
    private static final Pattern TRAILING_SEMICOLON = Pattern.compile(";\\s*$");
    private static final String CODEC = "zstd";

    private static final int MOST_TREES = 64;

    /** In characters; longer statements are few. */
    private static final int LONGEST_KEPT = 20_000;

    private final Map<String, String> trees = Collections.synchronizedMap(new Trees());
    private final DuckDBConnection root;
    private final @Nullable SpillFolder ownTemporaryFolder;
    private final AtomicLong sessions = new AtomicLong();
    private final DuckDbFunctions functions = new DuckDbFunctions();
    private final FileShapes shapes = new FileShapes();
    private boolean closed;

    private DuckDbEngine(DuckDBConnection root, @Nullable SpillFolder ownTemporaryFolder) {
        this.root = root;
        this.ownTemporaryFolder = ownTemporaryFolder;
    }

    /**
     * Starts an engine.
     *
     * @param settings threads, memory limit, folder to spill to
     * @return the engine; close it
     */
    public static DuckDbEngine open(EngineSettings settings) {
        SpillFolder own = null;
        try {
            Path temporary = settings.temporaryFolder();
            if (temporary == null) {
                own = SpillFolder.create();
                temporary = own.path();
            }
            Properties properties = new Properties();
            properties.setProperty("jdbc_stream_results", "true");
            DuckDBConnection connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set threads = " + settings.threads());
                statement.execute("set memory_limit = '" + settings.memoryLimitBytes() + "B'");
                statement.execute("set temp_directory = " + Sql.literal(temporary.toString()));
                statement.execute("set preserve_insertion_order = false");
                statement.execute("set autoinstall_known_extensions = false");
                statement.execute("set autoload_known_extensions = false");
                statement.execute("set default_null_order = 'nulls_first_on_asc_last_on_desc'");
                statement.execute("set global TimeZone = 'UTC'");
                for (String macro : DuckDbMacros.STATEMENTS) {
                    statement.execute(macro);
                }
            }
            return new DuckDbEngine(connection, own);
        } catch (SQLException e) {
            throw new QueryException("Cannot start the SQL engine: " + e.getMessage(), e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("make a temporary folder", e);
        }
    }

    @Override
    public void register(SqlFunction function) {
        try (DuckDBConnection connection = connection()) {
            functions.register(function, connection, new Nested());
        } catch (SQLException e) {
            throw new QueryException(
                    "Cannot add the function " + function.name() + " to SQL: " + e.getMessage() + ". Rename it.", e);
        }
    }

    @Override
    public Set<String> functions() {
        return functions.names();
    }

    @Override
    public SqlReferences references(String sql) {
        return SqlSyntax.references(
                parse(sql).statements(), functions, inner -> parse(inner).statements());
    }

    /** Queries that a table function runs over the relations of its statement. */
    private final class Nested implements DuckDbFunctions.Nested {

        @Override
        public QueryResult query(DuckDbSession outer, String sql) {
            return run(sql, select -> outer.nested(connection()));
        }

        @Override
        public List<Column> describe(DuckDbSession outer, String sql) {
            return within(
                    "check the query",
                    sql,
                    select -> outer.nested(connection()),
                    (session, select) -> describeIn(session, readable(session, select.sql())));
        }
    }

    /** One SELECT statement without the semicolon at its end, and its syntax tree. */
    private record Select(String sql, JsonNode statements) {}

    private Select parse(String sql) {
        if (sql.contains(DuckDbFunctions.PREFIX)) {
            throw new QueryException("Cannot run the query: it holds the name " + DuckDbFunctions.PREFIX
                    + "…, which is the engine's own. Call functions by the names they are registered under.");
        }
        return new Select(TRAILING_SEMICOLON.matcher(sql).replaceFirst(""), SqlSyntax.statements(serialized(sql), sql));
    }

    @Override
    public String syntaxTree(String sql) {
        String tree = serialized(TRAILING_SEMICOLON.matcher(sql).replaceFirst(""));
        SqlSyntax.statements(tree, sql);
        return tree;
    }

    @Override
    public String sql(String tree) {
        return scalar("select json_deserialize_sql(" + Sql.literal(tree) + ")", tree);
    }

    /** The tree depends on the text alone, and one statement is looked at several times on its way. */
    private String serialized(String sql) {
        String known = trees.get(sql);
        if (known == null) {
            known = scalar("select json_serialize_sql(" + Sql.literal(sql) + ")", sql);
            if (sql.length() <= LONGEST_KEPT) {
                trees.put(sql, known);
            }
        }
        return known;
    }

    /** The trees of the statements that were used last. */
    private static final class Trees extends LinkedHashMap<String, String> {

        private static final long serialVersionUID = 1L;

        Trees() {
            super(MOST_TREES, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_TREES;
        }
    }

    private String scalar(String select, String sql) {
        try (DuckDBConnection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(select)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw DuckDbErrors.translate("parse the query", sql, e);
        }
    }

    /** The relations with the files that the query can need, by the statistics of the log. */
    private Map<String, Relation> prune(Select select, Map<String, Relation> relations) {
        // A query inside a table function's text may need files that the query around it does not.
        return FilePruning.isWorthwhile(select.sql(), relations) && !SqlSyntax.nests(select.statements(), functions)
                ? FilePruning.apply(select.statements(), relations)
                : relations;
    }

    @Override
    public List<Column> describe(String sql, Map<String, Relation> relations) {
        return within(
                "check the query",
                sql,
                select -> session(select.sql(), relations),
                (session, select) -> describeIn(session, select.sql()));
    }

    private static List<Column> describeIn(DuckDbSession session, String sql) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (Statement statement = session.statement();
                ResultSet result = statement.executeQuery("describe " + sql)) {
            while (result.next()) {
                String name = result.getString(1);
                String typeName = result.getString(2);
                ColumnType type = DuckDbTypes.parse(typeName);
                if (type == null) {
                    throw new SchemaException("Cannot use column " + name + " of the query: its type " + typeName
                            + " has no counterpart in a table. Cast it, for example cast(" + name
                            + " as bigint). The query:\n" + sql.strip());
                }
                columns.add(Column.nullable(name, type));
            }
        }
        return columns;
    }

    /**
     * The query with the columns cast that have types of the engine alone: whole numbers beyond 64 bits, as sums of integers
     * have, to decimal, others and enumerations to text. What is written to a table must cast them itself.
     */
    private static String readable(DuckDbSession session, String sql) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> casts = new ArrayList<>();
        boolean changed = false;
        try (Statement statement = session.statement();
                ResultSet result = statement.executeQuery("describe " + sql)) {
            while (result.next()) {
                String typeName = result.getString(2);
                String position = "c" + names.size();
                String column = position;
                if (DuckDbTypes.parse(typeName) == null || typeName.startsWith(ENUM)) {
                    changed = true;
                    column = WHOLE_NUMBER.matcher(typeName).matches()
                            ? "cast(" + position + " as decimal(38, 0))"
                            : "cast(" + position + " as varchar)";
                }
                casts.add(column + " as \"" + result.getString(1).replace("\"", "\"\"") + '"');
                names.add(position);
            }
        }
        return changed
                ? "select " + String.join(", ", casts) + " from (" + sql + "\n) as q(" + String.join(", ", names) + ")"
                : sql;
    }

    @Override
    public QueryResult query(String sql, Map<String, Relation> relations) {
        return run(sql, select -> session(select.sql(), prune(select, relations)));
    }

    private QueryResult run(String sql, Opening opening) {
        return open(sql, opening, (session, select) -> {
            String readable = readable(session, select.sql());
            return DuckDbResult.run(session, readable, describeIn(session, readable));
        });
    }

    @Override
    public ArrowReader arrow(String sql, Map<String, Relation> relations, BufferAllocator allocator) {
        ArrowSupport.require();
        return open(
                sql,
                select -> session(select.sql(), prune(select, relations)),
                (session, select) -> DuckDbArrow.export(session, select.sql(), allocator));
    }

    @FunctionalInterface
    private interface Opening {
        DuckDbSession session(Select select) throws SQLException;
    }

    @FunctionalInterface
    private interface Running<T> {
        T in(DuckDbSession session, Select select) throws SQLException;
    }

    /** Starts a query whose result owns the session; the session is closed here only when that fails. */
    private <T> T open(String sql, Opening opening, Running<T> running) {
        Select select = parse(sql);
        DuckDbSession session = null;
        try {
            session = opening.session(select);
            return running.in(session, select);
        } catch (SQLException e) {
            LakehouseException error = session == null
                    ? DuckDbErrors.translate("run the query", sql, e)
                    : session.translate("run the query", sql, e);
            closeQuietly(session, error);
            throw error;
        } catch (LakehouseException e) {
            closeQuietly(session, e);
            throw e;
        }
    }

    /** Does something in a session and closes that. */
    private <T> T within(String what, String sql, Opening opening, Running<T> running) {
        Select select = parse(sql);
        try (DuckDbSession session = opening.session(select)) {
            try {
                return running.in(session, select);
            } catch (SQLException e) {
                throw session.translate(what, sql, e);
            }
        } catch (SQLException e) {
            throw DuckDbErrors.translate(what, sql, e);
        }
    }

    @Override
    public List<DataFile> write(String sql, Map<String, Relation> relations, Path tableRoot, TableSchema schema) {
        return within(
                "write rows under " + tableRoot,
                sql,
                select -> session(select.sql(), prune(select, relations)),
                (session, select) -> copy(session, select.sql(), tableRoot, schema));
    }

    @Override
    public List<DataFile> write(ArrowReader reader, Path tableRoot, TableSchema schema) {
        ArrowSupport.require();
        try (DuckDbSession session = session("", Map.of());
                DuckDbArrow.Registered input = DuckDbArrow.register(session, reader)) {
            return copy(session, "select * from " + input.name(), tableRoot, schema);
        } catch (SQLException e) {
            throw DuckDbErrors.translate("write Arrow batches under " + tableRoot, "", e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("read Arrow batches to write under " + tableRoot, e);
        }
    }

    private static List<DataFile> copy(DuckDbSession session, String sql, Path tableRoot, TableSchema schema)
            throws SQLException {
        Path target = ParquetRowWriter.newDataFile(tableRoot, CODEC);
        String columns = schema.columns().stream().map(RelationSql::cast).collect(Collectors.joining(", "));
        String copy = "copy (select " + columns + " from (" + sql + "\n)) to " + Sql.literal(target.toString())
                + " (format parquet, compression " + CODEC + ", return_stats)";
        try {
            Files.createDirectories(tableRoot);
            try (Statement statement = session.statement();
                    ResultSet result = statement.executeQuery(copy)) {
                result.next();
                long rows = result.getLong("count");
                if (rows == 0) {
                    Files.deleteIfExists(target);
                    return List.of();
                }
                return List.of(new DataFile(
                        String.valueOf(target.getFileName()),
                        Files.size(target),
                        Files.getLastModifiedTime(target).toMillis(),
                        rows,
                        CopyStatistics.of((Map<?, ?>) result.getObject("column_statistics"), schema),
                        Map.of()));
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("write rows under " + tableRoot, e);
        } catch (SQLException | RuntimeException e) {
            deleteQuietly(target, e);
            throw e;
        }
    }

    @Override
    public String explain(String sql, Map<String, Relation> relations) {
        return within(
                "explain the query",
                sql,
                select -> session(select.sql(), prune(select, relations)),
                (session, select) -> filesOf(relations, prune(select, relations)) + plan(session, select.sql()));
    }

    private static String filesOf(Map<String, Relation> relations, Map<String, Relation> pruned) {
        StringBuilder files = new StringBuilder();
        new TreeMap<>(relations)
                .forEach((name, relation) -> files.append(name)
                        .append(
                                relation instanceof Relation.Snapshot data
                                        ? " version " + data.snapshot().version()
                                        : "")
                        .append(", files: ")
                        .append(FilePruning.files(pruned.getOrDefault(name, relation))
                                .size())
                        .append(" of ")
                        .append(FilePruning.files(relation).size())
                        .append('\n'));
        return files.toString();
    }

    private static String plan(DuckDbSession session, String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Statement statement = session.statement();
                ResultSet result = statement.executeQuery("explain " + sql)) {
            while (result.next()) {
                plan.append(result.getString(2));
            }
        }
        return plan.toString();
    }

    private DuckDbSession session(String sql, Map<String, Relation> relations) throws SQLException {
        String catalog = "session_" + sessions.incrementAndGet();
        return new DuckDbSession(
                connection(), catalog, mentioned(sql, relations), functions, functions.macros(catalog, sql), shapes);
    }

    /** Leaves out relations that the text cannot name: binding one opens its files. */
    private static Map<String, Relation> mentioned(String sql, Map<String, Relation> relations) {
        String text = sql.toLowerCase(Locale.ROOT);
        Map<String, Relation> kept = new LinkedHashMap<>(relations);
        kept.keySet()
                .removeIf(name ->
                        !text.contains(name.substring(name.indexOf('.') + 1).toLowerCase(Locale.ROOT)));
        return kept;
    }

    private synchronized DuckDBConnection connection() throws SQLException {
        if (closed) {
            throw new QueryException("Cannot run a query: the lakehouse is closed. Open it again.");
        }
        return root.duplicate();
    }

    private static void closeQuietly(@Nullable DuckDbSession session, Exception reason) {
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                reason.addSuppressed(e);
            }
        }
    }

    private static void deleteQuietly(Path file, Exception reason) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            root.close();
            if (ownTemporaryFolder != null) {
                ownTemporaryFolder.close();
            }
        } catch (SQLException e) {
            throw new QueryException("Cannot stop the SQL engine: " + e.getMessage(), e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("remove the temporary folder of the SQL engine", e);
        }
    }
}
