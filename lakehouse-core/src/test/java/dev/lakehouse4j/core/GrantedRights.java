package dev.lakehouse4j.core;

import dev.lakehouse4j.core.access.Authority;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.catalog.View;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rights of one user that a test puts together: grants on objects and on what they lie in, filters, masks, views. */
final class GrantedRights implements Rights, Authority {

    private final Principal principal;
    private final Set<String> grants = new HashSet<>();
    private final Set<String> groups = new HashSet<>();
    private final Map<String, String> filters = new HashMap<>();
    private final Map<String, Map<String, String>> masks = new HashMap<>();
    private final Map<String, View> views = new HashMap<>();

    GrantedRights(String user) {
        this.principal = new Principal.User(user);
    }

    GrantedRights grant(Privilege privilege, Securable securable) {
        grants.add(privilege + " " + securable);
        return this;
    }

    GrantedRights table(String table, Privilege... privileges) {
        for (Privilege privilege : privileges) {
            grant(privilege, Securable.table(table));
        }
        return this;
    }

    GrantedRights member(String group) {
        groups.add(group);
        return this;
    }

    GrantedRights filter(String table, String condition) {
        filters.put(table, condition);
        return this;
    }

    GrantedRights mask(String table, String column, String expression) {
        masks.computeIfAbsent(table, key -> new HashMap<>()).put(column, expression);
        return this;
    }

    GrantedRights view(String name, String sql) {
        views.put(name, Views.of(name, sql));
        return this;
    }

    @Override
    public Principal principal() {
        return principal;
    }

    @Override
    public boolean unrestricted() {
        return false;
    }

    @Override
    public boolean has(Privilege privilege, Securable securable) {
        return grants.contains(privilege + " " + securable)
                || grants.contains(Privilege.MANAGE + " " + securable)
                || securable.parent().map(parent -> has(privilege, parent)).orElse(false);
    }

    @Override
    public void require(Privilege privilege, Securable securable) {
        if (!has(privilege, securable)) {
            throw new AccessDeniedException(principal.name() + " lacks " + privilege + " on " + securable);
        }
    }

    @Override
    public boolean isMember(String group) {
        return groups.contains(group);
    }

    @Override
    public Optional<String> rowFilter(String table) {
        return Optional.ofNullable(filters.get(table));
    }

    @Override
    public Map<String, String> masks(String table, TableSchema schema) {
        return has(Privilege.UNMASK, Securable.table(table)) ? Map.of() : masks.getOrDefault(table, Map.of());
    }

    @Override
    public Optional<View> view(String name) {
        return Optional.ofNullable(views.get(name));
    }

    @Override
    public Rights rights(Principal who) {
        return who instanceof Principal.Owner ? new Everything(this) : this;
    }

    @Override
    public String catalogName() {
        return "lakehouse";
    }

    @Override
    public List<View> views(Principal who) {
        return List.copyOf(views.values());
    }

    @Override
    public void requireFits(String table, @Nullable TableSchema before, TableSchema after) {
        // Nothing is said of tables.
    }

    /** The rights of the owner, with the views of the test. */
    private record Everything(GrantedRights others) implements Rights {

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
            return others.view(name);
        }
    }
}
