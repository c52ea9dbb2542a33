package dev.lakehouse4j.core.erasure;

import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By which columns a person's rows are found, table by table.
 *
 * <p>A key is a kind of identifier, such as {@code customer_unique_id} or {@code order_id}. The plan begins with the key that
 * a person is asked for by. Each table says in which column it holds a key, and which further keys its rows give:
 *
 * <pre>{@code
 * ErasurePlan.forSubject("customer_unique_id")
 *         .rows(CUSTOMERS, "customer_unique_id").giving("customer_id")
 *         .rows(ORDERS, "customer_id").giving("order_id")
 *         .rows(PAYMENTS, "order_id")
 *         .build();
 * }</pre>
 *
 * <p>Identifiers that any table gives serve all tables, so a layer that has lost a link is reached through another one.
 * Quarantine tables ({@code <table>_quarantine}) need no declaration: their rows go when a text of them contains an
 * identifier. Names that are given as text are checked when the plan meets a lake; a table that the lake does not have is
 * passed over.
 */
public final class ErasurePlan {

    private final String subject;
    private final List<Rule> rules;
    private final List<String> derivedFolders;

    private ErasurePlan(String subject, List<Rule> rules, List<String> derivedFolders) {
        this.subject = subject;
        this.rules = List.copyOf(rules);
        this.derivedFolders = List.copyOf(derivedFolders);
    }

    /** The rows of a table that belong to a person, and what they tell. */
    record Rule(String table, String column, String key, List<Given> given) {

        Rule {
            given = List.copyOf(given);
        }

        Set<String> columns() {
            Set<String> columns = new LinkedHashSet<>();
            columns.add(column);
            given.forEach(one -> columns.add(one.column()));
            return columns;
        }
    }

    /** A column whose values are identifiers; only those that no other row has, when they must be the person's own. */
    record Given(String column, String key, boolean own) {}

    /**
     * Starts a plan.
     *
     * @param key the key that a person is asked for by, for example {@code customer_unique_id}
     * @return what is still to be said
     */
    public static Builder forSubject(String key) {
        return new Builder(key);
    }

    /** Says which tables hold a person. */
    public static final class Builder {

        private final String subject;
        private final List<Rule> rules = new ArrayList<>();
        private final List<String> derivedFolders = new ArrayList<>();
        private @Nullable TableSchema schema;

        private Builder(String subject) {
            if (subject.isBlank()) {
                throw new IllegalArgumentException(
                        "Cannot plan an erasure for a key without a name. Name what a person is asked for by.");
            }
            this.subject = subject;
        }

        /**
         * A table that holds the key that its column is named after.
         *
         * @param table the table
         * @param column its column with the key
         * @return this builder
         * @throws SchemaException when the table has no such column
         */
        public Builder rows(TableRef<?, ?> table, String column) {
            return rows(table, column, column);
        }

        /**
         * A table that holds a key.
         *
         * @param table the table
         * @param column its column with the key
         * @param key the key
         * @return this builder
         * @throws SchemaException when the table has no such column, or not of text or whole numbers
         */
        public Builder rows(TableRef<?, ?> table, String column, String key) {
            schema = table.schema();
            requireColumn(table.fullName(), column, schema);
            return add(new Rule(table.fullName(), column, key, List.of()));
        }

        /**
         * A table that holds the key that its column is named after, checked when the plan meets a lake.
         *
         * @param table {@code layer.table}
         * @param column its column with the key
         * @return this builder
         */
        public Builder rows(String table, String column) {
            return rows(table, column, column);
        }

        /**
         * A table that holds a key, checked when the plan meets a lake.
         *
         * @param table {@code layer.table}
         * @param column its column with the key
         * @param key the key
         * @return this builder
         */
        public Builder rows(String table, String column, String key) {
            if (!table.matches("(bronze|silver|gold)\\.[a-z][a-z0-9_]*")) {
                throw new IllegalArgumentException("Cannot plan an erasure in '" + table
                        + "': that is no name of a table. Write it as layer.table, for example silver.orders.");
            }
            schema = null;
            return add(new Rule(table, column, key, List.of()));
        }

        private Builder add(Rule rule) {
            for (Rule other : rules) {
                if (other.table().equals(rule.table()) && other.column().equals(rule.column())) {
                    throw new IllegalArgumentException("Cannot declare the column " + rule.column() + " of "
                            + rule.table() + " twice. Keep one of the declarations.");
                }
            }
            rules.add(rule);
            return this;
        }

        /**
         * The last table's rows give further identifiers, of the key that the column is named after.
         *
         * @param column column of the last table
         * @return this builder
         */
        public Builder giving(String column) {
            return giving(column, column);
        }

        /**
         * The last table's rows give further identifiers.
         *
         * @param column column of the last table
         * @param key the key that its values are
         * @return this builder
         */
        public Builder giving(String column, String key) {
            return give(new Given(column, key, false));
        }

        /**
         * The last table's rows give identifiers as far as no other person's row has the same value: for ids that are shared at
         * times, and for texts that a report may quote.
         *
         * @param column column of the last table
         * @param key the key that its values are
         * @return this builder
         */
        public Builder givingOwn(String column, String key) {
            return give(new Given(column, key, true));
        }

        private Builder give(Given given) {
            if (rules.isEmpty()) {
                throw new IllegalStateException(
                        "Cannot say what rows give before a table is named. Call rows(…) first.");
            }
            Rule last = rules.remove(rules.size() - 1);
            if (schema != null) {
                requireColumn(last.table(), given.column(), schema);
            }
            List<Given> all = new ArrayList<>(last.given());
            all.add(given);
            rules.add(new Rule(last.table(), last.column(), last.key(), all));
            return this;
        }

        /**
         * Folders of the lake whose files are made from its tables and can be made again, such as {@code report}: a file there
         * that holds the person is deleted.
         *
         * @param folders names within the lake's folder
         * @return this builder
         */
        public Builder derivedFolders(String... folders) {
            derivedFolders.addAll(List.of(folders));
            return this;
        }

        /**
         * Checks that every key can be reached from the subject, and that no key leads back to itself.
         *
         * @return the plan
         * @throws IllegalArgumentException when a link is missing or goes round in a circle
         */
        public ErasurePlan build() {
            if (rules.isEmpty()) {
                throw new IllegalArgumentException(
                        "Cannot plan an erasure without tables. Say with rows(…) where persons are.");
            }
            Set<String> known = new LinkedHashSet<>();
            known.add(subject);
            rules.forEach(rule -> rule.given().forEach(given -> known.add(given.key())));
            for (Rule rule : rules) {
                if (!known.contains(rule.key())) {
                    List<String> near = LakehouseErrors.nearest(rule.key(), known);
                    throw new IllegalArgumentException("Cannot find a person's rows of " + rule.table() + " by "
                            + rule.key() + ": no table gives this key."
                            + (near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?")
                            + " Say with giving(…) which table does.");
                }
            }
            return new ErasurePlan(subject, inOrder(), derivedFolders);
        }

        /** Parents before children, so that identifiers are known when they are needed. */
        private List<Rule> inOrder() {
            Map<String, Integer> depths = new HashMap<>();
            depths.put(subject, 0);
            for (int round = 0; ; round++) {
                boolean changed = false;
                for (Rule rule : rules) {
                    Integer depth = depths.get(rule.key());
                    if (depth == null) {
                        continue; // Not reached yet.
                    }
                    for (Given given : rule.given()) {
                        if (given.key().equals(rule.key())) {
                            continue; // The same key under another name of column spreads nothing.
                        }
                        Integer known = depths.get(given.key());
                        if (known == null || known < depth + 1) {
                            depths.put(given.key(), depth + 1);
                            changed = true;
                        }
                    }
                }
                if (!changed) {
                    break;
                }
                if (round > rules.size()) {
                    throw new IllegalArgumentException("Cannot plan an erasure whose keys go round in a circle: "
                            + circle() + ". It could spread from one person to others; leave one of the links out.");
                }
            }
            for (Rule rule : rules) {
                if (!depths.containsKey(rule.key())) {
                    throw new IllegalArgumentException("Cannot find a person's rows of " + rule.table() + " by "
                            + rule.key() + ": no chain of keys leads there from " + subject
                            + ". Say with giving(…) how to get there.");
                }
            }
            List<Rule> sorted = new ArrayList<>(rules);
            sorted.sort(Comparator.comparingInt(rule -> Objects.requireNonNull(depths.get(rule.key()))));
            return sorted;
        }

        private String circle() {
            Map<String, Set<String>> links = new LinkedHashMap<>();
            rules.forEach(rule -> rule.given()
                    .forEach(given -> links.computeIfAbsent(rule.key(), key -> new LinkedHashSet<>())
                            .add(given.key())));
            for (String start : links.keySet()) {
                List<String> path = path(links, start, start, new LinkedHashSet<>());
                if (!path.isEmpty()) {
                    return String.join(" → ", path);
                }
            }
            return String.join(", ", links.keySet());
        }

        private static List<String> path(Map<String, Set<String>> links, String from, String to, Set<String> seen) {
            for (String next : links.getOrDefault(from, Set.of())) {
                if (next.equals(from)) {
                    continue;
                }
                if (next.equals(to)) {
                    return new ArrayList<>(List.of(from, to));
                }
                if (seen.add(next)) {
                    List<String> rest = path(links, next, to, seen);
                    if (!rest.isEmpty()) {
                        rest.add(0, from);
                        return rest;
                    }
                }
            }
            return List.of();
        }
    }

    /**
     * The key that a person is asked for by.
     *
     * @return its name
     */
    public String subject() {
        return subject;
    }

    /**
     * The declared tables.
     *
     * @return full names, parents first
     */
    public List<String> tables() {
        return rules.stream().map(Rule::table).distinct().toList();
    }

    /** Parents first. */
    List<Rule> rules() {
        return rules;
    }

    List<String> derivedFolders() {
        return derivedFolders;
    }

    /** Columns by which rows are found hold text or whole numbers. */
    static void requireColumn(String table, String name, TableSchema schema) {
        Column column = schema.column(name).orElseThrow(() -> {
            List<String> near = LakehouseErrors.nearest(name, schema.names());
            return new SchemaException("Cannot find a person's rows of " + table + " by " + name
                    + ": it has no such column. "
                    + (near.isEmpty()
                            ? "It has " + String.join(", ", schema.names()) + "."
                            : "Did you mean " + String.join(" or ", near) + "?"));
        });
        if (!isText(column.type()) && !isWholeNumber(column.type())) {
            throw new SchemaException("Cannot find a person's rows of " + table + " by " + name + ": it is "
                    + column.type() + ", and identifiers are text or whole numbers.");
        }
    }

    static boolean isText(ColumnType type) {
        return type == ColumnType.Primitive.STRING;
    }

    static boolean isWholeNumber(ColumnType type) {
        return type == ColumnType.Primitive.BYTE
                || type == ColumnType.Primitive.SHORT
                || type == ColumnType.Primitive.INT
                || type == ColumnType.Primitive.LONG;
    }

    @Override
    public String toString() {
        return "erasure by " + subject + " in " + String.join(", ", tables());
    }
}
