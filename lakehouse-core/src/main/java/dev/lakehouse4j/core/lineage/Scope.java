package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that an expression sees. */
final class Scope {

    /** A relation under its name in a FROM clause. */
    record Entry(String schema, String name, List<Field> fields) {}

    private final List<Entry> entries;
    private final Map<String, Field> merged;
    private final @Nullable Scope outer;
    private final Ctes ctes;
    private final Map<String, SelectItem> aliases = new LinkedHashMap<>();
    private final Set<String> parameters;

    Scope(List<Entry> entries, Map<String, Field> merged, @Nullable Scope outer, Ctes ctes) {
        this(entries, merged, outer, ctes, Set.of());
    }

    private Scope(
            List<Entry> entries, Map<String, Field> merged, @Nullable Scope outer, Ctes ctes, Set<String> parameters) {
        this.entries = entries;
        this.merged = merged;
        this.outer = outer;
        this.ctes = ctes;
        this.parameters = parameters;
    }

    /** The scope of a lambda's body. */
    Scope within(Set<String> lambdaParameters) {
        return new Scope(List.of(), Map.of(), this, ctes, lambdaParameters);
    }

    Ctes ctes() {
        return ctes;
    }

    @Nullable
    Scope outer() {
        return outer;
    }

    List<Entry> entries() {
        return entries;
    }

    void alias(SelectItem item) {
        if (!item.alias().isEmpty()) {
            aliases.putIfAbsent(key(item.alias()), item);
        }
    }

    void hide(String alias) {
        aliases.remove(key(alias));
    }

    @Nullable
    SelectItem aliased(String name) {
        return aliases.get(key(name));
    }

    boolean isParameter(String name) {
        return parameters.contains(key(name));
    }

    /** The columns of that name that this scope itself has; those of a USING clause are one. */
    List<Field> named(String name) {
        Field one = merged.get(key(name));
        if (one != null) {
            return List.of(one);
        }
        List<Field> found = new ArrayList<>();
        for (Entry entry : entries) {
            Field field = field(entry, name);
            if (field != null) {
                found.add(field);
            }
        }
        return found;
    }

    @Nullable
    Entry entry(String schema, String name) {
        for (Entry entry : entries) {
            if (entry.name().equalsIgnoreCase(name)
                    && (schema.isEmpty() || entry.schema().equalsIgnoreCase(schema))) {
                return entry;
            }
        }
        return null;
    }

    static @Nullable Field field(Entry entry, String name) {
        return field(entry.fields(), name);
    }

    static @Nullable Field field(List<Field> fields, String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field;
            }
        }
        return null;
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * An expression of a SELECT list.
     *
     * @param alias its alias; empty without one
     * @param expression the expression
     */
    record SelectItem(String alias, JsonNode expression) {}

    /** The common table expressions that a query sees. */
    static final class Ctes {

        static final Ctes NONE = new Ctes(null);

        /** One definition, with what it sees itself. */
        record Definition(
                JsonNode query,
                List<String> aliases,
                Ctes visible,
                @Nullable Scope outer) {}

        private final @Nullable Ctes outer;
        private final Map<String, Definition> definitions = new LinkedHashMap<>();
        private final Map<String, Rowset> read = new LinkedHashMap<>();

        Ctes(@Nullable Ctes outer) {
            this.outer = outer;
        }

        void define(String name, Definition definition) {
            definitions.put(key(name), definition);
        }

        /** A name that stands for rows that are known already. */
        void define(String name, Rowset rows) {
            read.put(key(name), rows);
        }

        void keep(String name, Rowset rows) {
            read.put(key(name), rows);
        }

        /** Where a name is defined; null when it is a table. */
        @Nullable
        Ctes holder(String name) {
            if (definitions.containsKey(key(name)) || read.containsKey(key(name))) {
                return this;
            }
            return outer == null ? null : outer.holder(name);
        }

        @Nullable
        Rowset rows(String name) {
            return read.get(key(name));
        }

        @Nullable
        Definition definition(String name) {
            return definitions.get(key(name));
        }
    }
}
