package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.engine.SqlFunction;
import dev.lakehouse4j.core.engine.StatementScope;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A running statement: the functions it may call, what they share in this process, and the first failure among them. */
final class SparkStatement implements StatementScope, AutoCloseable {

    private static final Map<String, SparkStatement> RUNNING = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final Map<String, SqlFunction> functions;
    private final Map<Class<?>, Object> shared = new LinkedHashMap<>();
    private @Nullable LakehouseException failure;

    SparkStatement(Map<String, SqlFunction> functions) {
        this.functions = functions;
        if (!functions.isEmpty()) {
            RUNNING.put(id, this);
        }
    }

    /** The statement, null in other processes than that which started it. */
    static @Nullable SparkStatement running(String id) {
        return RUNNING.get(id);
    }

    String id() {
        return id;
    }

    @Nullable
    SqlFunction function(String name) {
        return functions.get(name);
    }

    List<? extends @Nullable Object> call(String name, @Nullable Object[][] columns, int size) {
        try {
            if (!(functions.get(name) instanceof ScalarFunction function)) {
                throw new IllegalStateException("unreachable: " + name);
            }
            return function.call(columns, size, this);
        } catch (RuntimeException e) {
            throw failed(name, e);
        }
    }

    synchronized LakehouseException failed(String function, RuntimeException e) {
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
    public synchronized <T> T shared(Class<T> type, Supplier<T> create) {
        return type.cast(shared.computeIfAbsent(type, unused -> create.get()));
    }

    @Override
    public synchronized void close() {
        RUNNING.remove(id);
        close(shared.values());
        shared.clear();
    }

    static void close(Collection<Object> shared) {
        for (Object object : shared) {
            if (object instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new QueryException("Cannot end the query: " + e.getMessage(), e);
                }
            }
        }
    }
}
