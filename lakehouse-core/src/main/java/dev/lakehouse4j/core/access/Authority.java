package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.View;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the door asks about rights. */
public interface Authority {

    /**
     * The rights of a principal as of now; asked for every statement.
     *
     * @param principal who
     * @return its rights
     */
    Rights rights(Principal principal);

    /**
     * The first part of three-level names.
     *
     * @return the catalog's name
     */
    String catalogName();

    /**
     * The views that a principal may know of.
     *
     * @param principal who
     * @return views by name
     */
    List<View> views(Principal principal);

    /**
     * Stops a table that contradicts the catalog, whoever writes it.
     *
     * @param table {@code schema.table}
     * @param before the columns that the table has, or null when it is new
     * @param after the columns that it is to have
     */
    void requireFits(String table, @Nullable TableSchema before, TableSchema after);
}
