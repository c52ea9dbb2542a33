package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads UNPIVOT, which makes rows of columns. PIVOT has columns that only the rows tell. */
final class Unpivot {

    private Unpivot() {}

    static From read(QueryReader queries, JsonNode node, @Nullable Scope outer, Scope.Ctes ctes) {
        if (node.path("unpivot_names").size() != 1 || node.path("pivots").size() != 1) {
            throw LineageErrors.unresolved("the columns of PIVOT, and of UNPIVOT into several columns, depend on its"
                    + " rows; aggregate with «filter (where …)» instead");
        }
        From source = queries.from(node.path("source"), outer, ctes);
        Scope scope = source.scope(outer, ctes);
        JsonNode pivot = node.path("pivots").path(0);
        Set<Field> turned = new LinkedHashSet<>();
        Sources value = new Sources();
        for (JsonNode entry : pivot.path("entries")) {
            JsonNode expression = entry.path("star_expr");
            if (!expression.has("class")) {
                expression = entry.path("expr");
            }
            Field plain = queries.expressions().plainColumn(expression, scope);
            List<Field> fields =
                    plain != null ? List.of(plain) : queries.stars().columns(expression, scope);
            for (Field field : fields) {
                turned.add(field);
                value.add(field.sources(), Dependency.TRANSFORMATION, false);
            }
        }
        if (turned.isEmpty()) {
            throw LineageErrors.unresolved("which columns UNPIVOT turns is not known");
        }
        List<Field> fields = new ArrayList<>();
        source.star().stream().filter(field -> !turned.contains(field)).forEach(fields::add);
        fields.add(Field.computed(pivot.path("unpivot_names").path(0).asText(), new Sources()));
        fields.add(Field.computed(node.path("unpivot_names").path(0).asText(), value));
        Sources rows = Sources.copy(source.rows());
        if (!node.path("include_nulls").asBoolean()) {
            rows.add(value, Dependency.FILTER, false);
        }
        Rowset rowset = new Rowset(fields, rows, List.of(), source.equalities());
        return From.of("", node.path("alias").asText(), queries.named(rowset, QueryReader.aliases(node)));
    }
}
