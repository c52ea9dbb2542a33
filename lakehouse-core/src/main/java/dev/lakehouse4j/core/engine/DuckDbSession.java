package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.Sql;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/**
 * A connection that sees the given relations and nothing else of the lake.
 *
 * <p>Each session has a catalog of its own inside the one engine, so that two queries can bind one name to different
 * versions at the same time, and memory limit and threads are shared by all.
 */
final class DuckDbSession implements AutoCloseable {

    private final DuckDBConnection connection;
    private final String catalog;
    private boolean closed;

    DuckDbSession(DuckDBConnection connection, String catalog, Map<String, Relation> relations) throws SQLException {
        this.connection = connection;
        this.catalog = catalog;
        try (Statement statement = connection.createStatement()) {
            statement.execute("attach ':memory:' as " + catalog);
            Set<String> schemas = new LinkedHashSet<>();
            for (Map.Entry<String, Relation> relation : relations.entrySet()) {
                int dot = relation.getKey().indexOf('.');
                String schema = dot < 0 ? "main" : relation.getKey().substring(0, dot);
                String table = relation.getKey().substring(dot + 1);
                if (dot >= 0 && schemas.add(schema)) {
                    statement.execute("create schema " + catalog + "." + Sql.identifier(schema));
                }
                statement.execute("create view " + catalog + "." + Sql.identifier(schema) + "." + Sql.identifier(table)
                        + " as " + RelationSql.select(relation.getValue()));
            }
            statement.execute("set search_path = '" + catalog + ".main,memory.main'");
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
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
            statement.execute("detach " + catalog);
        }
    }
}
