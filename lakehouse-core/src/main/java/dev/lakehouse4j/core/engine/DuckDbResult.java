package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.Column;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** Results of DuckDB: as Arrow batches where the JVM allows it, through JDBC otherwise. */
final class DuckDbResult {

    private DuckDbResult() {}

    static QueryResult run(DuckDbSession session, String sql, List<Column> columns) throws SQLException {
        return ArrowSupport.isAvailable() ? new OverArrow(session, sql, columns) : new OverJdbc(session, sql, columns);
    }

    private static LakehouseException failed(DuckDbSession session, Exception e, String more) {
        LakehouseException failure = session.state().failure();
        return failure == null ? new QueryException("Cannot run the query: " + e.getMessage() + more, e) : failure;
    }

    private static final class OverArrow implements QueryResult {

        private final List<Column> columns;
        private final BufferAllocator allocator = new RootAllocator();
        private final ArrowReader reader;
        private final List<ArrowColumnReader> readers = new ArrayList<>();
        private final String sql;
        private final DuckDbSession session;
        private int size;

        OverArrow(DuckDbSession session, String sql, List<Column> columns) throws SQLException {
            this.columns = List.copyOf(columns);
            this.sql = sql;
            this.session = session;
            try {
                this.reader = DuckDbArrow.export(session, sql, allocator);
            } catch (SQLException | RuntimeException e) {
                allocator.close();
                throw e;
            }
            for (Column column : columns) {
                readers.add(ArrowColumnReader.of(column.type()));
            }
        }

        @Override
        public List<Column> columns() {
            return columns;
        }

        @Override
        public boolean nextBatch() {
            try {
                do {
                    if (!reader.loadNextBatch()) {
                        size = 0;
                        return false;
                    }
                    size = reader.getVectorSchemaRoot().getRowCount();
                } while (size == 0);
                List<FieldVector> vectors = reader.getVectorSchemaRoot().getFieldVectors();
                for (int i = 0; i < readers.size(); i++) {
                    readers.get(i).bind(vectors.get(i));
                }
                return true;
            } catch (IOException e) {
                throw failed(session, e, "\nThe query:\n" + sql);
            }
        }

        @Override
        public int batchSize() {
            return size;
        }

        @Override
        public ColumnReader column(int index) {
            return readers.get(index);
        }

        @Override
        public void close() {
            try (allocator) {
                reader.close();
            } catch (IOException e) {
                throw new QueryException("Cannot end the query: " + e.getMessage(), e);
            }
        }
    }

    private static final class OverJdbc implements QueryResult {

        private static final int BATCH_ROWS = 2048;

        private final DuckDbSession session;
        private final List<Column> columns;
        private final Statement statement;
        private final ResultSet result;
        private final @Nullable Object[][] batch;
        private int size;

        OverJdbc(DuckDbSession session, String sql, List<Column> columns) throws SQLException {
            this.session = session;
            this.columns = List.copyOf(columns);
            this.batch = new Object[columns.size()][BATCH_ROWS];
            this.statement = session.statement();
            this.result = statement.executeQuery(sql);
        }

        @Override
        public List<Column> columns() {
            return columns;
        }

        @Override
        public boolean nextBatch() {
            try {
                size = 0;
                while (size < BATCH_ROWS && result.next()) {
                    for (int i = 0; i < batch.length; i++) {
                        batch[i][size] =
                                JdbcValues.read(result, i + 1, columns.get(i).type());
                    }
                    size++;
                }
                return size > 0;
            } catch (SQLException e) {
                throw failed(session, e, "");
            }
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
            try (session;
                    statement;
                    result) {
                size = 0;
            } catch (SQLException e) {
                throw new QueryException("Cannot end the query: " + e.getMessage(), e);
            }
        }
    }

    /** Values that were read already. */
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
            return java.util.Objects.requireNonNull(values[row]);
        }

        @Override
        public @Nullable Object getObject(int row) {
            return values[row];
        }
    }
}
