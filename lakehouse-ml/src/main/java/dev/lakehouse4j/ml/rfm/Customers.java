package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /**
     * Reads them.
     *
     * @return null when the fact holds no purchase at all
     */
    static @Nullable Customers read(Lakehouse lake, PurchaseQuery query, @Nullable LocalDate givenAsOf) {
        Purchases purchases = Purchases.find(lake, query, givenAsOf);
        if (purchases == null) {
            return null;
        }
        Customers customers = new Customers(purchases.asOf(), purchases.tableVersions());
        try (QueryResult rows = lake.engine().query(purchases.customersSql(), purchases.relations())) {
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
        customers.trim();
        customers.notes.addAll(purchases.notes());
        Purchases.noteNegative(
                Arrays.stream(customers.monetary).filter(value -> value < 0).count(), customers.notes);
        return customers;
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

    private void trim() {
        ids = Arrays.copyOf(ids, size);
        recency = Arrays.copyOf(recency, size);
        frequency = Arrays.copyOf(frequency, size);
        monetary = Arrays.copyOf(monetary, size);
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
