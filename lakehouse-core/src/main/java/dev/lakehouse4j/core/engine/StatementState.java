package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the Java functions of a session share, and the first failure among them, which DuckDB would pass on as text at best. */
final class StatementState implements StatementScope, AutoCloseable {

    private final Map<Class<?>, Object> shared = new LinkedHashMap<>();
    private @Nullable LakehouseException failure;

    @Override
    public synchronized <T> T shared(Class<T> type, Supplier<T> create) {
        return type.cast(shared.computeIfAbsent(type, unused -> create.get()));
    }

    synchronized LakehouseException failed(String function, Exception e) {
        LakehouseException error = e instanceof LakehouseException own
                ? own
                : new QueryException("Cannot run the query: the function " + function + " failed: " + e, e);
        if (failure == null) {
            failure = error;
        }
        return error;
    }

    synchronized @Nullable LakehouseException failure() {
        return failure;
    }

    @Override
    public synchronized void close() {
        for (Object object : shared.values()) {
            if (object instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new QueryException("Cannot end the query: " + e.getMessage(), e);
                }
            }
        }
        shared.clear();
    }
}
