package dev.lakehouse4j.medallion.export;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.medallion.quality.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes the statement that defines one table.
 *
 * <p>Databricks: «CREATE MATERIALIZED VIEW (pipelines)», «CREATE STREAMING TABLE (pipelines)», «Manage data quality with
 * pipeline expectations».
 */
final class DatasetSql {

    /** A foreign key. */
    record Foreign(String column, String table, String key) {}

    private final ExportDialect dialect;
    private final String name;
    private final TableSchema schema;
    private final List<Expectation> expectations = new ArrayList<>();
    private final List<Foreign> foreigns = new ArrayList<>();
    private List<String> primaryKey = List.of();

    DatasetSql(ExportDialect dialect, String name, TableSchema schema) {
        this.dialect = dialect;
        this.name = name;
        this.schema = schema;
    }

    DatasetSql primaryKey(List<String> columns) {
        primaryKey = List.copyOf(columns);
        return this;
    }

    DatasetSql foreignKeys(List<Foreign> keys) {
        foreigns.addAll(keys);
        return this;
    }

    /** The expectations of a model, and the CHECK conditions of its record as expectations that fail. */
    DatasetSql expectations(List<Expectation> own) {
        Set<String> names = new TreeSet<>();
        for (Expectation expectation : own) {
            expectations.add(expectation);
            names.add(expectation.name());
        }
        int number = 0;
        for (String check : schema.checks()) {
            String checkName;
            do {
                checkName = "check_" + ++number;
            } while (!names.add(checkName));
            // A CHECK passes when it is null, an expectation does not.
            expectations.add(Expectation.fail(checkName, "coalesce((" + check + "), true)"));
        }
        return this;
    }

    /** What a user of other conditions has to look at. */
    List<String> notes() {
        return expectations.stream()
                .flatMap(expectation -> SqlTranslation.of(expectation.condition()).notes().stream())
                .distinct()
                .toList();
    }

    String materializedView(String query) {
        String typed = typed(query);
        if (dialect == ExportDialect.SPARK) {
            return "CREATE MATERIALIZED VIEW " + name + columns() + "\nAS\n" + kept(typed) + ";\n";
        }
        return "CREATE OR REFRESH MATERIALIZED VIEW " + name + columns() + "\nAS\n" + typed + ";\n";
    }

    String streamingTable(String query) {
        return "CREATE OR REFRESH STREAMING TABLE " + name + columns() + "\nAS\n" + query + ";\n";
    }

    /** The columns of a query as the record wants them, so that the declared types are those of the query. */
    private String typed(String query) {
        String columns = schema.columns().stream()
                .map(column -> "  " + SparkTypes.cast(Sql.name(column.name()), column.type()) + " as "
                        + Sql.name(column.name()))
                .collect(Collectors.joining(",\n"));
        return "select\n" + columns + "\nfrom (\n" + query + "\n) model_rows";
    }

    private String columns() {
        List<String> lines = new ArrayList<>();
        for (Column column : schema.columns()) {
            StringBuilder line = new StringBuilder();
            line.append(Sql.name(column.name())).append(' ').append(SparkTypes.of(column.type()));
            // Open source Spark wants the nullability that it derives from the query.
            if (!column.nullable() && dialect == ExportDialect.DATABRICKS) {
                line.append(" NOT NULL");
            }
            String comment = column.comment();
            if (comment != null) {
                line.append(" COMMENT ").append(SqlTranslation.literal(comment));
            }
            lines.add(line.toString());
        }
        if (dialect == ExportDialect.DATABRICKS) {
            expectations.forEach(expectation -> lines.add(constraint(expectation)));
            String unqualified = name.substring(name.indexOf('.') + 1);
            boolean hasKey = !primaryKey.isEmpty()
                    && primaryKey.stream()
                            .allMatch(key -> schema.column(key)
                                    .filter(column -> !column.nullable())
                                    .isPresent());
            if (hasKey) {
                lines.add("CONSTRAINT " + unqualified + "_pk PRIMARY KEY (" + names(primaryKey) + ")");
            }
            for (Foreign foreign : foreigns) {
                lines.add("CONSTRAINT " + unqualified + "_" + foreign.column() + "_fk FOREIGN KEY ("
                        + Sql.name(foreign.column()) + ") REFERENCES " + foreign.table() + " ("
                        + Sql.name(foreign.key()) + ")");
            }
        }
        StringBuilder text = new StringBuilder(" (\n  ");
        text.append(String.join(",\n  ", lines)).append("\n)");
        String comment = schema.comment();
        if (comment != null) {
            text.append("\nCOMMENT ").append(SqlTranslation.literal(comment));
        }
        if (name.contains(".")) {
            text.append("\nTBLPROPERTIES ('quality' = '")
                    .append(name, 0, name.indexOf('.'))
                    .append("')");
        }
        return text.toString();
    }

    private static String constraint(Expectation expectation) {
        String violation = expectation instanceof Expectation.Warn
                ? ""
                : expectation instanceof Expectation.Drop ? " ON VIOLATION DROP ROW" : " ON VIOLATION FAIL UPDATE";
        return "CONSTRAINT " + Sql.name(expectation.name()) + " EXPECT (" + holds(expectation) + ")" + violation;
    }

    /** A row fails when the condition is false or null. */
    private static String holds(Expectation expectation) {
        return "coalesce((" + SqlTranslation.of(expectation.condition()).sql().strip() + "), false)";
    }

    private static String names(List<String> columns) {
        return columns.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    /** For Spark without expectations: rows to drop are left out, rows that must not be there stop the query. */
    private String kept(String typed) {
        List<String> drops = new ArrayList<>();
        List<String> asserts = new ArrayList<>();
        for (Expectation expectation : expectations) {
            if (expectation instanceof Expectation.Drop) {
                drops.add(holds(expectation));
            } else if (expectation instanceof Expectation.Fail) {
                asserts.add(asserted(holds(expectation), name + ": " + expectation.name()));
            }
        }
        for (Column column : schema.columns()) {
            if (!column.nullable()) {
                asserts.add(asserted(
                        Sql.name(column.name()) + " is not null", name + ": " + column.name() + " is NOT NULL"));
            }
        }
        if (drops.isEmpty() && asserts.isEmpty()) {
            return typed;
        }
        String dropped = String.join("\n  and ", drops);
        List<String> all = new ArrayList<>();
        if (!drops.isEmpty()) {
            all.add(dropped);
        }
        if (!asserts.isEmpty()) {
            String together = "coalesce(" + String.join(",\n    ", asserts) + ")";
            all.add((drops.isEmpty() ? together : "case when " + dropped + " then " + together + " end") + " is null");
        }
        return "select * from (\n" + typed + "\n) typed_rows\nwhere " + String.join("\n  and ", all);
    }

    private static String asserted(String condition, String message) {
        return "assert_true(" + condition + ", " + SqlTranslation.literal(message) + ")";
    }
}
