package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.Column;
import java.util.List;

/**
 * The rows of a query, batch by batch, so that a result may be larger than memory. Close it; it holds native resources.
 * Not safe for use by several threads.
 */
public interface QueryResult extends AutoCloseable {

    /**
     * The columns of the result.
     *
     * @return the columns in order, all nullable
     */
    List<Column> columns();

    /**
     * Moves on to the next batch.
     *
     * @return false when there is none left
     */
    boolean nextBatch();

    /**
     * Rows of the current batch.
     *
     * @return number of rows
     */
    int batchSize();

    /**
     * A column; the reader always reads the current batch.
     *
     * @param index position of the column, from 0
     * @return its reader
     */
    ColumnReader column(int index);

    @Override
    void close();
}
