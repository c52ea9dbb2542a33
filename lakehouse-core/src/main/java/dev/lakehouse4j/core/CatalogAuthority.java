package dev.lakehouse4j.core;

import dev.lakehouse4j.core.access.Authority;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.View;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the door asks, answered by the catalog. */
record CatalogAuthority(Catalog catalog) implements Authority {

    @Override
    public Rights rights(Principal principal) {
        return catalog.rights(principal);
    }

    @Override
    public String catalogName() {
        return catalog.name();
    }

    @Override
    public List<View> views(Principal principal) {
        return catalog.as(principal).views();
    }

    @Override
    public void requireFits(String table, @Nullable TableSchema before, TableSchema after) {
        catalog.requireFits(table, before, after);
    }
}
