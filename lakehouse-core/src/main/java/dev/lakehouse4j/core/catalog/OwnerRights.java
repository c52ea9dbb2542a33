package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.schema.TableSchema;
import java.util.Map;
import java.util.Optional;

/** The rights of who may do everything. */
record OwnerRights(CatalogState state) implements Rights {

    @Override
    public Principal principal() {
        return new Principal.Owner();
    }

    @Override
    public boolean unrestricted() {
        return true;
    }

    @Override
    public boolean has(Privilege privilege, Securable securable) {
        return true;
    }

    @Override
    public void require(Privilege privilege, Securable securable) {
        // The owner may.
    }

    @Override
    public boolean isMember(String group) {
        return true;
    }

    @Override
    public Optional<String> rowFilter(String table) {
        return Optional.empty();
    }

    @Override
    public Map<String, String> masks(String table, TableSchema schema) {
        return Map.of();
    }

    @Override
    public Optional<View> view(String name) {
        return state.view(name);
    }
}
