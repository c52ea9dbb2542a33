package dev.lakehouse4j.core.catalog;

import java.util.Optional;
import java.util.Set;

/**
 * What the door to the lake lets through, asked when a row filter, a mask or a view is set: what it would not apply later closes
 * the table for everybody, so it is refused at once.
 */
public interface PolicyGate {

    /**
     * What an expression of a row filter or mask holds that the door does not apply.
     *
     * @param expression one SQL expression
     * @return what it is, for example {@code the function getenv}; empty when the door applies the expression
     */
    Optional<String> objection(String expression);

    /**
     * Stops a query of a view that its writer could not run.
     *
     * @param definer who writes the view
     * @param query the view's query, with tables named {@code schema.table}
     * @param relations the tables and views that it reads
     * @throws dev.lakehouse4j.core.error.AccessDeniedException when the door would refuse it; the message says what of it
     */
    void requireQuery(Rights definer, String query, Set<String> relations);

    /**
     * A query with constants in place of {@code current_user()} and {@code is_member('group')}, which the engine does not know.
     *
     * @param query one SELECT statement
     * @return the query for looking at its columns
     */
    String withoutReader(String query);
}
