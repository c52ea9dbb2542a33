package dev.lakehouse4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * Calls functions with the rows of a partition, some thousand at a time. A row has the columns that are carried along, and then
 * one row of arguments for each call, in whose place comes what the function gives.
 */
final class CallBatches extends AbstractFunction1<scala.collection.Iterator<Object>, scala.collection.Iterator<Object>>
        implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int BATCH_ROWS = 2048;

    private final int carried;
    private final List<SparkFunctionCall> calls;

    CallBatches(int carried, List<SparkFunctionCall> calls) {
        this.carried = carried;
        this.calls = new ArrayList<>(calls);
    }

    @Override
    public scala.collection.Iterator<Object> apply(scala.collection.Iterator<Object> rows) {
        Iterator<Object> left = CollectionConverters.asJava(rows);
        return CollectionConverters.asScala(new Iterator<Object>() {

            private Iterator<Object> batch = List.of().iterator();

            @Override
            public boolean hasNext() {
                return batch.hasNext() || left.hasNext();
            }

            @Override
            public Object next() {
                if (!batch.hasNext()) {
                    batch = compute(left).iterator();
                }
                return batch.next();
            }
        });
    }

    private List<Object> compute(Iterator<Object> left) {
        List<Row> rows = new ArrayList<>();
        while (rows.size() < BATCH_ROWS && left.hasNext()) {
            rows.add((Row) left.next());
        }
        List<List<? extends @Nullable Object>> results = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            results.add(calls.get(i).call(arguments(rows, carried + i), rows.size()));
        }
        List<Object> computed = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            @Nullable Object[] values = new Object[carried + calls.size()];
            for (int i = 0; i < carried; i++) {
                values[i] = rows.get(row).get(i);
            }
            for (int i = 0; i < calls.size(); i++) {
                values[carried + i] = results.get(i).get(row);
            }
            computed.add(RowFactory.create(values));
        }
        return computed;
    }

    private static @Nullable Object[][] arguments(List<Row> rows, int position) {
        int parameters = rows.get(0).getStruct(position).size();
        @Nullable Object[][] columns = new Object[parameters][rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            Row arguments = rows.get(row).getStruct(position);
            for (int i = 0; i < parameters; i++) {
                columns[i][row] = SparkFunctionCall.value(arguments.get(i));
            }
        }
        return columns;
    }
}
