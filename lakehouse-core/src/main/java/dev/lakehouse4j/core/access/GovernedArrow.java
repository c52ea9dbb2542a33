package dev.lakehouse4j.core.access;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Arrow batches whose errors tell nothing that their reader must not know. */
final class GovernedArrow extends ArrowReader {

    private final ArrowReader reader;
    private final SafeErrors errors;

    GovernedArrow(BufferAllocator allocator, ArrowReader reader, SafeErrors errors) {
        super(allocator);
        this.reader = reader;
        this.errors = errors;
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
        try {
            return reader.getVectorSchemaRoot();
        } catch (IOException e) {
            throw hidden(e);
        }
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        try {
            return reader.loadNextBatch();
        } catch (IOException e) {
            throw hidden(e);
        } catch (RuntimeException e) {
            throw errors.clean(e);
        }
    }

    private IOException hidden(IOException e) {
        return new IOException(errors.clean(e).getMessage());
    }

    @Override
    public Map<Long, Dictionary> getDictionaryVectors() throws IOException {
        try {
            return reader.getDictionaryVectors();
        } catch (IOException e) {
            throw hidden(e);
        }
    }

    @Override
    public Dictionary lookup(long id) {
        return reader.lookup(id);
    }

    @Override
    public Set<Long> getDictionaryIds() {
        return reader.getDictionaryIds();
    }

    @Override
    public long bytesRead() {
        return reader.bytesRead();
    }

    @Override
    public void close(boolean closeReadSource) throws IOException {
        reader.close(closeReadSource);
    }

    @Override
    protected void closeReadSource() throws IOException {
        reader.close();
    }

    @Override
    protected Schema readSchema() throws IOException {
        return getVectorSchemaRoot().getSchema();
    }
}
