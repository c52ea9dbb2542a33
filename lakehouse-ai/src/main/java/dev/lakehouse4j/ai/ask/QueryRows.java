package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.ai.kpi.KpiRow;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The first rows of a query. */
record QueryRows(List<String> columns, List<KpiRow> rows, Map<String, Long> versions, boolean isCut) {

    static QueryRows read(Lakehouse lake, Query query, int limit) {
        Map<String, Long> versions = new LinkedHashMap<>();
        query.relations().forEach((table, relation) -> {
            if (relation instanceof Relation.Snapshot data) {
                versions.put(table, data.snapshot().version());
            }
        });
        try (QueryResult result = lake.engine().query(query.sql(), query.relations())) {
            List<String> columns =
                    result.columns().stream().map(column -> column.name()).toList();
            List<KpiRow> rows = new ArrayList<>();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    if (rows.size() == limit) {
                        return new QueryRows(columns, rows, versions, true);
                    }
                    Map<String, @Nullable Object> values = new LinkedHashMap<>();
                    for (int column = 0; column < columns.size(); column++) {
                        values.put(columns.get(column), result.column(column).getObject(row));
                    }
                    rows.add(new KpiRow(values));
                }
            }
            return new QueryRows(columns, rows, versions, false);
        }
    }
}
