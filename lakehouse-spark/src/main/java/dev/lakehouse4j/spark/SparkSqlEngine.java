package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.DuckDbEngine;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.engine.SqlFunction;
import dev.lakehouse4j.core.engine.SqlReferences;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * SQL computed by Spark. Statements are read by the parser of the embedded engine first, which tells what they name and gives
 * their syntax trees; no row goes through it.
 */
final class SparkSqlEngine implements SqlEngine {

    private static final long PARSER_MEMORY = 256L << 20;

    private final SparkSession session;
    private final boolean ownsSpark;
    private final DuckDbEngine parser;
    private final Map<String, SqlFunction> functions = new ConcurrentHashMap<>();
    private final Stores stores;
    private volatile boolean closed;

    SparkSqlEngine(SparkSession session, boolean ownsSpark) {
        this.session = session;
        this.ownsSpark = ownsSpark;
        this.stores = new Stores(session);
        this.parser = DuckDbEngine.open(EngineSettings.defaults().withThreads(1).withMemoryLimitBytes(PARSER_MEMORY));
    }

    @Override
    public void register(SqlFunction function) {
        parser.register(function);
        functions.put(function.name(), function);
    }

    @Override
    public Set<String> functions() {
        return parser.functions();
    }

    @Override
    public SqlReferences references(String sql) {
        return parser.references(sql);
    }

    @Override
    public String syntaxTree(String sql) {
        return parser.syntaxTree(sql);
    }

    @Override
    public String sql(String tree) {
        return parser.sql(tree);
    }

    @Override
    public List<Column> describe(String sql, Map<String, Relation> relations) {
        return within(
                "check the query",
                sql,
                statement -> columns(
                        rows(sql, relations, new StatementPlans(session, statement, CommonTables.Use.COLUMNS)), sql));
    }

    private static List<Column> columns(Dataset<Row> rows, String sql) {
        List<Column> columns = new ArrayList<>();
        for (StructField field : rows.schema().fields()) {
            ColumnType type = SparkTypes.parse(field.dataType());
            if (type == null) {
                throw new SchemaException("Cannot use column " + field.name() + " of the query: its type "
                        + field.dataType().sql() + " has no counterpart in a table. Cast it, for example cast("
                        + field.name() + " as bigint). The query:\n" + sql.strip());
            }
            columns.add(Column.nullable(field.name(), type));
        }
        return columns;
    }

    @Override
    public QueryResult query(String sql, Map<String, Relation> relations) {
        return open(sql, statement -> {
            StatementPlans plans = plans(statement);
            Dataset<Row> rows = readable(rows(sql, relations, plans), plans);
            return new SparkRows(
                    columns(rows, sql),
                    rows.toLocalIterator(),
                    error -> SparkErrors.translate("run the query", sql, error, statement),
                    statement);
        });
    }

    /** Values of types that no table has become text. */
    private Dataset<Row> readable(Dataset<Row> rows, StatementPlans plans) {
        StructField[] fields = rows.schema().fields();
        List<String> names = new ArrayList<>();
        List<String> casts = new ArrayList<>();
        boolean changed = false;
        for (int i = 0; i < fields.length; i++) {
            String position = "c" + i;
            boolean known = SparkTypes.parse(fields[i].dataType()) != null;
            changed |= !known;
            names.add(position);
            casts.add((known ? position : "cast(" + position + " as string)") + " as "
                    + Sql.identifier(fields[i].name()));
        }
        if (!changed) {
            return rows;
        }
        LogicalPlan plan = plans.over(
                "q",
                rows.queryExecution().analyzed(),
                "select " + String.join(", ", casts) + " from q as q(" + String.join(", ", names) + ")");
        return Dataset.ofRows(session, plan);
    }

    @Override
    public ArrowReader arrow(String sql, Map<String, Relation> relations, BufferAllocator allocator) {
        return open(
                sql, statement -> new SparkArrow(rows(sql, relations, plans(statement)), sql, allocator, statement));
    }

    @Override
    public List<DataFile> write(String sql, Map<String, Relation> relations, Path tableRoot, TableSchema schema) {
        return within("write rows under " + tableRoot, sql, statement -> {
            StatementPlans plans = plans(statement);
            String columns = schema.columns().stream()
                    .map(column -> column.type() instanceof ColumnType.StructType
                            ? Sql.identifier(column.name())
                            : RelationPlans.cast(column) + " as " + Sql.identifier(column.name()))
                    .collect(Collectors.joining(", "));
            LogicalPlan cast = plans.over("q", plan(sql, relations, plans), "select " + columns + " from q");
            return SparkFiles.write(checked(cast, sql), tableRoot, schema);
        });
    }

    /** Batches that a program hands over lie in this process already, and are written from here. */
    @Override
    public List<DataFile> write(ArrowReader reader, Path tableRoot, TableSchema schema) {
        requireOpen();
        return stores.write(tableRoot, folder -> parser.write(reader, folder, schema));
    }

    @Override
    public Path folder(URI location) {
        return location.getScheme() == null || location.getScheme().equalsIgnoreCase("file")
                ? SqlEngine.super.folder(location)
                : stores.folder(location);
    }

    @Override
    public boolean reaches(Path path) {
        return path instanceof StorePath || SqlEngine.super.reaches(path);
    }

    @Override
    public String explain(String sql, Map<String, Relation> relations) {
        return within(
                "explain the query",
                sql,
                statement -> rows(sql, relations, new StatementPlans(session, statement, CommonTables.Use.PLAN))
                        .queryExecution()
                        .toString());
    }

    /** Does something with the rows where they are. */
    <T> T compute(String what, String sql, Map<String, Relation> relations, Function<Dataset<Row>, T> body) {
        return within(what, sql, statement -> body.apply(rows(sql, relations, plans(statement))));
    }

    private StatementPlans plans(SparkStatement statement) {
        return new StatementPlans(session, statement, CommonTables.Use.RUN);
    }

    private Dataset<Row> rows(String sql, Map<String, Relation> relations, StatementPlans plans) {
        return checked(plan(sql, relations, plans), sql);
    }

    private Dataset<Row> checked(LogicalPlan plan, String sql) {
        Dataset<Row> rows = Dataset.ofRows(session, plan);
        PortablePlans.require(rows.queryExecution().analyzed(), sql);
        return rows;
    }

    private LogicalPlan plan(String sql, Map<String, Relation> relations, StatementPlans plans) {
        // One SELECT statement, or an error.
        PortableSql.require(parser.syntaxTree(sql), functions.keySet(), sql);
        return plans.bind(sql, relations);
    }

    /** Does something in a statement and ends that. */
    private <T> T within(String what, String sql, Function<SparkStatement, T> body) {
        requireOpen();
        try (SparkStatement statement = new SparkStatement(Map.copyOf(functions))) {
            return active(what, sql, statement, body);
        }
    }

    /** Starts a query whose result ends the statement; it is ended here only when that fails. */
    private <T> T open(String sql, Function<SparkStatement, T> body) {
        requireOpen();
        SparkStatement statement = new SparkStatement(Map.copyOf(functions));
        try {
            return active("run the query", sql, statement, body);
        } catch (RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Does something with this session as the one whose settings hold in this thread. */
    @SuppressWarnings("CatchingUnchecked") // Scala throws checked exceptions without saying so.
    private <T> T active(String what, String sql, SparkStatement statement, Function<SparkStatement, T> body) {
        scala.Option<org.apache.spark.sql.SparkSession> before = org.apache.spark.sql.SparkSession.getActiveSession();
        org.apache.spark.sql.SparkSession.setActiveSession(session);
        try {
            return body.apply(statement);
        } catch (Exception e) {
            throw SparkErrors.translate(what, sql, e, statement);
        } finally {
            if (before.isDefined()) {
                org.apache.spark.sql.SparkSession.setActiveSession(before.get());
            } else {
                org.apache.spark.sql.SparkSession.clearActiveSession();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new QueryException("Cannot run a query: the lakehouse is closed. Open it again.");
        }
        if (session.sparkContext().isStopped()) {
            throw new QueryException(
                    "Cannot run a query: Spark is stopped. The program stopped it, or its master did not answer, or took"
                            + " the job away because its executors kept failing; the log of Spark says which. Open the lake"
                            + " again on a session that runs.");
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            parser.close();
            stores.close();
        } finally {
            if (ownsSpark) {
                session.stop();
            }
        }
    }
}
