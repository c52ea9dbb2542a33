package dev.lakehouse4j.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.error.QueryException;
import java.util.function.Predicate;

/** Replaces {@code current_user()} and {@code is_member('group')} by what they are for a principal. */
final class Identity {

    private Identity() {}

    static void replace(JsonNode tree, Rights rights) {
        Syntax.transform(tree, part -> constant(part, rights.principal().name(), rights::isMember));
    }

    /** Replaces them by constants of their types, for looking at the rest of a tree. */
    static void replaceByAnybody(JsonNode tree) {
        Syntax.transform(tree, part -> constant(part, "", group -> false));
    }

    /** Whether a text can name the functions; then its tree is worth a look. */
    static boolean isNamed(String lowerCaseSql) {
        return lowerCaseSql.contains("current_user") || lowerCaseSql.contains("is_member");
    }

    private static ObjectNode constant(ObjectNode part, String user, Predicate<String> isMember) {
        if (Syntax.is(part, "COLUMN_REF")
                && part.path("column_names").size() == 1
                && Syntax.lower(part.path("column_names").path(0)).equals("current_user")) {
            return named(part, Syntax.constant("STRING", user));
        }
        if (!part.path("class").asText().equals("FUNCTION")
                || !Syntax.lower(part.path("schema")).isEmpty()) {
            return part;
        }
        String function = Syntax.lower(part.path("function_name"));
        JsonNode arguments = part.path("arguments");
        if (function.equals("current_user") && arguments.isEmpty()) {
            return named(part, Syntax.constant("STRING", user));
        }
        if (function.equals("is_member")) {
            JsonNode literal = arguments.path(0).path("expression").path("literal");
            if (arguments.size() != 1 || !literal.path("kind").asText().equals("STRING")) {
                throw new QueryException(
                        "Cannot tell who is a member: is_member takes the name of a group, a constant text.");
            }
            boolean member = isMember.test(literal.path("text").asText());
            return named(part, Syntax.constant("BOOLEAN", String.valueOf(member)));
        }
        return part;
    }

    private static ObjectNode named(ObjectNode original, ObjectNode constant) {
        String alias = original.path("alias").asText();
        return constant.put("alias", alias);
    }
}
