package dev.lakehouse4j.core.lineage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is made from what, from files to reports. Immutable.
 *
 * <p>Where code makes a table, each of its columns counts as depending on everything in the inputs.
 */
public final class LineageGraph {

    private final Map<String, TableLineage> tables;
    private final Map<String, List<TableLineage>> readers;

    private LineageGraph(Map<String, TableLineage> tables) {
        this.tables = tables;
        this.readers = new TreeMap<>();
        for (TableLineage table : tables.values()) {
            for (TableLineage.Input input : table.inputs()) {
                readers.computeIfAbsent(input.name(), unused -> new ArrayList<>())
                        .add(table);
            }
        }
    }

    /**
     * A graph of tables.
     *
     * @param tables the lineage of each; a later one takes the place of an earlier one of the same target
     * @return the graph
     */
    public static LineageGraph of(Collection<TableLineage> tables) {
        Map<String, TableLineage> byTarget = new TreeMap<>();
        tables.forEach(table -> byTarget.put(table.target(), table));
        return new LineageGraph(byTarget);
    }

    /**
     * What is made, by name.
     *
     * @return lineage of tables, models and reports, sorted by name
     */
    public List<TableLineage> tables() {
        return List.copyOf(tables.values());
    }

    /**
     * How something is made.
     *
     * @param target full name
     * @return its lineage; empty when nothing is known of how it is made
     */
    public Optional<TableLineage> table(String target) {
        return Optional.ofNullable(tables.get(target));
    }

    /**
     * All names in the graph: what is made and what is read.
     *
     * @return full names, sorted
     */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(tables.keySet());
        names.addAll(readers.keySet());
        return names;
    }

    /**
     * What something is made from, directly or through other tables.
     *
     * @param name full name
     * @return full names, sorted
     */
    public Set<String> upstreamTables(String name) {
        Set<String> found = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            TableLineage table = tables.get(open.remove());
            if (table != null) {
                table.inputs().stream()
                        .map(TableLineage.Input::name)
                        .filter(found::add)
                        .forEach(open::add);
            }
        }
        return found;
    }

    /**
     * What is made from something, directly or through other tables.
     *
     * @param name full name
     * @return full names, sorted
     */
    public Set<String> downstreamTables(String name) {
        Set<String> found = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            readers.getOrDefault(open.remove(), List.of()).stream()
                    .map(TableLineage::target)
                    .filter(found::add)
                    .forEach(open::add);
        }
        return found;
    }

    /**
     * What a column is made from, transitively. What decides about the rows of its table is among it.
     *
     * @param column a column, or {@link ColumnRef#rows(String)} for all that a table is made from
     * @return a tree with the column as its root
     */
    public LineageTree upstream(ColumnRef column) {
        return tree(column, at -> upstreamEdges(at, column.isRows() && at.ref.equals(column)));
    }

    /**
     * What depends on a column, transitively: columns of other tables, the rows of other tables, tables that code makes,
     * models and reports.
     *
     * @param column a column, or {@link ColumnRef#rows(String)} for all that depends on a table
     * @return a tree with the column as its root
     */
    public LineageTree downstream(ColumnRef column) {
        return tree(column, at -> downstreamEdges(at, column.isRows() && at.ref.equals(column)));
    }

    /**
     * The part of the graph that somebody may see.
     *
     * @param visible says which names
     * @return what is made from visible things alone by each step, without what is hidden
     */
    public LineageGraph visible(Predicate<String> visible) {
        List<TableLineage> shown = new ArrayList<>();
        for (TableLineage table : tables.values()) {
            if (visible.test(table.target())) {
                shown.add(restricted(table, visible));
            }
        }
        return of(shown);
    }

    private static TableLineage restricted(TableLineage table, Predicate<String> visible) {
        Predicate<ColumnSource> source = each -> visible.test(each.column().table());
        return new TableLineage(
                table.target(),
                table.step(),
                table.inputs().stream()
                        .filter(input -> visible.test(input.name()))
                        .toList(),
                table.columns().stream()
                        .map(column -> new ColumnLineage(
                                column.column(),
                                column.sources().stream().filter(source).toList()))
                        .toList(),
                table.rows().stream().filter(source).toList(),
                table.matches().stream()
                        .map(match -> new RowMatch(
                                match.columns(),
                                match.values().stream()
                                        .filter(value -> visible.test(value.table()))
                                        .toList()))
                        .filter(match -> !match.values().isEmpty())
                        .toList(),
                null); // A query may name more than its inputs: a table that it joins and takes nothing from.
    }

    // ---- walking
    // ------------------------------------------------------------------------------------------------------

    /** A place in a walk: a column, or a whole table with all its columns. */
    private record Place(ColumnRef ref, boolean whole) {}

    /** What lies behind a place, with how it is depended on. */
    private static final class Edges {

        private final Map<Place, EnumSet<Dependency>> ways = new LinkedHashMap<>();
        private final Set<Place> seen = new HashSet<>();

        void add(Place place, Dependency way, boolean masking) {
            ways.computeIfAbsent(place, unused -> EnumSet.noneOf(Dependency.class))
                    .add(way);
            if (!masking) {
                seen.add(place);
            }
        }

        void add(Place place) {
            ways.computeIfAbsent(place, unused -> EnumSet.noneOf(Dependency.class));
            seen.add(place);
        }
    }

    @FunctionalInterface
    private interface Behind {
        Edges of(Place place);
    }

    private Edges upstreamEdges(Place at, boolean root) {
        Edges edges = new Edges();
        TableLineage table = tables.get(at.ref.table());
        if (table == null) {
            return edges;
        }
        if (!table.hasColumns()) {
            table.inputs().forEach(input -> edges.add(new Place(ColumnRef.rows(input.name()), true)));
            return edges;
        }
        if (at.whole || root) {
            table.columns().forEach(column -> column.sources().forEach(source -> add(edges, source)));
        } else if (!at.ref.isRows()) {
            table.column(at.ref.column()).ifPresent(column -> column.sources().forEach(source -> add(edges, source)));
        }
        table.rows().forEach(source -> add(edges, source));
        return edges;
    }

    private static void add(Edges edges, ColumnSource source) {
        edges.add(new Place(source.column(), false), source.dependency(), source.masking());
    }

    private Edges downstreamEdges(Place at, boolean root) {
        Edges edges = new Edges();
        boolean all = at.whole || root;
        for (TableLineage reader : readers.getOrDefault(at.ref.table(), List.of())) {
            if (!reader.hasColumns()) {
                edges.add(new Place(ColumnRef.rows(reader.target()), true));
                continue;
            }
            Predicate<ColumnSource> matches = source -> all
                    ? source.column().table().equals(at.ref.table())
                    : source.column().equals(at.ref);
            for (ColumnLineage column : reader.columns()) {
                ColumnRef target = new ColumnRef(reader.target(), column.column());
                column.sources().stream()
                        .filter(matches)
                        .forEach(source -> edges.add(new Place(target, false), source.dependency(), source.masking()));
            }
            reader.rows().stream()
                    .filter(matches)
                    .forEach(source -> edges.add(
                            new Place(ColumnRef.rows(reader.target()), false), source.dependency(), source.masking()));
        }
        return edges;
    }

    /** Breadth first, so that what is near the root stands there in full; every place is followed once. */
    private static LineageTree tree(ColumnRef root, Behind behind) {
        Place start = new Place(root, false);
        Map<Place, Edges> followed = new LinkedHashMap<>();
        Map<Place, Place> parents = new LinkedHashMap<>();
        Deque<Place> open = new ArrayDeque<>(List.of(start));
        Set<Place> known = new LinkedHashSet<>(Set.of(start));
        while (!open.isEmpty()) {
            Place place = open.remove();
            Edges edges = behind.of(place);
            followed.put(place, edges);
            for (Place next : edges.ways.keySet()) {
                if (known.add(next)) {
                    parents.put(next, place);
                    open.add(next);
                }
            }
        }
        return node(start, null, followed, parents);
    }

    private static LineageTree node(
            Place place,
            @org.jspecify.annotations.Nullable Edges from,
            Map<Place, Edges> followed,
            Map<Place, Place> parents) {
        Edges edges = java.util.Objects.requireNonNull(followed.get(place));
        List<LineageTree> next = new ArrayList<>();
        for (Place child : edges.ways.keySet()) {
            if (place.equals(parents.get(child))) {
                next.add(node(child, edges, followed, parents));
            } else {
                boolean more = !java.util.Objects.requireNonNull(followed.get(child))
                        .ways
                        .isEmpty();
                next.add(leaf(child, edges, more));
            }
        }
        if (from == null) {
            return new LineageTree(place.ref, Set.of(), false, false, next);
        }
        return new LineageTree(
                place.ref,
                java.util.Objects.requireNonNull(from.ways.get(place)),
                !from.seen.contains(place),
                false,
                next);
    }

    private static LineageTree leaf(Place place, Edges from, boolean repeated) {
        return new LineageTree(
                place.ref,
                java.util.Objects.requireNonNull(from.ways.get(place)),
                !from.seen.contains(place),
                repeated,
                List.of());
    }
}
