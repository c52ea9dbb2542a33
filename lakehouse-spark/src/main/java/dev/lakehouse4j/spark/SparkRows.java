package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.ColumnReader;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows of a query on Spark: one partition after the other is computed and brought to this process. */
final class SparkRows implements QueryResult {

    private static final int BATCH_ROWS = 4096;

    private final List<Column> columns;
    private final Iterator<Row> rows;
    private final Function<Throwable, RuntimeException> translate;
    private final SparkStatement statement;
    private final @Nullable Object[][] batch;
    private int size;

    SparkRows(
            List<Column> columns,
            Iterator<Row> rows,
            Function<Throwable, RuntimeException> translate,
            SparkStatement statement) {
        this.columns = List.copyOf(columns);
        this.rows = rows;
        this.translate = translate;
        this.statement = statement;
        this.batch = new Object[columns.size()][BATCH_ROWS];
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // Scala throws checked exceptions without saying so.
    public boolean nextBatch() {
        size = 0;
        try {
            while (size < BATCH_ROWS && rows.hasNext()) {
                Row row = rows.next();
                for (int i = 0; i < batch.length; i++) {
                    batch[i][size] = value(row.get(i), columns.get(i).type());
                }
                size++;
            }
        } catch (Exception e) {
            throw translate.apply(e);
        }
        return size > 0;
    }

    static @Nullable Object value(@Nullable Object value, ColumnType type) {
        if (value == null) {
            return null;
        } else if (type instanceof ColumnType.StructType struct) {
            Row row = (Row) value;
            Object[] fields = new Object[row.size()];
            for (int i = 0; i < fields.length; i++) {
                fields[i] = value(row.get(i), struct.fields().get(i).type());
            }
            return fields;
        } else if (type instanceof ColumnType.ListType list) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (Object element : scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Seq<?>) value)) {
                elements.add(value(element, list.element()));
            }
            return elements;
        } else if (type instanceof ColumnType.MapType map) {
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Map<?, ?>) value)
                    .forEach((key, entry) -> entries.put(value(key, map.key()), value(entry, map.value())));
            return entries;
        }
        return value;
    }

    @Override
    public int batchSize() {
        return size;
    }

    @Override
    public ColumnReader column(int index) {
        return new Values(batch[index]);
    }

    @Override
    public void close() {
        size = 0;
        statement.close();
    }

    /** Values that were brought here already. */
    private static final class Values implements ColumnReader {

        private final @Nullable Object[] values;

        Values(@Nullable Object[] values) {
            this.values = values;
        }

        @Override
        public boolean isNull(int row) {
            return values[row] == null;
        }

        @Override
        public int getInt(int row) {
            return ((Number) present(row)).intValue();
        }

        @Override
        public long getLong(int row) {
            return ((Number) present(row)).longValue();
        }

        @Override
        public double getDouble(int row) {
            return ((Number) present(row)).doubleValue();
        }

        @Override
        public boolean getBoolean(int row) {
            return (Boolean) present(row);
        }

        private Object present(int row) {
            return Objects.requireNonNull(values[row]);
        }

        @Override
        public @Nullable Object getObject(int row) {
            return values[row];
        }
    }
}
