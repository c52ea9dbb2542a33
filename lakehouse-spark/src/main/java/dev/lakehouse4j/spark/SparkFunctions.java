package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.FunctionFactory;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.error.QueryException;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Java functions in the SQL of a Spark session, without a lake.
 *
 * <pre>{@code
 * SparkFunctions.register(spark, AiFunctions.portuguese());
 * spark.sql("select ai_analyze_sentiment(comment) as mood, count(*) from reviews group by mood").show();
 * }</pre>
 *
 * <p>The functions of a lake need none of this: add them with {@link dev.lakehouse4j.core.engine.SqlEngine#register}.
 */
public final class SparkFunctions {

    private SparkFunctions() {}

    /**
     * Adds functions to a session, for every statement that starts from now on. Each executor makes them once, and is called with
     * many rows at a time.
     *
     * @param session a session of Spark 4.1 for Scala 2.13 in this process, not one of Spark Connect
     * @param factory makes the functions; executors need the jars of its class and of what it opens
     * @throws QueryException when Spark has another version or runs elsewhere, or the factory cannot be written as bytes
     */
    public static void register(SparkSession session, FunctionFactory factory) {
        org.apache.spark.sql.classic.SparkSession classic = SparkEngine.require(session);
        for (ScalarFunction made : factory.create()) {
            ScalarFunction function = made.madeBy(factory);
            SparkFunctionCall call = SparkFunctionCall.of("", function);
            classic.sessionState()
                    .functionRegistry()
                    .createOrReplaceTempFunction(
                            function.name(),
                            arguments -> FunctionCalls.call(function, CollectionConverters.asJava(arguments), call),
                            "java_udf");
        }
        BatchedCalls.addTo(classic);
    }
}
