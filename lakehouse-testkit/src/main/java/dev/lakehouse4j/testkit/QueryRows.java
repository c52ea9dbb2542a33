package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.engine.ColumnReader;
import dev.lakehouse4j.core.engine.QueryResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads results whose columns no record declares. */
final class QueryRows {

    private QueryRows() {}

    /** All rows; closes the result. */
    static List<Row> readAll(QueryResult result) {
        try (result) {
            List<Row> rows = new ArrayList<>();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    rows.add(row(result, row));
                }
            }
            return rows;
        }
    }

    private static Row row(QueryResult result, int row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < result.columns().size(); i++) {
            ColumnReader column = result.column(i);
            values.put(result.columns().get(i).name(), comparable(column.getObject(row)));
        }
        return new Row(values);
    }

    /** Arrays have no equality of content. */
    private static @Nullable Object comparable(@Nullable Object value) {
        return value instanceof Object[] struct
                ? Arrays.stream(struct).map(QueryRows::comparable).toList()
                : value;
    }
}
