package dev.lakehouse4j.core.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the SQL of row filters and masks against the columns of a table, without reading a row. */
final class Expressions {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String VALUE = "value";
    /** A name that no expression puts before a column: columns stand alone. */
    private static final String TABLE = "lakehouse4j_checked";

    /** Classes of the engine's syntax tree that compute a value from the values of one row. */
    private static final Set<String> SCALAR = Set.of(
            "COLUMN_REF",
            "CONSTANT",
            "FUNCTION",
            "OPERATOR",
            "COMPARISON",
            "CONJUNCTION",
            "CASE",
            "CAST",
            "BETWEEN",
            "COLLATE",
            "LAMBDA",
            "LAMBDA_REF",
            "TYPE");

    private final SqlEngine engine;
    private final PolicyGate gate;

    Expressions(SqlEngine engine, PolicyGate gate) {
        this.engine = engine;
        this.gate = gate;
    }

    /** Stops a row filter that is not a condition over the columns of the table. */
    void requireCondition(String what, TableSchema schema, String sql) {
        ColumnType type = type(what, schema.columns(), scalar(what, sql, "status = 'delivered'"), sql);
        if (type != ColumnType.Primitive.BOOLEAN) {
            throw new CatalogException("Cannot " + what + ": a row filter says whether a row is seen, and «" + sql
                    + "» is " + type + ". Write a condition, for example status = 'delivered'.");
        }
        requireApplied(what, sql);
    }

    /** Stops a mask that does not give values of the column's type. */
    void requireMask(String what, TableSchema schema, Column column, String sql) {
        JsonNode expression = scalar(what, sql, "'***'");
        if (expression.path("literal").path("kind").asText().equals("NULL_LITERAL")) {
            return;
        }
        List<Column> columns = new ArrayList<>();
        for (Column other : schema.columns()) {
            if (!other.name().equalsIgnoreCase(VALUE)) {
                columns.add(other);
            }
        }
        columns.add(new Column(VALUE, column.type(), true, null));
        ColumnType type = type(what, columns, expression, sql);
        if (!SchemaEvolution.fits(type, column.type())) {
            throw new CatalogException("Cannot " + what + ": column " + column.name() + " is " + column.type()
                    + ", and the mask «" + sql + "» is " + type + ". Cast it, for example cast(" + sql + " as "
                    + column.type() + "), or write null.");
        }
        requireApplied(what, sql);
    }

    /** Stops a mask that fits no column whatever. */
    void requireParses(String what, String sql) {
        scalar(what, sql, "'***'");
        requireApplied(what, sql);
    }

    /** The syntax tree of the one expression that the text is. */
    private JsonNode scalar(String what, String sql, String example) {
        JsonNode select = select(what, sql);
        boolean alone = select.path("select_list").size() == 1
                && select.path("from_table").path("type").asText().equals("EMPTY")
                && select.path("where_clause").isNull()
                && select.path("group_expressions").isEmpty()
                && select.path("having").isNull()
                && select.path("qualify").isNull()
                && select.path("sample").isNull()
                && select.path("modifiers").isEmpty()
                && select.path("cte_map").path("map").isEmpty();
        if (!alone) {
            throw new CatalogException("Cannot " + what + ": «" + sql
                    + "» is more than one expression. Write one, such as " + example + ".");
        }
        JsonNode expression = select.path("select_list").path(0);
        requireScalar(what, sql, expression);
        return expression;
    }

    /** Stops what the door would not apply when somebody reads the table. */
    private void requireApplied(String what, String sql) {
        Optional<String> objection;
        try {
            objection = gate.objection(sql);
        } catch (QueryException e) {
            throw new CatalogException("Cannot " + what + ": «" + sql + "» cannot be applied. " + firstLine(e), e);
        }
        if (objection.isPresent()) {
            throw new CatalogException("Cannot " + what + ": «" + sql + "» uses " + objection.get()
                    + ", which is not allowed in row filters and masks, so nobody could read the table. Use columns,"
                    + " constants, current_user(), is_member('group') and the functions that docs/access.md lists.");
        }
    }

    private JsonNode select(String what, String sql) {
        try {
            JsonNode statement = MAPPER.readTree(engine.syntaxTree("select (" + sql + "\n)"))
                    .path("statements")
                    .path(0)
                    .path("node");
            if (statement.path("type").asText().equals("SELECT_NODE")) {
                return statement;
            }
        } catch (QueryException e) {
            throw new CatalogException(
                    "Cannot " + what + ": «" + sql + "» is not an SQL expression. " + firstLine(e), e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the engine's syntax tree", e);
        }
        throw new CatalogException(
                "Cannot " + what + ": «" + sql + "» is more than an expression. Write one expression.");
    }

    private static void requireScalar(String what, String sql, JsonNode node) {
        String kind = node.path("class").asText();
        if (node.isObject() && !kind.isEmpty()) {
            boolean aggregate =
                    node.path("distinct").asBoolean() || node.path("filter").isObject();
            if (!SCALAR.contains(kind) || aggregate) {
                String name =
                        switch (kind) {
                            case "SUBQUERY" -> "a sub-query";
                            case "WINDOW" -> "a window function";
                            case "STAR" -> "a star";
                            case "PARAMETER" -> "a parameter";
                            default -> aggregate ? "an aggregate" : kind.toLowerCase(Locale.ROOT);
                        };
                throw new CatalogException("Cannot " + what + ": «" + sql + "» holds " + name
                        + ". Use only the columns of the row, constants, functions of values, current_user() and"
                        + " is_member('group').");
            }
        }
        for (JsonNode child : node) {
            requireScalar(what, sql, child);
        }
    }

    /** The type of an expression; the functions that tell about the reader are replaced by constants. */
    private ColumnType type(String what, List<Column> columns, JsonNode expression, String sql) {
        ObjectNode holder = MAPPER.createObjectNode();
        holder.set("e", expression.deepCopy());
        withoutReader(what, sql, holder);
        String plain = sql(holder.path("e"));
        Map<String, Relation> relations = Map.of(TABLE, new Relation.Empty(TableSchema.ofColumns(columns)));
        try {
            // An aggregate has no place in a condition on rows, so the engine names it.
            engine.describe("select 1 from " + TABLE + " where (" + plain + ") is null", relations);
            return engine.describe("select (" + plain + ") as e from " + TABLE, relations)
                    .get(0)
                    .type();
        } catch (QueryException | SchemaException e) {
            throw new CatalogException(
                    "Cannot " + what + ": «" + sql + "» does not fit the table. " + firstLine(e) + " Its columns are "
                            + String.join(
                                    ", ", columns.stream().map(Column::toString).toList()) + ".",
                    e);
        }
    }

    /** The text of an expression. */
    private String sql(JsonNode expression) {
        try {
            JsonNode tree = MAPPER.readTree(engine.syntaxTree("select 1"));
            ((ArrayNode) tree.path("statements").path(0).path("node").path("select_list")).set(0, expression);
            String select = engine.sql(MAPPER.writeValueAsString(tree));
            return select.substring("SELECT ".length());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the engine's syntax tree", e);
        }
    }

    private void withoutReader(String what, String sql, JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                JsonNode constant = constant(what, sql, field.getValue());
                if (constant != null) {
                    field.setValue(constant);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode constant = constant(what, sql, array.get(i));
                if (constant != null) {
                    array.set(i, constant);
                }
            }
        }
        for (JsonNode child : node) {
            withoutReader(what, sql, child);
        }
    }

    /** A constant of the type of {@code current_user()} or {@code is_member('group')}; null for anything else. */
    private @Nullable JsonNode constant(String what, String sql, JsonNode node) {
        if (!node.path("class").asText().equals("FUNCTION")) {
            return null;
        }
        JsonNode arguments = node.path("arguments");
        return switch (node.path("function_name").asText().toLowerCase(Locale.ROOT)) {
            case "current_user" -> {
                if (!arguments.isEmpty()) {
                    throw new CatalogException("Cannot " + what + ": current_user in «" + sql
                            + "» takes no argument. Write current_user().");
                }
                yield select(what, "''").path("select_list").path(0);
            }
            case "is_member" -> {
                JsonNode group = arguments.path(0).path("expression").path("literal");
                if (arguments.size() != 1 || !group.path("kind").asText().equals("STRING")) {
                    throw new CatalogException("Cannot " + what + ": is_member in «" + sql
                            + "» takes the name of a group as a constant text. Write is_member('analysts').");
                }
                yield select(what, "true").path("select_list").path(0);
            }
            default -> null;
        };
    }

    private static String firstLine(RuntimeException error) {
        String message = String.valueOf(error.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
