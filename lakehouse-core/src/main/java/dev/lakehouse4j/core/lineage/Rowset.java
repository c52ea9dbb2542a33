package dev.lakehouse4j.core.lineage;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The result of a query or a part of one.
 *
 * @param fields its columns
 * @param rows what decides which rows there are
 * @param unique sets of columns of which no two rows have the same values
 * @param equalities what joins within it make equal
 */
record Rowset(List<Field> fields, Sources rows, List<Set<Field>> unique, List<Equality> equalities) {

    Rowset {
        fields = List.copyOf(fields);
        unique = List.copyOf(unique);
        equalities = List.copyOf(equalities);
    }

    /** The same rows read a second time, so that a row of one reading is not taken for the row of the other. */
    Rowset again(IntUnaryOperator instances) {
        UnaryOperator<Value> moved = value -> new Value(
                value.instance() == Value.CONSTANT ? Value.CONSTANT : instances.applyAsInt(value.instance()),
                value.table(),
                value.tree());
        return map(
                field -> field.withValues(field.values().stream().map(moved).toList()),
                equalities.stream()
                        .map(equality -> new Equality(moved.apply(equality.left()), moved.apply(equality.right())))
                        .toList());
    }

    /** Other columns in place of these, one by one. */
    Rowset map(UnaryOperator<Field> change, List<Equality> newEqualities) {
        IdentityHashMap<Field, Field> changed = new IdentityHashMap<>();
        List<Field> all = new ArrayList<>();
        for (Field field : fields) {
            Field other = change.apply(field);
            changed.put(field, other);
            all.add(other);
        }
        for (Field field : fields) {
            Set<Field> within = field.numberedWithin();
            Objects.requireNonNull(changed.get(field)).numberWithin(within == null ? null : translate(within, changed));
        }
        return new Rowset(
                all, rows, unique.stream().map(set -> translate(set, changed)).toList(), newEqualities);
    }

    Rowset map(UnaryOperator<Field> change) {
        return map(change, equalities);
    }

    private static Set<Field> translate(Set<Field> fields, IdentityHashMap<Field, Field> changed) {
        return fields.stream()
                .map(field -> changed.getOrDefault(field, field))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
