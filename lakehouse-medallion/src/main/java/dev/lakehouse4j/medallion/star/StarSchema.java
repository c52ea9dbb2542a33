package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Dimensions and facts that belong together, as SQL that a pipeline runs.
 *
 * <pre>{@code
 * StarSchema star = StarSchema.of(customers, products, sellers, dates, orders, sales);
 * }</pre>
 *
 * <p>{@link #tables()} gives each table with its query, inputs and checks, in an order in which they can be built. Immutable.
 */
public final class StarSchema {

    private final List<StarPart<?>> parts;
    private final List<StarTable<?>> tables;

    private StarSchema(List<StarPart<?>> parts, List<StarTable<?>> tables) {
        this.parts = List.copyOf(parts);
        this.tables = List.copyOf(tables);
    }

    /**
     * Joins dimensions and facts.
     *
     * @param parts the dimensions and facts in any order, each table once
     * @return the star schema
     * @throws SchemaException when two parts have one table, a fact looks up a dimension that is not among the parts, or
     *     parts read each other in a circle; it names all of these
     */
    public static StarSchema of(StarPart<?>... parts) {
        return of(List.of(parts));
    }

    /**
     * Joins dimensions and facts.
     *
     * @param parts the dimensions and facts in any order, each table once
     * @return the star schema
     * @throws SchemaException when two parts have one table, a fact looks up a dimension that is not among the parts, or
     *     parts read each other in a circle; it names all of these
     */
    public static StarSchema of(List<? extends StarPart<?>> parts) {
        List<String> problems = new ArrayList<>();
        Map<String, StarPart<?>> byName = new LinkedHashMap<>();
        for (StarPart<?> part : parts) {
            StarPart<?> other = byName.putIfAbsent(part.table().fullName(), part);
            if (other != null) {
                problems.add("two parts are the table " + part.table() + "; give one of them another name");
            }
        }
        for (StarPart<?> part : parts) {
            if (part instanceof Fact<?> fact) {
                requireDimensions(fact, byName, problems);
            }
        }
        List<StarTable<?>> ordered = new ArrayList<>();
        if (problems.isEmpty()) {
            Set<String> circle = order(parts, byName.keySet(), ordered);
            if (!circle.isEmpty()) {
                problems.add("the tables " + String.join(", ", circle)
                        + " read each other in a circle; let one of them read Silver instead");
            }
        }
        if (!problems.isEmpty()) {
            throw new SchemaException("Cannot make a star schema: " + String.join("; ", problems) + ".");
        }
        return new StarSchema(List.copyOf(parts), ordered);
    }

    private static void requireDimensions(Fact<?> fact, Map<String, StarPart<?>> byName, List<String> problems) {
        for (Fact.Link link : fact.links()) {
            TableRef<?, ?> dimension = link.dimension().table();
            StarPart<?> part = byName.get(dimension.fullName());
            if (part == null) {
                problems.add(
                        fact + " looks up " + dimension + ", which is not among the parts; pass that dimension too");
            } else if (part != link.dimension()) {
                problems.add(fact + " looks up another definition of " + dimension
                        + " than the one among the parts; use one object for both");
            }
        }
    }

    /** Dimensions before facts, and whoever is read before its reader; returns the tables that cannot be ordered. */
    private static Set<String> order(List<? extends StarPart<?>> parts, Set<String> names, List<StarTable<?>> ordered) {
        List<StarTable<?>> waiting = new ArrayList<>();
        for (StarPart<?> part : parts) {
            if (part instanceof Dimension<?> dimension) {
                waiting.add(dimension.compiled());
            }
        }
        for (StarPart<?> part : parts) {
            if (part instanceof Fact<?> fact) {
                waiting.add(fact.compiled());
            }
        }
        Set<String> pending = new LinkedHashSet<>(names);
        boolean moved = true;
        while (moved) {
            moved = false;
            for (StarTable<?> table : List.copyOf(waiting)) {
                if (table.inputs().stream().noneMatch(input -> pending.contains(input.fullName()))) {
                    waiting.remove(table);
                    pending.remove(table.table().fullName());
                    ordered.add(table);
                    moved = true;
                }
            }
        }
        return pending;
    }

    /**
     * The dimensions and facts.
     *
     * @return the parts as given
     */
    public List<StarPart<?>> parts() {
        return parts;
    }

    /**
     * The tables as models of a pipeline, with checks of keys, grain and references.
     *
     * @return dimensions first, then facts
     */
    public List<SqlModel<Gold, ?>> models() {
        List<SqlModel<Gold, ?>> models = new ArrayList<>();
        tables.forEach(table -> models.add(table.model()));
        return models;
    }

    /** The tables as SQL, dimensions first, then facts. */
    List<StarTable<?>> tables() {
        return tables;
    }
}
