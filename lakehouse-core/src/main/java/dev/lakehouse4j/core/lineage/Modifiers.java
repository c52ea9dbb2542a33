package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads DISTINCT, ORDER BY and LIMIT. */
final class Modifiers {

    private final QueryReader queries;
    private final Expressions expressions;
    private final JsonNode node;
    private final Scope scope;
    private final List<Field> fields;

    Modifiers(QueryReader queries, JsonNode node, Scope scope, List<Field> fields) {
        this.queries = queries;
        this.expressions = queries.expressions();
        this.node = node;
        this.scope = scope;
        this.fields = fields;
    }

    /** The order counts where it decides which rows there are, and in the result of the whole query. */
    Rowset apply(Rowset rowset) {
        Sources rows = Sources.copy(rowset.rows());
        Sources order = new Sources();
        boolean cut = queries.isOutermost(node);
        Set<Field> distinct = null;
        for (JsonNode modifier : node.path("modifiers")) {
            switch (modifier.path("type").asText()) {
                case "DISTINCT_MODIFIER" -> {
                    JsonNode targets = modifier.path("distinct_on_targets");
                    if (targets.isEmpty()) {
                        distinct = new LinkedHashSet<>(fields);
                        fields.forEach(field -> rows.add(field.sources(), Dependency.GROUP_BY, false));
                    } else {
                        cut = true;
                        targets.forEach(target -> add(target, Dependency.GROUP_BY, rows));
                    }
                }
                case "ORDER_MODIFIER" ->
                    modifier.path("orders").forEach(key -> add(key.path("expression"), Dependency.SORT, order));
                case "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER" -> {
                    cut = true;
                    for (String part : List.of("limit", "offset")) {
                        if (modifier.path(part).has("class")) {
                            rows.add(expressions.sources(modifier.path(part), scope), Dependency.FILTER, false);
                        }
                    }
                }
                default ->
                    throw LineageErrors.unresolved(
                            "the clause " + modifier.path("type").asText() + " is not known");
            }
        }
        if (cut) {
            rows.add(order);
        }
        List<Set<Field>> unique = distinct == null ? rowset.unique() : From.both(rowset.unique(), List.of(distinct));
        return new Rowset(rowset.fields(), rows, unique, rowset.equalities());
    }

    private void add(JsonNode key, Dependency dependency, Sources to) {
        String kind = key.path("class").asText();
        if (kind.equals("STAR") && key.path("columns").asBoolean()) { // ORDER BY ALL
            fields.forEach(field -> to.add(field.sources(), dependency, false));
            return;
        }
        if (kind.equals("CONSTANT") && key.path("literal").path("kind").asText().equals("INTEGER")) {
            int position = key.path("literal").path("text").asInt();
            if (position >= 1 && position <= fields.size()) {
                to.add(fields.get(position - 1).sources(), dependency, false);
                return;
            }
        }
        if (kind.equals("COLUMN_REF") && Expressions.names(key).size() == 1) {
            Field field = Scope.field(fields, Expressions.names(key).get(0));
            if (field != null) {
                to.add(field.sources(), dependency, false);
                return;
            }
        }
        to.add(expressions.sources(key, scope), dependency, false);
    }
}
