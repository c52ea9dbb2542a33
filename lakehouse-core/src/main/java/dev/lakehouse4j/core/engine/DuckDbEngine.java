package dev.lakehouse4j.core.engine;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final String CODEC = "zstd";

    private final DuckDBConnection root;
    private final @Nullable Path ownTemporaryFolder;
    private final AtomicLong sessions = new AtomicLong();
    private boolean closed;

    private DuckDbEngine(DuckDBConnection root, @Nullable Path ownTemporaryFolder) {
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
        Path own = null;
        try {
            Path temporary = settings.temporaryFolder();
            if (temporary == null) {
                own = Files.createTempDirectory("lakehouse4j-");
                temporary = own;
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
    public SqlReferences references(String sql) {
        return SqlSyntax.references(serialized(sql), sql);
    }

    private String serialized(String sql) {
        try (DuckDBConnection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select json_serialize_sql(" + Sql.literal(sql) + ")")) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw DuckDbErrors.translate("parse the query", sql, e);
        }
    }

    /** The relations with the files that the query can need, by the statistics of the log. */
    private Map<String, Relation> prune(String sql, Map<String, Relation> relations) {
        if (!FilePruning.isWorthwhile(sql, relations)) {
            return relations;
        }
        return FilePruning.apply(SqlSyntax.statements(serialized(sql), sql), relations);
    }

    @Override
    public List<Column> describe(String sql, Map<String, Relation> relations) {
        try (DuckDbSession session = session(sql, relations)) {
            return describe(session, sql);
        } catch (SQLException e) {
            throw DuckDbErrors.translate("check the query", sql, e);
        }
    }

    private static List<Column> describe(DuckDbSession session, String sql) throws SQLException {
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

    @Override
    public QueryResult query(String sql, Map<String, Relation> relations) {
        DuckDbSession session = null;
        try {
            session = session(sql, prune(sql, relations));
            List<Column> columns = describe(session, sql);
            return DuckDbResult.run(session, sql, columns);
        } catch (SQLException e) {
            closeQuietly(session, e);
            throw DuckDbErrors.translate("run the query", sql, e);
        } catch (LakehouseException e) {
            closeQuietly(session, e);
            throw e;
        }
    }

    @Override
    public ArrowReader arrow(String sql, Map<String, Relation> relations, BufferAllocator allocator) {
        DuckDbSession session = null;
        try {
            ArrowSupport.require();
            session = session(sql, prune(sql, relations));
            return DuckDbArrow.export(session, sql, allocator);
        } catch (SQLException e) {
            closeQuietly(session, e);
            throw DuckDbErrors.translate("run the query", sql, e);
        } catch (LakehouseException e) {
            closeQuietly(session, e);
            throw e;
        }
    }

    @Override
    public List<DataFile> write(String sql, Map<String, Relation> relations, Path tableRoot, TableSchema schema) {
        try (DuckDbSession session = session(sql, prune(sql, relations))) {
            return copy(session, sql, tableRoot, schema);
        } catch (SQLException e) {
            throw DuckDbErrors.translate("write rows under " + tableRoot, sql, e);
        }
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
        Map<String, Relation> pruned = prune(sql, relations);
        try (DuckDbSession session = session(sql, pruned);
                Statement statement = session.statement();
                ResultSet result = statement.executeQuery("explain " + sql)) {
            StringBuilder plan = new StringBuilder();
            new TreeMap<>(relations)
                    .forEach((name, relation) -> plan.append(name)
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
            while (result.next()) {
                plan.append(result.getString(2));
            }
            return plan.toString();
        } catch (SQLException e) {
            throw DuckDbErrors.translate("explain the query", sql, e);
        }
    }

    private DuckDbSession session(String sql, Map<String, Relation> relations) throws SQLException {
        return new DuckDbSession(connection(), "session_" + sessions.incrementAndGet(), mentioned(sql, relations));
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
                try (Stream<Path> left = Files.walk(ownTemporaryFolder)) {
                    for (Path path :
                            left.sorted(java.util.Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(path);
                    }
                }
            }
        } catch (SQLException e) {
            throw new QueryException("Cannot stop the SQL engine: " + e.getMessage(), e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("remove the temporary folder " + ownTemporaryFolder, e);
        }
    }
}
