package dev.lakehouse4j.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.LakehouseException;
import java.util.List;

/** The text of a statement for the audit, without the constants in it, which may be somebody's data. */
final class StatementText {

    private static final int LONGEST = 4_000;
    private static final String PLACE = "constant_left_out";

    private final SqlEngine engine;

    StatementText(SqlEngine engine) {
        this.engine = engine;
    }

    /** The text of a tree, which is changed. */
    String of(JsonNode tree) {
        try {
            Syntax.transform(tree, StatementText::withoutConstant);
            String text = Syntax.print(engine, tree).replace(PLACE, "?");
            return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        } catch (LakehouseException e) {
            return "(a statement that cannot be printed)";
        }
    }

    private static ObjectNode withoutConstant(ObjectNode part) {
        return part.path("class").asText().equals("CONSTANT") ? Syntax.column(List.of(PLACE)) : part;
    }
}
