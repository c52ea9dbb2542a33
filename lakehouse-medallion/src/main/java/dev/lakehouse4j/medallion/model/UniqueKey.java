package dev.lakehouse4j.medallion.model;

import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rule that a model's rows have a unique key. */
final class UniqueKey {

    private UniqueKey() {}

    /** Throws when two rows have the same key; a schema without a key has nothing to check. */
    static void require(SqlEngine engine, String table, TableSchema schema, Relation rows) {
        if (schema.key().isEmpty()) {
            return;
        }
        String key = schema.key().stream().map(Sql::identifier).collect(Collectors.joining(", "));
        String sql = "select " + key + ", count(*) as copies from model_rows group by " + key
                + " having count(*) > 1 order by copies desc, " + key + " limit 1";
        try (QueryResult result = engine.query(sql, Map.of("model_rows", rows))) {
            if (result.nextBatch()) {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < schema.key().size(); i++) {
                    values.add(schema.key().get(i) + " = " + result.column(i).getObject(0));
                }
                throw new ConstraintException("Cannot build " + table + ": its key is not unique, for example "
                        + String.join(", ", values) + " comes "
                        + result.column(schema.key().size()).getObject(0)
                        + " times. Deduplicate where the rows are made, in SQL for example with row_number(). The table"
                        + " stays as it was.");
            }
        }
    }
}
