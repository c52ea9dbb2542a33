package dev.lakehouse4j.core.lineage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A FROM clause or a part of it.
 *
 * @param entries the relations under their names
 * @param star the columns of {@code *}
 * @param merged the columns that USING made one, by name
 * @param rows what decides which rows there are
 * @param unique sets of columns of which no two rows have the same values
 * @param equalities what conditions make equal
 */
record From(
        List<Scope.Entry> entries,
        List<Field> star,
        Map<String, Field> merged,
        Sources rows,
        List<Set<Field>> unique,
        List<Equality> equalities) {

    /** No relation: one row without columns. */
    static final From NOTHING = new From(List.of(), List.of(), Map.of(), Sources.NONE, List.of(Set.of()), List.of());

    static From of(String schema, String name, Rowset rows) {
        return new From(
                List.of(new Scope.Entry(schema, name, rows.fields())),
                rows.fields(),
                Map.of(),
                rows.rows(),
                rows.unique(),
                rows.equalities());
    }

    Scope scope(@Nullable Scope outer, Scope.Ctes ctes) {
        return new Scope(entries, merged, outer, ctes);
    }

    /** The same with more sources in every column. */
    From with(Sources more) {
        Map<Field, Field> changed = new LinkedHashMap<>();
        List<Scope.Entry> newEntries = entries.stream()
                .map(entry -> new Scope.Entry(
                        entry.schema(),
                        entry.name(),
                        entry.fields().stream()
                                .map(field -> put(changed, field, more))
                                .toList()))
                .toList();
        Map<String, Field> newMerged = new LinkedHashMap<>();
        merged.forEach((name, field) -> newMerged.put(name, put(changed, field, more)));
        List<Field> newStar =
                star.stream().map(field -> put(changed, field, more)).toList();
        changed.forEach((old, field) -> {
            Set<Field> within = old.numberedWithin();
            field.numberWithin(within == null ? null : translate(within, changed));
        });
        return new From(
                newEntries,
                newStar,
                newMerged,
                rows,
                unique.stream().map(set -> translate(set, changed)).toList(),
                equalities);
    }

    private static Field put(Map<Field, Field> changed, Field field, Sources more) {
        return changed.computeIfAbsent(field, old -> old.with(more));
    }

    private static Set<Field> translate(Set<Field> fields, Map<Field, Field> changed) {
        Set<Field> result = new java.util.LinkedHashSet<>();
        fields.forEach(field -> result.add(changed.getOrDefault(field, field)));
        return result;
    }

    static <T> List<T> both(List<T> left, List<T> right) {
        List<T> all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }
}
