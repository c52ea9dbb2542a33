package dev.lakehouse4j.core;

import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.ColumnStatistics;
import dev.lakehouse4j.core.storage.DataFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** NOT NULL and CHECK, enforced on data files before a commit adds them. */
final class Constraints {

    private static final String NEW_ROWS = "new_rows";

    private final SqlEngine engine;

    Constraints(SqlEngine engine) {
        this.engine = engine;
    }

    /** Throws when a row of the files breaks a rule of the schema. */
    void enforce(String table, Path root, TableSchema schema, List<DataFile> files) {
        if (files.isEmpty()) {
            return;
        }
        List<String> rules = new ArrayList<>();
        for (Column column : schema.columns()) {
            if (!column.nullable() && !knownNotNull(column, files)) {
                rules.add(Sql.identifier(column.name()) + " is not null");
            }
        }
        rules.addAll(schema.checks());
        if (rules.isEmpty()) {
            return;
        }
        Map<String, Relation> relations = Map.of(NEW_ROWS, new Relation.Files(root, files, schema));
        String counts = rules.stream()
                .map(rule -> "count(*) filter (where not (" + rule + "))")
                .collect(Collectors.joining(", "));
        List<Long> broken = longs("select " + counts + " from " + NEW_ROWS, relations);
        for (int i = 0; i < rules.size(); i++) {
            if (broken.get(i) > 0) {
                throw new ConstraintException("Cannot write to " + table + ": " + broken.get(i) + " of "
                        + files.stream().mapToLong(DataFile::rowCount).sum() + " rows break the rule "
                        + rules.get(i) + ", for example " + example(rules.get(i), relations)
                        + ". Correct the rows, or keep them apart with an expectation. Nothing was committed.");
            }
        }
    }

    private static boolean knownNotNull(Column column, List<DataFile> files) {
        for (DataFile file : files) {
            ColumnStatistics statistics = file.statistics().get(column.name());
            if (statistics == null || statistics.nullCount() != 0) {
                return false;
            }
        }
        return true;
    }

    private List<Long> longs(String sql, Map<String, Relation> relations) {
        try (QueryResult result = engine.query(sql, relations)) {
            result.nextBatch();
            List<Long> values = new ArrayList<>();
            for (int i = 0; i < result.columns().size(); i++) {
                values.add(result.column(i).getLong(0));
            }
            return values;
        }
    }

    private String example(String rule, Map<String, Relation> relations) {
        String sql = "select * from " + NEW_ROWS + " where not (" + rule + ") limit 1";
        try (QueryResult result = engine.query(sql, relations)) {
            if (!result.nextBatch()) {
                return "(none)";
            }
            return Rows.describe(result, 0);
        }
    }
}
