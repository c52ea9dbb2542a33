package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with the definition of one table, to say it in one error. */
final class Definition {

    private final String what;
    private final Class<?> record;
    private final TableSchema schema;
    private final List<String> problems = new ArrayList<>();

    Definition(String kind, TableRef<?, ?> table) {
        this.what = kind + " " + table.fullName();
        this.record = table.type();
        this.schema = table.schema();
    }

    void problem(String text) {
        problems.add(text);
    }

    /** The column of the record, or null after noting that it has none. */
    @Nullable
    Column column(String role, String name) {
        Column found = schema.column(name).orElse(null);
        if (found == null) {
            List<String> near = LakehouseErrors.nearest(name, schema.names());
            problem("the " + role + " " + name + " is no column of " + record.getSimpleName()
                    + (near.isEmpty()
                            ? "; its columns are " + String.join(", ", schema.names())
                            : "; did you mean " + String.join(" or ", near) + "?"));
        }
        return found;
    }

    List<Column> columns(String role, List<String> names) {
        distinct(role, names);
        List<Column> found = new ArrayList<>();
        for (String name : names) {
            Column column = column(role, name);
            if (column != null) {
                found.add(column);
            }
        }
        return found;
    }

    void distinct(String role, List<String> names) {
        Set<String> seen = new LinkedHashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                problem("the " + role + " " + name + " is named twice");
            }
        }
    }

    void recordKey(String role, List<String> expected) {
        if (!schema.key().isEmpty() && !Set.copyOf(schema.key()).equals(Set.copyOf(expected))) {
            problem("the @Key of " + record.getSimpleName() + " is " + String.join(", ", schema.key()) + ", but its "
                    + role + " is " + String.join(", ", expected));
        }
    }

    String sql(@Nullable String sql) {
        if (sql == null || sql.isBlank()) {
            problem("it has no query; give one with sql(…) or sqlResource(…)");
            return "";
        }
        return StarSql.statement(sql);
    }

    void reads(List<TableRef<? extends GoldInput, ?>> inputs) {
        if (inputs.isEmpty()) {
            problem("it reads no table; name those of its query with reads(…)");
        }
        distinct("input", inputs.stream().map(TableRef::fullName).toList());
    }

    void verify() {
        if (!problems.isEmpty()) {
            throw new SchemaException("Cannot define " + what + ": " + String.join("; ", problems)
                    + ". Change the definition or the" + " record.");
        }
    }
}
