package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.catalog.CatalogResult;
import dev.lakehouse4j.core.engine.ColumnReader;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.util.List;

/** The texts that a statement over the catalog returned, to be printed like the rows of a query. */
final class CatalogRows implements QueryResult {

    private final CatalogResult result;
    private boolean read;

    CatalogRows(CatalogResult result) {
        this.result = result;
    }

    @Override
    public List<Column> columns() {
        return result.columns().stream()
                .map(name -> Column.nullable(name, ColumnType.Primitive.STRING))
                .toList();
    }

    @Override
    public boolean nextBatch() {
        boolean first = !read;
        read = true;
        return first;
    }

    @Override
    public int batchSize() {
        return result.rows().size();
    }

    @Override
    public ColumnReader column(int index) {
        return new Texts(index);
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    /** One column, which holds texts alone. */
    private final class Texts implements ColumnReader {

        private final int index;

        Texts(int index) {
            this.index = index;
        }

        @Override
        public boolean isNull(int row) {
            return false;
        }

        @Override
        public int getInt(int row) {
            throw new UnsupportedOperationException("a text");
        }

        @Override
        public long getLong(int row) {
            throw new UnsupportedOperationException("a text");
        }

        @Override
        public double getDouble(int row) {
            throw new UnsupportedOperationException("a text");
        }

        @Override
        public boolean getBoolean(int row) {
            throw new UnsupportedOperationException("a text");
        }

        @Override
        public Object getObject(int row) {
            return result.rows().get(row).get(index);
        }
    }
}
