package dev.lakehouse4j.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.catalog.PolicyGate;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.engine.SqlEngine;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Holds row filters, masks and views against what the door lets in.
 *
 * @param engine reads their SQL
 * @param harmless the functions that may be called
 */
record PolicyAdmission(SqlEngine engine, HarmlessFunctions harmless) implements PolicyGate {

    @Override
    public Optional<String> objection(String expression) {
        ObjectNode tree = Syntax.parse(engine, "select (" + expression + "\n)");
        Identity.replaceByAnybody(tree);
        JsonNode list = tree.path("statements").path(0).path("node").path("select_list");
        return SqlAdmission.objection(engine, harmless, list);
    }

    @Override
    public void requireQuery(Rights definer, String query, Set<String> relations) {
        if (definer.unrestricted()) {
            return;
        }
        ObjectNode tree = Syntax.parse(engine, query);
        Identity.replace(tree, definer);
        SqlAdmission.require(engine, definer, harmless, Syntax.print(engine, tree), relations);
    }

    @Override
    public String withoutReader(String query) {
        if (!Identity.isNamed(query.toLowerCase(Locale.ROOT))) {
            return query;
        }
        ObjectNode tree = Syntax.parse(engine, query);
        Identity.replaceByAnybody(tree);
        return Syntax.print(engine, tree);
    }
}
