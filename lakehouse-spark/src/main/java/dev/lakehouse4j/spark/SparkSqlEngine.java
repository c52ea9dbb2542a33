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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
    private final StatementPlans statements;
    private volatile boolean closed;

    SparkSqlEngine(SparkSession session, boolean ownsSpark) {
        this.session = session;
        this.ownsSpark = ownsSpark;
        this.parser = DuckDbEngine.open(EngineSettings.defaults().withThreads(1).withMemoryLimitBytes(PARSER_MEMORY));
        this.statements = new StatementPlans(session.sessionState().sqlParser(), new RelationPlans(session));
    }

    @Override
    public void register(SqlFunction function) {
        throw new QueryException("Cannot add the function " + function.name()
                + " to SQL on Spark: this engine does not take functions yet. Call it on the embedded engine.");
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
        return run("check the query", sql, () -> columns(rows(sql, relations), sql));
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
        return run("run the query", sql, () -> {
            Dataset<Row> rows = readable(rows(sql, relations));
            return new SparkRows(
                    columns(rows, sql),
                    rows.toLocalIterator(),
                    error -> SparkErrors.translate("run the query", sql, error));
        });
    }

    /** Values of types that no table has become text. */
    private Dataset<Row> readable(Dataset<Row> rows) {
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
        LogicalPlan plan = statements.over(
                "q",
                rows.queryExecution().analyzed(),
                "select " + String.join(", ", casts) + " from q as q(" + String.join(", ", names) + ")");
        return Dataset.ofRows(session, plan);
    }

    @Override
    public ArrowReader arrow(String sql, Map<String, Relation> relations, BufferAllocator allocator) {
        return run("run the query", sql, () -> new SparkArrow(rows(sql, relations), sql, allocator));
    }

    @Override
    public List<DataFile> write(String sql, Map<String, Relation> relations, Path tableRoot, TableSchema schema) {
        return run("write rows under " + tableRoot, sql, () -> {
            LogicalPlan rows = plan(sql, relations);
            String columns = schema.columns().stream()
                    .map(column -> column.type() instanceof ColumnType.StructType
                            ? Sql.identifier(column.name())
                            : RelationPlans.cast(column) + " as " + Sql.identifier(column.name()))
                    .collect(Collectors.joining(", "));
            LogicalPlan cast = statements.over("q", rows, "select " + columns + " from q");
            return SparkFiles.write(Dataset.ofRows(session, cast), tableRoot, schema);
        });
    }

    /** Batches that a program hands over lie in this process already, and are written from here. */
    @Override
    public List<DataFile> write(ArrowReader reader, Path tableRoot, TableSchema schema) {
        requireOpen();
        return parser.write(reader, tableRoot, schema);
    }

    @Override
    public String explain(String sql, Map<String, Relation> relations) {
        return run(
                "explain the query",
                sql,
                () -> rows(sql, relations).queryExecution().toString());
    }

    private Dataset<Row> rows(String sql, Map<String, Relation> relations) {
        return Dataset.ofRows(session, plan(sql, relations));
    }

    private LogicalPlan plan(String sql, Map<String, Relation> relations) {
        parser.syntaxTree(sql); // One SELECT statement, or an error.
        return statements.bind(sql, relations);
    }

    /** Does something with this session as the one whose settings hold in this thread. */
    @SuppressWarnings("CatchingUnchecked") // Scala throws checked exceptions without saying so.
    private <T> T run(String what, String sql, Supplier<T> body) {
        requireOpen();
        scala.Option<org.apache.spark.sql.SparkSession> before = org.apache.spark.sql.SparkSession.getActiveSession();
        org.apache.spark.sql.SparkSession.setActiveSession(session);
        try {
            return body.get();
        } catch (Exception e) {
            throw SparkErrors.translate(what, sql, e);
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
                    "Cannot run a query: Spark is stopped. Open the lake again on a session that runs.");
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
        } finally {
            if (ownsSpark) {
                session.stop();
            }
        }
    }
}
