package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recency, frequency and monetary value of all customers, computed by the engine, in flat arrays in the order of the ids. */
final class Customers {

    private static final int FIRST_CAPACITY = 1024;

    private final LocalDate asOf;
    private final Map<String, Long> tableVersions;
    private final List<String> notes = new ArrayList<>();
    private int size;
    private String[] ids = new String[FIRST_CAPACITY];
    private double[] recency = new double[FIRST_CAPACITY];
    private double[] frequency = new double[FIRST_CAPACITY];
    private double[] monetary = new double[FIRST_CAPACITY];

    private Customers(LocalDate asOf, Map<String, Long> tableVersions) {
        this.asOf = asOf;
        this.tableVersions = tableVersions;
    }

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
     * Reads them.
     *
     * @return null when the fact holds no purchase at all
     */
    static @Nullable Customers read(Lakehouse lake, PurchaseQuery query, @Nullable LocalDate givenAsOf) {
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
        Customers customers = new Customers(asOf, versions);
        try (QueryResult rows = lake.engine().query(query.valuesSql(literal(asOf)), relations)) {
            while (rows.nextBatch()) {
                for (int row = 0; row < rows.batchSize(); row++) {
                    customers.add(
                            String.valueOf(rows.column(0).getObject(row)),
                            rows.column(1).getInt(row),
                            rows.column(2).getInt(row),
                            rows.column(3).getDouble(row));
                }
            }
        }
        if (customers.size == 0) {
            return null;
        }
        customers.note(counts, query);
        return customers;
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

    private static String literal(LocalDate day) {
        return "date '" + day + "'";
    }

    private void add(String id, int days, int purchases, double amount) {
        if (size == ids.length) {
            int capacity = size * 2;
            ids = Arrays.copyOf(ids, capacity);
            recency = Arrays.copyOf(recency, capacity);
            frequency = Arrays.copyOf(frequency, capacity);
            monetary = Arrays.copyOf(monetary, capacity);
        }
        ids[size] = id;
        recency[size] = days;
        frequency[size] = purchases;
        monetary[size] = amount;
        size++;
    }

    private void note(Counts counts, PurchaseQuery query) {
        ids = Arrays.copyOf(ids, size);
        recency = Arrays.copyOf(recency, size);
        frequency = Arrays.copyOf(frequency, size);
        monetary = Arrays.copyOf(monetary, size);
        String fact = query.fact();
        note(counts.withoutCustomer(), "rows of " + fact + " name no known customer and are left out");
        note(counts.withoutTime(), "rows of " + fact + " have no time and are left out");
        note(counts.later(), "rows of " + fact + " are of " + asOf + " or later and are left out");
        note(counts.withoutAmount(), "rows of " + fact + " have no amount; they count as purchases of amount 0");
        note(
                counts.negative(),
                "rows of " + fact + " have a negative amount; they count as purchases and lower the monetary value");
        note(
                Arrays.stream(monetary).filter(value -> value < 0).count(),
                "customers have a monetary value below 0, because of negative amounts");
    }

    private void note(long count, String text) {
        if (count > 0) {
            notes.add(String.format(Locale.ROOT, "%,d %s.", count, text));
        }
    }

    int size() {
        return size;
    }

    LocalDate asOf() {
        return asOf;
    }

    Map<String, Long> tableVersions() {
        return tableVersions;
    }

    List<String> notes() {
        return notes;
    }

    String id(int customer) {
        return ids[customer];
    }

    double value(Measure measure, int customer) {
        return values(measure)[customer];
    }

    /** The values themselves, not a copy. */
    double[] values(Measure measure) {
        return switch (measure) {
            case RECENCY -> recency;
            case FREQUENCY -> frequency;
            case MONETARY -> monetary;
        };
    }
}
