package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.SchemaException;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;

/** Arrow batches into and out of DuckDB, over Arrow's C data interface. */
final class DuckDbArrow {

    static final int BATCH_ROWS = 16_384;

    private DuckDbArrow() {}

    /** Runs a query; the reader owns the session and closes it. */
    static ArrowReader export(DuckDbSession session, String sql, BufferAllocator allocator) throws SQLException {
        Statement statement = session.statement();
        ResultSet result = statement.executeQuery(sql);
        ArrowReader reader =
                (ArrowReader) result.unwrap(DuckDBResultSet.class).arrowExportStream(allocator, BATCH_ROWS);
        Closing closing = () -> {
            try (session;
                    statement;
                    result) {
                reader.close();
            }
        };
        return new PassedReader(reader, allocator, closing) {
            @Override
            public boolean loadNextBatch() throws IOException {
                try {
                    return super.loadNextBatch();
                } catch (IOException e) {
                    LakehouseException failure = session.state().failure();
                    if (failure != null) {
                        throw failure;
                    }
                    throw e;
                }
            }
        };
    }

    /** Binds batches to a name that queries of the session can read once. */
    static Registered register(DuckDbSession session, ArrowReader reader) throws IOException {
        List<FieldVector> vectors = reader.getVectorSchemaRoot().getFieldVectors();
        if (vectors.isEmpty()) {
            throw new SchemaException("Cannot write Arrow batches: they have no columns.");
        }
        // Batches are handed over without a copy, so what they are packed in must come from their own allocator.
        BufferAllocator allocator = vectors.get(0).getAllocator();
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator);
        Data.exportArrayStream(
                allocator,
                new PassedReader(reader, allocator, () -> {
                    // The end of the export is not the end of the reader: that is for whoever opened it.
                }),
                stream);
        String name = "arrow_input";
        session.connection().registerArrowStream(name, stream);
        return new Registered(name, stream);
    }

    record Registered(String name, ArrowArrayStream stream) implements AutoCloseable {
        @Override
        public void close() {
            stream.release();
            stream.close();
        }
    }

    /** What is to be done when a reader is closed. */
    @FunctionalInterface
    private interface Closing {
        void close() throws SQLException, IOException;
    }

    /** Passes batches on; what closing it means is up to its maker. */
    private static class PassedReader extends ArrowReader {

        private final ArrowReader inner;
        private final Closing closing;
        private boolean closed;

        PassedReader(ArrowReader inner, BufferAllocator allocator, Closing closing) {
            super(allocator);
            this.inner = inner;
            this.closing = closing;
        }

        @Override
        public org.apache.arrow.vector.VectorSchemaRoot getVectorSchemaRoot() throws IOException {
            return inner.getVectorSchemaRoot();
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            return inner.loadNextBatch();
        }

        @Override
        public long bytesRead() {
            return inner.bytesRead();
        }

        @Override
        public void close() throws IOException {
            closeReadSource();
        }

        @Override
        protected void closeReadSource() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try {
                closing.close();
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }

        @Override
        protected Schema readSchema() throws IOException {
            return inner.getVectorSchemaRoot().getSchema();
        }
    }
}
