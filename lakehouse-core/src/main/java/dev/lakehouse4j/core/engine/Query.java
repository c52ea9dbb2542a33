package dev.lakehouse4j.core.engine;

import java.util.Map;

/**
 * A SELECT statement and what its table names stand for.
 *
 * @param sql one SELECT statement
 * @param relations bindings from full table names to relations
 */
public record Query(String sql, Map<String, Relation> relations) {

    /** Copies the map. */
    public Query {
        relations = Map.copyOf(relations);
    }
}
