package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.engine.SqlFunction;
import dev.lakehouse4j.core.engine.StatementScope;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running statement: the functions it may call, what they share, and the first failure among them.
 *
 * <p>Spark ships plans as bytes, and functions hold models that are none; so a plan holds the statement's name alone, and finds
 * the statement in the process where it was started. That is where all tasks run with a local master.
 */
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

    static SparkStatement running(String id, String function) {
        SparkStatement statement = RUNNING.get(id);
        if (statement == null) {
            throw new QueryException("Cannot call the function " + function
                    + " here: it lives in the process that added it, and this task runs in another one, or after the"
                    + " statement's end. Run Spark with a local master, or call it on a result that was brought home.");
        }
        return statement;
    }

    String id() {
        return id;
    }

    @Nullable
    SqlFunction function(String name) {
        return functions.get(name);
    }

    @Nullable
    Object call(String name, @Nullable Object[] arguments) {
        @Nullable Object[][] columns = new Object[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            columns[i] = new Object[] {arguments[i]};
        }
        try {
            if (!(functions.get(name) instanceof ScalarFunction function)) {
                throw new IllegalStateException("unreachable: " + name);
            }
            return function.call(columns, 1, this).get(0);
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
