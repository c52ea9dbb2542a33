package dev.lakehouse4j.core.schema;

import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.ColumnType.DecimalType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What has to change so that rows of a record fit a table.
 *
 * <p>Allowed: new nullable columns, a column that becomes nullable, and types that hold every value of the old one (int to
 * bigint, float to double, a decimal with more digits, date to timestamp). A column that the record lacks stays, when it
 * is nullable. Anything else is refused.
 *
 * @param schema schema of the table afterwards
 * @param changed whether it differs from the schema before
 * @param widened whether a type changed, so that the files have to be written anew
 */
public record SchemaEvolution(TableSchema schema, boolean changed, boolean widened) {

    /**
     * Compares a table with the schema that a writer brings.
     *
     * @param table name of the table, for the message
     * @param current schema of the table
     * @param wanted schema of the rows to write
     * @return the schema to write with
     * @throws SchemaException when the change is not compatible; it shows both schemas
     */
    public static SchemaEvolution plan(String table, TableSchema current, TableSchema wanted) {
        List<String> problems = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        boolean widened = false;
        for (Column column : current.columns()) {
            Column asked = wanted.column(column.name()).orElse(null);
            if (asked == null) {
                if (!column.nullable()) {
                    problems.add("column " + column.name() + " is NOT NULL in the table and missing in the record");
                }
                columns.add(column);
                continue;
            }
            ColumnType type = column.type();
            if (!fits(asked.type(), type)) {
                if (fits(type, asked.type())) {
                    type = asked.type();
                    widened = true;
                } else {
                    problems.add("column " + column.name() + " is " + column.type() + " in the table and "
                            + asked.type() + " in the record");
                }
            }
            String comment = asked.comment() == null ? column.comment() : asked.comment();
            columns.add(new Column(column.name(), type, column.nullable() || asked.nullable(), comment));
        }
        for (Column column : wanted.columns()) {
            if (current.column(column.name()).isEmpty()) {
                if (!column.nullable()) {
                    problems.add("column " + column.name() + " is new and NOT NULL, but the rows that the table has"
                            + " lack it");
                }
                columns.add(column);
            }
        }
        if (!problems.isEmpty()) {
            throw new SchemaException("Cannot write to " + table + ": " + String.join("; ", problems)
                    + ". New columns must be @Nullable and types may only widen. Change the record, or write to a new"
                    + " table.\nSchema of the table:\n" + current.describe() + "\nSchema of the record:\n"
                    + wanted.describe());
        }
        TableSchema schema = new TableSchema(
                columns,
                wanted.key().isEmpty() ? current.key() : wanted.key(),
                union(current.checks(), wanted.checks()),
                wanted.comment() == null ? current.comment() : wanted.comment());
        return new SchemaEvolution(schema, !schema.equals(current), widened);
    }

    /**
     * Whether every value of one type is a value of another, so that a cast loses nothing.
     *
     * @param from type of the values
     * @param to type to hold them
     * @return true when the cast is exact
     */
    public static boolean fits(ColumnType from, ColumnType to) {
        if (sameType(from, to)) {
            return true;
        }
        if (from instanceof DecimalType small && to instanceof DecimalType large) {
            return large.scale() >= small.scale()
                    && large.precision() - large.scale() >= small.precision() - small.scale();
        }
        if (from instanceof Primitive small && to instanceof Primitive large) {
            return switch (small) {
                case BYTE -> large == Primitive.SHORT || large == Primitive.INT || large == Primitive.LONG;
                case SHORT -> large == Primitive.INT || large == Primitive.LONG;
                case INT -> large == Primitive.LONG || large == Primitive.DOUBLE;
                case FLOAT -> large == Primitive.DOUBLE;
                case DATE -> large == Primitive.TIMESTAMP_NTZ;
                default -> false;
            };
        }
        return false;
    }

    /** Equality of types apart from comments and nullability inside them. */
    private static boolean sameType(ColumnType a, ColumnType b) {
        if (a instanceof ColumnType.StructType first && b instanceof ColumnType.StructType second) {
            if (first.fields().size() != second.fields().size()) {
                return false;
            }
            for (int i = 0; i < first.fields().size(); i++) {
                Column left = first.fields().get(i);
                Column right = second.fields().get(i);
                if (!left.name().toLowerCase(Locale.ROOT).equals(right.name().toLowerCase(Locale.ROOT))
                        || !sameType(left.type(), right.type())) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof ColumnType.ListType first && b instanceof ColumnType.ListType second) {
            return sameType(first.element(), second.element());
        }
        if (a instanceof ColumnType.MapType first && b instanceof ColumnType.MapType second) {
            return sameType(first.key(), second.key()) && sameType(first.value(), second.value());
        }
        return a.equals(b);
    }

    /**
     * Checks that the columns of a query fill a record.
     *
     * @param what what was asked for, as in «Cannot {what}»
     * @param result columns of the query
     * @param wanted schema of the record
     * @param exactly whether a column that the record lacks is an error too
     * @throws SchemaException when a column is missing or has a type that does not fit; it names columns and types
     */
    public static void requireFits(String what, List<Column> result, TableSchema wanted, boolean exactly) {
        List<String> problems = new ArrayList<>();
        for (Column column : wanted.columns()) {
            Column found = result.stream()
                    .filter(candidate -> candidate.name().equals(column.name()))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                problems.add("column " + column.name() + " " + column.type() + " is missing");
            } else if (!fits(found.type(), column.type())) {
                problems.add("column " + column.name() + " is " + found.type() + " where the record has "
                        + column.type() + "; write cast(" + column.name() + " as " + column.type() + ")");
            }
        }
        if (exactly) {
            for (Column column : result) {
                if (wanted.column(column.name()).isEmpty()) {
                    problems.add("column " + column.name() + " " + column.type() + " is not in the record");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new SchemaException("Cannot " + what + ": " + String.join("; ", problems) + ".");
        }
    }

    /** Checks of both; an enum that got more constants replaces its list, one that knows fewer leaves it as it is. */
    private static List<String> union(List<String> current, List<String> wanted) {
        Set<String> all = new LinkedHashSet<>();
        for (String check : current) {
            all.add(wanted.stream()
                    .filter(candidate -> EnumCheck.replaces(candidate, check))
                    .findFirst()
                    .orElse(check));
        }
        for (String check : wanted) {
            if (all.stream().noneMatch(standing -> EnumCheck.replaces(standing, check))) {
                all.add(check);
            }
        }
        return List.copyOf(all);
    }
}
