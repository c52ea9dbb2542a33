package dev.lakehouse4j.spark;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.execution.arrow.ArrowWriter;
import org.apache.spark.sql.util.ArrowUtils;
import org.jspecify.annotations.Nullable;

/** Rows of a query on Spark as Arrow batches. */
final class SparkArrow extends ArrowReader {

    private static final int BATCH_ROWS = 4096;

    private final Schema schema;
    private final scala.collection.Iterator<InternalRow> rows;
    private final String sql;
    private final SparkStatement statement;
    private @Nullable ArrowWriter writer;

    SparkArrow(Dataset<Row> rows, String sql, BufferAllocator allocator, SparkStatement statement) {
        super(allocator);
        this.sql = sql;
        this.statement = statement;
        this.schema = ArrowUtils.toArrowSchema(rows.schema(), "UTC", true, false);
        this.rows = rows.queryExecution().executedPlan().executeToIterator();
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // Scala throws checked exceptions without saying so.
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        ArrowWriter current = writer;
        if (current == null) {
            current = ArrowWriter.create(getVectorSchemaRoot());
            writer = current;
        }
        current.reset();
        int size = 0;
        try {
            while (size < BATCH_ROWS && rows.hasNext()) {
                current.write(rows.next());
                size++;
            }
        } catch (Exception e) {
            throw SparkErrors.translate("run the query", sql, e, statement);
        }
        current.finish();
        return size > 0;
    }

    @Override
    public long bytesRead() {
        return 0; // Rows come from Spark, not from a stream of bytes.
    }

    @Override
    protected void closeReadSource() {
        statement.close();
    }

    @Override
    protected Schema readSchema() {
        return schema;
    }
}
