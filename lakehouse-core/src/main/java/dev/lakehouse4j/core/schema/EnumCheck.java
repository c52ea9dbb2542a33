package dev.lakehouse4j.core.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The check that a column holds only the constants of its enum: {@code "status" in ('OPEN', 'CLOSED')}. */
final class EnumCheck {

    private static final String OPENING = " in (";
    private static final String SEPARATOR = ", ";

    private EnumCheck() {}

    static String of(String column, List<String> constants) {
        return Sql.identifier(column)
                + constants.stream().map(Sql::literal).collect(Collectors.joining(SEPARATOR, OPENING, ")"));
    }

    /** Whether two checks list constants for one column, and the first lists all that the second does and more. */
    static boolean replaces(String check, String other) {
        int end = check.indexOf(OPENING) + OPENING.length();
        return !check.equals(other)
                && check.startsWith("\"")
                && end > OPENING.length()
                && check.endsWith(")")
                && other.endsWith(")")
                && other.length() > end
                && other.startsWith(check.substring(0, end))
                && constants(check, end).containsAll(constants(other, end));
    }

    private static Set<String> constants(String check, int start) {
        return new HashSet<>(List.of(check.substring(start, check.length() - 1).split(SEPARATOR, -1)));
    }
}
