package dev.lakehouse4j.core.engine;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
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
        return new SessionReader(reader, allocator, () -> {
            try (session;
                    statement;
                    result) {
                reader.close();
            }
        });
    }

    /** Binds batches to a name that queries of the session can read once. */
    static Registered register(DuckDbSession session, ArrowReader reader) {
        BufferAllocator allocator = new RootAllocator();
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator);
        Data.exportArrayStream(allocator, reader, stream);
        String name = "arrow_input";
        session.connection().registerArrowStream(name, stream);
        return new Registered(name, stream, allocator);
    }

    record Registered(String name, ArrowArrayStream stream, BufferAllocator allocator) implements AutoCloseable {
        @Override
        public void close() {
            stream.close();
            allocator.close();
        }
    }

    /** What is to be done when a reader is closed. */
    @FunctionalInterface
    private interface Closing {
        void close() throws SQLException, IOException;
    }

    /** Passes batches on, and ends the query when it is closed. */
    private static final class SessionReader extends ArrowReader {

        private final ArrowReader inner;
        private final Closing closing;
        private boolean closed;

        SessionReader(ArrowReader inner, BufferAllocator allocator, Closing closing) {
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
