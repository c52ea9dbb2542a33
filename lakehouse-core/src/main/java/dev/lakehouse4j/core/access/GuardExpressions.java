package dev.lakehouse4j.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Row filters and masks, made ready for one principal: who it is and which groups it is in become constants. */
final class GuardExpressions {

    private static final Logger LOG = LoggerFactory.getLogger(GuardExpressions.class);

    private static final String SELECT = "SELECT ";

    private static final int MOST_PREPARED = 1_000;

    /** An expression that is the same for everybody. */
    private record Key(String expression, @Nullable String column) {}

    private final Map<Key, String> prepared = new ConcurrentHashMap<>();
    private final SqlEngine engine;
    private final HarmlessFunctions harmless;

    GuardExpressions(SqlEngine engine, HarmlessFunctions harmless) {
        this.engine = engine;
        this.harmless = harmless;
    }

    String filter(Rights rights, String table, String expression) {
        return prepare(rights, "the row filter of " + table, expression, null);
    }

    String mask(Rights rights, String table, String column, String expression) {
        return prepare(rights, "the mask of " + table + "." + column, expression, column);
    }

    private String prepare(Rights rights, String what, String expression, @Nullable String column) {
        if (Identity.isNamed(expression.toLowerCase(Locale.ROOT))) {
            return compute(rights, what, expression, column);
        }
        Key key = new Key(expression, column);
        String known = prepared.get(key);
        if (known == null) {
            known = compute(rights, what, expression, column);
            if (prepared.size() < MOST_PREPARED) {
                prepared.put(key, known);
            }
        }
        return known;
    }

    private String compute(Rights rights, String what, String expression, @Nullable String column) {
        try {
            ObjectNode tree = Syntax.parse(engine, "select (" + expression + "\n)");
            JsonNode node = tree.path("statements").path(0).path("node");
            if (node.path("select_list").size() != 1 || !Syntax.is(node.path("from_table"), "EMPTY")) {
                throw new AccessDeniedException("it is not one expression");
            }
            Identity.replace(tree, rights);
            if (column != null) {
                Syntax.transform(tree, part -> value(part, column));
            }
            SqlAdmission.requireExpression(engine, harmless, node.path("select_list"));
            String printed = Syntax.print(engine, tree);
            if (!printed.startsWith(SELECT)) {
                throw new AccessDeniedException("it is not an expression");
            }
            return printed.substring(SELECT.length());
        } catch (LakehouseException e) {
            // Nobody sees anything of a table whose guard cannot be read. What it says is not told to whom it guards
            // against.
            LOG.warn("Nobody can read a table, since {} cannot be applied: {}", what, e.getMessage());
            throw new AccessDeniedException("Cannot read the table: " + what
                    + " cannot be applied. Whoever manages the table has to correct it.");
        }
    }

    /** The name {@code value} stands for the masked column, also where it is a struct whose fields are read. */
    private static ObjectNode value(ObjectNode part, String column) {
        if (!Syntax.is(part, "COLUMN_REF")) {
            return part;
        }
        List<String> names = new ArrayList<>(Syntax.texts(part.path("column_names")));
        if (names.isEmpty() || !names.get(0).equalsIgnoreCase("value")) {
            return part;
        }
        names.set(0, column);
        return Syntax.column(names);
    }
}
