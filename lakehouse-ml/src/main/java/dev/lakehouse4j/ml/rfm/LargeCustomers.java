package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.ml.cluster.ClusterEngine;
import dev.lakehouse4j.ml.feature.FeatureView;
import java.util.Arrays;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Customers that stay where the engine computes: what comes here are the different values of each measure with their counts, a
 * sample, and, row by row, the customers with their segments.
 */
final class LargeCustomers {

    /** Enough to tell 8 clusters and their silhouette; 24 bytes of memory each. */
    static final int SAMPLE = 100_000;

    private static final int FIRST_CAPACITY = 1024;

    private final Lakehouse lake;
    private final Purchases purchases;

    LargeCustomers(Lakehouse lake, Purchases purchases) {
        this.lake = lake;
        this.purchases = purchases;
        for (TableRef<?, ?> table : purchases.query().inputs()) {
            if (!lake.seesAll(table.fullName())) {
                throw new AccessDeniedException("Cannot segment with an engine of one's own as "
                        + lake.principal().name() + ": a row filter or a mask holds for " + table.fullName()
                        + ", which that engine does not know. Segment without clusteredBy(…), or as the owner.");
            }
        }
    }

    /** How many customers have each value. */
    ValueCounts counts(Measure measure) {
        double[] values = new double[FIRST_CAPACITY];
        long[] counts = new long[FIRST_CAPACITY];
        int size = 0;
        String sql = "select cast(" + measure.column() + " as double) as value, count(*) as customers from ("
                + purchases.customersSql() + ") as customers group by 1 order by 1";
        try (QueryResult rows = lake.engine().query(sql, purchases.relations())) {
            while (rows.nextBatch()) {
                for (int row = 0; row < rows.batchSize(); row++) {
                    if (size == values.length) {
                        values = Arrays.copyOf(values, 2 * size);
                        counts = Arrays.copyOf(counts, 2 * size);
                    }
                    values[size] = rows.column(0).getDouble(row);
                    counts[size] = rows.column(1).getLong(row);
                    size++;
                }
            }
        }
        return ValueCounts.counted(Arrays.copyOf(values, size), Arrays.copyOf(counts, size));
    }

    /** All customers as points. */
    ClusterEngine.Source points(List<Feature> features) {
        return new ClusterEngine.Source(
                "select " + coordinates(features) + " from (" + purchases.customersSql() + ") as customers",
                purchases.relations());
    }

    /** Some of them, chosen by a hash of their id, or all where there are few; always the same. */
    double[] sample(List<Feature> features, long customers, int most) {
        long parts = (customers + most - 1) / most;
        String some = parts == 1 ? "" : " where " + FeatureView.isOfPart("customer", 0, Math.toIntExact(parts));
        String sql = "select " + coordinates(features) + " from (" + purchases.customersSql() + ") as customers" + some
                + " order by customer";
        int dimensions = Math.max(1, features.size());
        double[] points = new double[FIRST_CAPACITY * dimensions];
        int size = 0;
        try (QueryResult rows = lake.engine().query(sql, purchases.relations())) {
            while (rows.nextBatch()) {
                for (int row = 0; row < rows.batchSize(); row++) {
                    if (size == points.length) {
                        points = Arrays.copyOf(points, 2 * size);
                    }
                    for (int i = 0; i < dimensions; i++) {
                        points[size++] = rows.column(i).getDouble(row);
                    }
                }
            }
        }
        return Arrays.copyOf(points, size);
    }

    private static String coordinates(List<Feature> features) {
        return features.isEmpty()
                ? "cast(0 as double) as x"
                : features.stream()
                        .map(feature -> feature.standardisedSql() + " as "
                                + feature.measure().column())
                        .collect(Collectors.joining(", "));
    }

    /** The customers with their segments, in the order of the ids, read while they are asked for. */
    Stream<CustomerSegment> rows(RfmModel model) {
        QueryResult result = lake.engine().query(purchases.customersSql(), purchases.relations());
        return StreamSupport.stream(new Rows(result, model), false).onClose(result::close);
    }

    private static final class Rows extends Spliterators.AbstractSpliterator<CustomerSegment> {

        private final QueryResult result;
        private final RfmModel model;
        private int row;
        private int size;

        Rows(QueryResult result, RfmModel model) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.result = result;
            this.model = model;
        }

        @Override
        public boolean tryAdvance(Consumer<? super CustomerSegment> action) {
            while (row == size) {
                if (!result.nextBatch()) {
                    result.close();
                    return false;
                }
                row = 0;
                size = result.batchSize();
            }
            String id = String.valueOf(result.column(0).getObject(row));
            int days = result.column(1).getInt(row);
            int purchases = result.column(2).getInt(row);
            double amount = result.column(3).getDouble(row);
            row++;
            action.accept(
                    CustomerSegment.of(id, days, purchases, amount, model.assign(days, purchases, amount), model));
            return true;
        }
    }
}
