package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The purchases before a day, in certain versions of the tables.
 *
 * @param query where they come from
 * @param relations the tables
 * @param tableVersions their versions, by full name
 * @param asOf purchases before this day count
 * @param notes what was left out
 */
record Purchases(
        PurchaseQuery query,
        Map<String, Relation> relations,
        Map<String, Long> tableVersions,
        LocalDate asOf,
        List<String> notes) {

    /** What the fact holds. */
    private record Counts(
            @Nullable LocalDate lastDay,
            @Nullable LocalDate firstCounted,
            long counted,
            long withoutCustomer,
            long withoutTime,
            long withoutAmount,
            long negative,
            long impossible,
            long later) {}

    /**
     * Looks for purchases.
     *
     * @return null when the fact holds none at all
     */
    static @Nullable Purchases find(Lakehouse lake, PurchaseQuery query, @Nullable LocalDate givenAsOf) {
        Map<String, Relation> relations = new LinkedHashMap<>();
        Map<String, Long> versions = new LinkedHashMap<>();
        for (TableRef<?, ?> table : query.inputs()) {
            TableSnapshot snapshot = lake.snapshot(table.fullName());
            relations.put(table.fullName(), new Relation.Snapshot(snapshot));
            versions.put(table.fullName(), snapshot.version());
        }
        Counts counts = counts(lake, query, relations, givenAsOf);
        LocalDate asOf = givenAsOf;
        if (asOf == null) {
            if (counts.lastDay() == null) {
                return null;
            }
            asOf = counts.lastDay().plusDays(1);
            counts = counts(lake, query, relations, asOf);
        }
        if (counts.firstCounted() == null) {
            return null;
        }
        if (!counts.firstCounted().isBefore(asOf)) {
            throw new LakehouseException("Cannot segment as of " + asOf + ": " + query.fact()
                    + " has no purchase before that day, the first is of " + counts.firstCounted()
                    + ". Give a later day.");
        }
        if (counts.impossible() > 0) {
            throw new LakehouseException("Cannot segment: " + counts.impossible() + " amounts in " + query.fact()
                    + " are NaN, infinite or beyond 10^15, and would make every sum of their customer useless. Leave"
                    + " the rows out with where(…), or correct the source.");
        }
        return new Purchases(query, relations, versions, asOf, notes(counts, query.fact(), asOf));
    }

    private static Counts counts(
            Lakehouse lake, PurchaseQuery query, Map<String, Relation> relations, @Nullable LocalDate asOf) {
        try (QueryResult result =
                lake.engine().query(query.countsSql(asOf == null ? "cast(null as date)" : literal(asOf)), relations)) {
            result.nextBatch();
            return new Counts(
                    (LocalDate) result.column(0).getObject(0),
                    (LocalDate) result.column(1).getObject(0),
                    result.column(2).getLong(0),
                    result.column(3).getLong(0),
                    result.column(4).getLong(0),
                    result.column(5).getLong(0),
                    result.column(6).getLong(0),
                    result.column(7).getLong(0),
                    result.column(8).getLong(0));
        }
    }

    /** A customer per row: id, recency_days, frequency, monetary, ordered by the id. */
    String customersSql() {
        return query.valuesSql(literal(asOf));
    }

    private static String literal(LocalDate day) {
        return "date '" + day + "'";
    }

    private static List<String> notes(Counts counts, String fact, LocalDate asOf) {
        List<String> notes = new ArrayList<>();
        note(counts.withoutCustomer(), "rows of " + fact + " name no known customer and are left out", notes);
        note(counts.withoutTime(), "rows of " + fact + " have no time and are left out", notes);
        note(counts.later(), "rows of " + fact + " are of " + asOf + " or later and are left out", notes);
        note(counts.withoutAmount(), "rows of " + fact + " have no amount; they count as purchases of amount 0", notes);
        note(
                counts.negative(),
                "rows of " + fact + " have a negative amount; they count as purchases and lower the monetary value",
                notes);
        return notes;
    }

    static void noteNegative(long customers, List<String> notes) {
        note(customers, "customers have a monetary value below 0, because of negative amounts", notes);
    }

    private static void note(long count, String text, List<String> notes) {
        if (count > 0) {
            notes.add(String.format(Locale.ROOT, "%,d %s.", count, text));
        }
    }
}
