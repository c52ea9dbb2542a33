package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.FunctionFactory;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.engine.StatementScope;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions that this process made from factories that came with tasks. An executor has nobody who owns them, so they stay
 * until it ends.
 */
final class ExecutorFunctions {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorFunctions.class);

    private static final String REMEDY = " Executors get jars by spark-submit --jars, or by the setting spark.jars.";

    private static final Map<ByteBuffer, Map<String, ScalarFunction>> MADE = new ConcurrentHashMap<>();
    private static final Map<Long, TaskScope> TASKS = new ConcurrentHashMap<>();

    private ExecutorFunctions() {}

    static List<? extends @Nullable Object> call(
            String name, byte @Nullable [] factory, @Nullable Object[][] columns, int size) {
        if (factory == null) {
            throw cannot(name, onlyInItsProcess(), null);
        }
        try {
            ScalarFunction function = MADE.computeIfAbsent(ByteBuffer.wrap(factory), unused -> make(factory))
                    .get(name);
            if (function == null) {
                throw new QueryException("its factory makes no function of that name here. Give all processes the same"
                        + " version of its jar.");
            }
            TaskContext task = TaskContext.get();
            if (task != null) {
                return function.call(columns, size, scope(task));
            }
            try (TaskScope scope = new TaskScope()) {
                return function.call(columns, size, scope);
            }
        } catch (ClassMissingException | LinkageError e) {
            throw cannot(name, "the class path there lacks " + missing(e) + "." + REMEDY, e);
        } catch (LakehouseException e) {
            boolean jar = String.valueOf(e.getMessage()).contains("class path");
            throw cannot(name, e.getMessage() + (jar ? REMEDY : ""), e);
        } catch (RuntimeException e) {
            throw cannot(name, "it failed: " + e, e);
        }
    }

    static String onlyInItsProcess() {
        return "it was added as a function of the program's own process. Add it by a factory,"
                + " lake.engine().register(FunctionFactory), which makes it in each process, or run Spark with a local"
                + " master.";
    }

    private static QueryException cannot(String function, @Nullable String why, @Nullable Throwable cause) {
        SparkEnv env = SparkEnv.get();
        String where = env == null
                ? "here"
                : "on executor " + env.executorId() + " ("
                        + env.blockManager().blockManagerId().host() + ")";
        return new QueryException("Cannot call the function " + function + " " + where + ": " + why, cause);
    }

    private static String missing(Throwable error) {
        return String.valueOf(error.getMessage()).replace('/', '.');
    }

    private static Map<String, ScalarFunction> make(byte[] bytes) {
        FunctionFactory factory = read(bytes);
        Map<String, ScalarFunction> functions = new HashMap<>();
        factory.create().forEach(function -> functions.put(function.name(), function));
        LOG.info("Made the functions {} in this process", functions.keySet());
        return Map.copyOf(functions);
    }

    private static FunctionFactory read(byte[] bytes) {
        try (ObjectInputStream in = new FactoryStream(new ByteArrayInputStream(bytes))) {
            return (FunctionFactory) in.readObject();
        } catch (ClassNotFoundException e) {
            throw new ClassMissingException(e);
        } catch (IOException e) {
            throw new QueryException(
                    "its factory cannot be read here (" + e + "). Give all processes the same version of its jar.", e);
        }
    }

    /** What the functions of a task share, closed with it. */
    private static TaskScope scope(TaskContext task) {
        return TASKS.computeIfAbsent(task.taskAttemptId(), id -> {
            TaskScope scope = new TaskScope();
            task.addTaskCompletionListener(done -> {
                TASKS.remove(id);
                scope.close();
            });
            return scope;
        });
    }

    private static final class ClassMissingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ClassMissingException(ClassNotFoundException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Finds classes of jars that came with the job. */
    private static final class FactoryStream extends ObjectInputStream {

        FactoryStream(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(
                        description.getName(), false, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description); // Primitive types have no loader.
            }
        }
    }

    private static final class TaskScope implements StatementScope, AutoCloseable {

        private final Map<Class<?>, Object> shared = new LinkedHashMap<>();

        @Override
        public synchronized <T> T shared(Class<T> type, Supplier<T> create) {
            return type.cast(shared.computeIfAbsent(type, unused -> create.get()));
        }

        @Override
        public synchronized void close() {
            SparkStatement.close(shared.values());
        }
    }
}
