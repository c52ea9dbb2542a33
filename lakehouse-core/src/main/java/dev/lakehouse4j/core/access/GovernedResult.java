package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.engine.ColumnReader;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.schema.Column;
import java.util.List;

/** A result whose errors tell nothing that its reader must not know. */
final class GovernedResult implements QueryResult {

    private final QueryResult result;
    private final SafeErrors errors;

    GovernedResult(QueryResult result, SafeErrors errors) {
        this.result = result;
        this.errors = errors;
    }

    @Override
    public List<Column> columns() {
        return result.columns();
    }

    @Override
    public boolean nextBatch() {
        return errors.run(result::nextBatch);
    }

    @Override
    public int batchSize() {
        return result.batchSize();
    }

    @Override
    public ColumnReader column(int index) {
        return result.column(index);
    }

    @Override
    public void close() {
        errors.run(() -> {
            result.close();
            return true;
        });
    }
}
