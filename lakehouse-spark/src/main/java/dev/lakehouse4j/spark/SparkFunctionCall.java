package dev.lakehouse4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** A call of a Java function from a plan of Spark; all arguments come in one row. */
final class SparkFunctionCall extends AbstractFunction1<Row, Object> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String statement;
    private final String function;

    SparkFunctionCall(String statement, String function) {
        this.statement = statement;
        this.function = function;
    }

    @Override
    public @Nullable Object apply(Row arguments) {
        @Nullable Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(i) instanceof scala.collection.Seq<?> list ? texts(list) : arguments.get(i);
        }
        return SparkStatement.running(statement, function).call(function, values);
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
}
