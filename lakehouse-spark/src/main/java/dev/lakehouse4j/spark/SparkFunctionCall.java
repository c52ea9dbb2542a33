package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.error.QueryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * A call of a Java function from a plan of Spark; all arguments come in one row.
 *
 * <p>Spark ships plans as bytes, and functions hold models that are none. So a plan holds the names of statement and function: in
 * the process of the statement they lead to the function that was added there, in any other the factory, which travels too, makes
 * it.
 */
final class SparkFunctionCall extends AbstractFunction1<Row, Object> implements Serializable {

    private static final long serialVersionUID = 2L;

    private final String statement;
    private final String function;
    private final byte @Nullable [] factory;

    private SparkFunctionCall(String statement, String function, byte @Nullable [] factory) {
        this.statement = statement;
        this.function = function;
        this.factory = factory;
    }

    /** A call within a statement of a lake. */
    static SparkFunctionCall of(String statement, ScalarFunction function) {
        return new SparkFunctionCall(
                statement, function.name(), function.factory().isEmpty() ? null : bytes(function));
    }

    private static byte[] bytes(ScalarFunction function) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(function.factory().orElseThrow());
        } catch (IOException e) {
            throw new QueryException(
                    "Cannot call the function " + function.name() + " on Spark: its factory cannot be written for other"
                            + " processes (" + e
                            + "). Let it hold settings alone, and open what they name in create().",
                    e);
        }
        return bytes.toByteArray();
    }

    @Override
    public @Nullable Object apply(Row arguments) {
        @Nullable Object[][] columns = new Object[arguments.size()][1];
        for (int i = 0; i < columns.length; i++) {
            columns[i][0] = value(arguments.get(i));
        }
        return call(columns, 1).get(0);
    }

    /** Computes a batch: for each parameter its values, one per row. */
    List<? extends @Nullable Object> call(@Nullable Object[][] columns, int size) {
        SparkStatement running = SparkStatement.running(statement);
        if (running != null) {
            return running.call(function, columns, size);
        }
        return ExecutorFunctions.call(function, factory, columns, size);
    }

    /** A value of Spark as functions take it. */
    static @Nullable Object value(@Nullable Object value) {
        return value instanceof scala.collection.Seq<?> list ? texts(list) : value;
    }

    private static List<String> texts(scala.collection.Seq<?> list) {
        List<String> texts = new ArrayList<>();
        for (Object element : CollectionConverters.asJava(list)) {
            if (element != null) {
                texts.add(element.toString());
            }
        }
        return List.copyOf(texts);
    }

    /** Equal calls are computed once, and may be grouped by. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SparkFunctionCall call
                && statement.equals(call.statement)
                && function.equals(call.function)
                && Arrays.equals(factory, call.factory);
    }

    @Override
    public int hashCode() {
        return Objects.hash(statement, function);
    }
}
