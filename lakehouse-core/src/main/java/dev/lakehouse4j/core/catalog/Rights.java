package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.Map;
import java.util.Optional;

/** What one principal may do, by one version of the catalog. Immutable. */
public interface Rights {

    /**
     * Whose rights these are.
     *
     * @return the principal
     */
    Principal principal();

    /**
     * Whether the principal may do everything and sees everything unmasked.
     *
     * @return true for the owner alone
     */
    boolean unrestricted();

    /**
     * Whether the principal holds a privilege, itself or through its groups, on the object or on what it lies in, and can
     * reach the object ({@link Privilege#USE} on its schema, held there or on the catalog). {@link Privilege#MANAGE} and ownership include
     * every other privilege but {@link Privilege#UNMASK}.
     *
     * @param privilege what to do
     * @param securable with what
     * @return true when it may
     */
    boolean has(Privilege privilege, Securable securable);

    /**
     * Stops who lacks a privilege.
     *
     * @param privilege what to do
     * @param securable with what
     * @throws AccessDeniedException when the principal may not; the message names the grant that is missing
     */
    void require(Privilege privilege, Securable securable);

    /**
     * Whether the principal belongs to a group, directly or through other groups.
     *
     * @param group name of the group
     * @return true when it belongs
     */
    boolean isMember(String group);

    /**
     * The condition that a row of a table must fulfil to be seen by the principal.
     *
     * @param table {@code schema.table}
     * @return SQL over the table's columns, {@code current_user()} and {@code is_member('group')}; empty when all rows are seen
     */
    Optional<String> rowFilter(String table);

    /**
     * What the principal sees instead of the values of columns.
     *
     * @param table {@code schema.table}
     * @param schema the table's columns
     * @return by column, SQL over {@code value} (the column's own value), the table's columns, {@code current_user()} and {@code
     *     is_member('group')}; columns without a mask are not in it, and masked columns that the schema lacks are: that version
     *     of the table must not be shown
     */
    Map<String, String> masks(String table, TableSchema schema);

    /**
     * A view of the catalog.
     *
     * @param name {@code schema.view}
     * @return the view, whether the principal may read it or not
     */
    Optional<View> view(String name);
}
