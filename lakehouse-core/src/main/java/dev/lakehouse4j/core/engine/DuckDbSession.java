package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Sql;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection that sees the given relations and nothing else of the lake.
 *
 * <p>Each session has a catalog of its own inside the one engine, so that two queries can bind one name to different
 * versions at the same time, and memory limit and threads are shared by all.
 */
final class DuckDbSession implements AutoCloseable {

    private static final String NO_REASON = "Invalid result set";
    private static final String PROBE = "lakehouse4j_probe";

    private final DuckDBConnection connection;
    private final String catalog;
    private final DuckDbFunctions functions;
    private final StatementState state;
    private final boolean nested;
    private final List<String> attached = new ArrayList<>();
    private final FileShapes shapes;
    private boolean closed;

    DuckDbSession(
            DuckDBConnection connection,
            String catalog,
            Map<String, Relation> relations,
            DuckDbFunctions functions,
            List<String> macros,
            FileShapes shapes)
            throws SQLException {
        this.shapes = shapes;
        this.connection = connection;
        this.catalog = catalog;
        this.functions = functions;
        this.state = new StatementState();
        this.nested = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("attach ':memory:' as " + catalog);
            attached.add(catalog);
            bind(statement, catalog, relations);
            for (String macro : macros) {
                statement.execute(macro);
            }
            statement.execute(searchPath());
            functions.open(catalog, this);
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void bind(Statement statement, String into, Map<String, Relation> relations) throws SQLException {
        Set<String> schemas = new LinkedHashSet<>();
        RelationSql relationSql = new RelationSql(shapes, new Sides(statement));
        for (Map.Entry<String, Relation> relation : relations.entrySet()) {
            int dot = relation.getKey().indexOf('.');
            String schema = dot < 0 ? "main" : relation.getKey().substring(0, dot);
            String table = relation.getKey().substring(dot + 1);
            if (dot >= 0 && schemas.add(schema)) {
                statement.execute("create schema " + into + "." + Sql.identifier(schema));
            }
            String select = relation.getValue() instanceof Relation.View view
                    ? "select * from " + hidden(statement, view)
                    : relationSql.select(relation.getValue());
            statement.execute("create view " + into + "." + Sql.identifier(schema) + "." + Sql.identifier(table)
                    + " as " + select);
        }
    }

    /**
     * A view in a catalog of its own, beside the relations that it reads: names in a view mean what lies in its catalog, so
     * that they are not mixed up with what the statement itself may see under the same names.
     */
    private String hidden(Statement statement, Relation.View view) throws SQLException {
        String own = catalog + "_view_" + attached.size();
        statement.execute("attach ':memory:' as " + own);
        attached.add(own);
        bind(statement, own, view.relations());
        statement.execute("create view " + own + ".main.hidden_view as " + RelationSql.view(view));
        return own + ".main.hidden_view";
    }

    /** Tables in a catalog of their own, which no statement finds by a plain name. */
    private final class Sides implements SideTables {

        private final Statement statement;
        private @Nullable String own;
        private int tables;

        Sides(Statement statement) {
            this.statement = statement;
        }

        @Override
        public Statement statement() {
            return statement;
        }

        private String catalog() throws SQLException {
            String known = own;
            if (known == null) {
                known = catalog + "_side_" + attached.size();
                statement.execute("attach ':memory:' as " + known);
                attached.add(known);
                own = known;
            }
            return known;
        }

        @Override
        public String create(String query) throws SQLException {
            String name = catalog() + ".main.t" + tables++;
            statement.execute("create table " + name + " as " + query);
            return name;
        }

        @Override
        public Numbers numbers() throws SQLException {
            String side = catalog();
            String table = "t" + tables++;
            String name = side + ".main." + table;
            statement.execute("create table " + name + " (id bigint, row_number bigint)");
            return new Numbers() {
                @Override
                public void add(long id, long[] rows) throws SQLException {
                    try (DuckDBAppender appender = connection.createAppender(side, "main", table)) {
                        for (long row : rows) {
                            appender.beginRow();
                            appender.append(id);
                            appender.append(row);
                            appender.endRow();
                        }
                    }
                }

                @Override
                public String finish() {
                    return name;
                }
            };
        }
    }

    private DuckDbSession(DuckDbSession outer, DuckDBConnection connection) throws SQLException {
        this.connection = connection;
        this.catalog = outer.catalog;
        this.functions = outer.functions;
        this.shapes = outer.shapes;
        this.state = outer.state;
        this.nested = true;
        try (Statement statement = connection.createStatement()) {
            statement.execute(searchPath());
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A session that sees the same relations, for a query that a function runs while the statement itself is running. */
    DuckDbSession nested(DuckDBConnection another) throws SQLException {
        return new DuckDbSession(this, another);
    }

    private String searchPath() {
        return "set search_path = '" + catalog + ".main,memory.main'";
    }

    StatementState state() {
        return state;
    }

    /** A failure of a statement of this session: that of a Java function where one is to blame, DuckDB's otherwise. */
    LakehouseException translate(String what, String sql, SQLException error) {
        LakehouseException failure = state.failure();
        return failure == null ? DuckDbErrors.translate(what, sql, reason(sql, error)) : failure;
    }

    /** A streamed query that fails before its first row tells no reason; run again without streaming, it does. */
    private SQLException reason(String sql, SQLException error) {
        if (!String.valueOf(error.getMessage()).contains(NO_REASON)) {
            return error;
        }
        try (Statement statement = statement()) {
            statement.execute("create temporary table " + PROBE + " as " + sql.replaceFirst(";\\s*$", ""));
            statement.execute("drop table " + PROBE);
            return error;
        } catch (SQLException reason) {
            return reason;
        }
    }

    Statement statement() throws SQLException {
        return connection.createStatement();
    }

    DuckDBConnection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("use memory");
            if (!nested) {
                functions.close(catalog);
                for (String own : attached) {
                    statement.execute("detach " + own);
                }
            }
        } finally {
            if (!nested) {
                state.close();
            }
        }
    }
}
