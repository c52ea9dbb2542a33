package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Layer;
import dev.lakehouse4j.core.TableRef;

/**
 * Assertions on lakes and tables, in the manner of AssertJ.
 *
 * <pre>{@code
 * assertThatTable(lake, ORDERS).hasRows(3).hasUniqueKey().allRowsSatisfy("price >= 0");
 * assertThatLake(lake).hasTables("bronze.orders", "silver.orders");
 * }</pre>
 */
public final class LakehouseAssertions {

    private LakehouseAssertions() {}

    /**
     * Starts assertions on the newest version of a table, as it is now.
     *
     * @param <R> the record type of its rows
     * @param lake the lake
     * @param table names the table; it need not exist
     * @return the assertions
     */
    public static <R extends Record> TableAssert<R> assertThatTable(Lakehouse lake, TableRef<?, R> table) {
        return newest(lake, table);
    }

    private static <L extends Layer, R extends Record> TableAssert<R> newest(Lakehouse lake, TableRef<L, R> ref) {
        return new TableAssert<>(
                lake,
                lake.table(ref),
                lake.store().latest(lake.folder(ref.fullName())).orElse(null));
    }

    /**
     * Starts assertions on a lake.
     *
     * @param lake the lake
     * @return the assertions
     */
    public static LakeAssert assertThatLake(Lakehouse lake) {
        return new LakeAssert(lake);
    }
}
