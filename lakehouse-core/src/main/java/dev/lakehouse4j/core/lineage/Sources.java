package dev.lakehouse4j.core.lineage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Source columns with the ways in which they are depended on. */
final class Sources {

    static final Sources NONE = new Sources();

    private final Map<ColumnRef, EnumMap<Dependency, Boolean>> columns = new HashMap<>();

    static Sources of(ColumnRef column) {
        Sources sources = new Sources();
        sources.add(column, Dependency.IDENTITY, false);
        return sources;
    }

    void add(ColumnRef column, Dependency dependency, boolean masking) {
        // A value that is seen on one way is seen.
        columns.computeIfAbsent(column, key -> new EnumMap<>(Dependency.class))
                .merge(dependency, masking, Boolean::logicalAnd);
    }

    Sources add(Sources others) {
        return add(others, Dependency.IDENTITY, false);
    }

    /** Adds what others bring when something is applied to them. */
    Sources add(Sources others, Dependency outer, boolean masking) {
        others.columns.forEach(
                (column, ways) -> ways.forEach((inner, masked) -> add(column, outer.after(inner), masked || masking)));
        return this;
    }

    static Sources copy(Sources others) {
        return new Sources().add(others);
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    /** Number of pairs of column and way; it only grows when something is added. */
    int size() {
        return columns.values().stream().mapToInt(Map::size).sum();
    }

    /** The sources, sorted, without those that another set has as well. */
    List<ColumnSource> without(Sources others) {
        List<ColumnSource> list = new ArrayList<>();
        columns.forEach((column, ways) -> ways.forEach((way, masked) -> {
            EnumMap<Dependency, Boolean> there = others.columns.get(column);
            if (there == null || !there.containsKey(way)) {
                list.add(new ColumnSource(column, way, masked));
            }
        }));
        Collections.sort(list);
        return list;
    }

    List<ColumnSource> list() {
        return without(NONE);
    }
}
