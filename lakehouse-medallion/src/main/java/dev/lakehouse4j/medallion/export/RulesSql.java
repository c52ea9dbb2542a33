package dev.lakehouse4j.medallion.export;

import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.medallion.model.ModelCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the rules about a table as a whole (unique keys, grain, references): a view with a row per rule and an expectation on
 * it (Databricks: «Expectation recommendations and advanced patterns»). On open source Spark the view is a table to look at.
 */
final class RulesSql {

    /**
     * A rule.
     *
     * @param name name within the table
     * @param description what a violation is
     * @param fatal whether a violation fails the update
     * @param countSql query that gives the number of violations
     */
    private record Rule(String name, String description, boolean fatal, String countSql) {}

    private final String table;
    private final List<Rule> rules = new ArrayList<>();

    RulesSql(String table, TableSchema schema, List<ModelCheck> checks) {
        this.table = table;
        if (!schema.key().isEmpty()) {
            String key = schema.key().stream().map(Sql::name).collect(Collectors.joining(", "));
            rules.add(new Rule(
                    "unique_key",
                    "Several rows have the same key " + key + ".",
                    true,
                    "select count(*) from (select " + key + " from " + table + " group by " + key
                            + " having count(*) > 1) doubles"));
        }
        for (ModelCheck check : checks) {
            rules.add(new Rule(check.name(), check.description(), check.fatal(), check.countSql()));
        }
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    List<String> notes() {
        return rules.stream()
                .flatMap(rule -> SqlTranslation.of(rule.countSql()).notes().stream())
                .distinct()
                .toList();
    }

    String statement(ExportDialect dialect) {
        StringBuilder sql =
                new StringBuilder("-- Rules about " + table + " as a whole; a rule holds when its count is 0.\n");
        for (Rule rule : rules) {
            sql.append("-- ")
                    .append(rule.name())
                    .append(": ")
                    .append(rule.description())
                    .append('\n');
        }
        if (dialect == ExportDialect.DATABRICKS) {
            sql.append("CREATE OR REFRESH PRIVATE MATERIALIZED VIEW ")
                    .append(table.replace('.', '_'))
                    .append("_rules (\n  rule string,\n  row_count bigint");
            for (Rule rule : rules) {
                sql.append(",\n  CONSTRAINT ")
                        .append(Sql.name(rule.name()))
                        .append(" EXPECT (rule <> '")
                        .append(rule.name())
                        .append("' or row_count = 0)")
                        .append(rule.fatal() ? " ON VIOLATION FAIL UPDATE" : "");
            }
            sql.append("\n)\n");
        } else {
            sql.append("CREATE MATERIALIZED VIEW ").append(table).append("_rules\n");
        }
        sql.append("AS\n");
        sql.append(rules.stream()
                .map(rule -> "select " + SqlTranslation.literal(rule.name()) + " as rule, cast((\n"
                        + SqlTranslation.of(rule.countSql()).sql() + "\n) as bigint) as row_count")
                .collect(Collectors.joining("\nunion all\n")));
        return sql.append(";\n").toString();
    }
}
