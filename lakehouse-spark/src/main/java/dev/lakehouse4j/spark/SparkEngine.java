package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import org.apache.spark.sql.SparkSession;

/**
 * Makes engines that compute the SQL of a lake with Apache Spark.
 *
 * <pre>{@code
 * try (Lakehouse lake = Lakehouse.open(folder, SparkEngine.on(spark))) { ... }
 * }</pre>
 *
 * <p>Spark is not brought along: the application, or the cluster, has it on its class path.
 */
public final class SparkEngine {

    /** The minor version of Spark whose plans this module builds. */
    static final String SPARK = "4.1";

    private static final String SCALA = "2.13";

    private SparkEngine() {}

    /**
     * An engine over a running Spark. It works in a session of its own, with settings of its own, and leaves the given session
     * as it is; closing the engine does not stop Spark.
     *
     * @param session a session of Spark 4.1 for Scala 2.13 in this process, not one of Spark Connect
     * @return the engine
     * @throws QueryException when Spark has another version, is stopped, or runs elsewhere
     */
    public static SqlEngine on(SparkSession session) {
        return new SparkSqlEngine(SparkSettings.ownSession(require(session)), false);
    }

    /**
     * An engine over a Spark that is started inside this process, and stopped when the engine is closed.
     *
     * @param threads threads of Spark, at least 1
     * @return the engine
     * @throws QueryException when Spark is not on the class path, or has another version
     */
    public static SqlEngine local(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("Cannot run Spark on " + threads + " threads. Give at least 1.");
        }
        try {
            Class.forName("org.apache.spark.sql.classic.SparkSession", false, SparkEngine.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new QueryException(
                    "Cannot run on Spark: there is no Spark " + SPARK + " on the class path. Add"
                            + " org.apache.spark:spark-sql_" + SCALA + ":" + SPARK + ".x, or submit the program with"
                            + " spark-submit.",
                    e);
        }
        return SparkSettings.startLocal(threads);
    }

    /** A session that this module can work in. */
    static org.apache.spark.sql.classic.SparkSession require(SparkSession session) {
        requireVersion(session.version(), scala.util.Properties.versionNumberString());
        if (!(session instanceof org.apache.spark.sql.classic.SparkSession classic)) {
            throw new QueryException("Cannot run on this Spark session: it is one of Spark Connect, whose plans lie in"
                    + " another process. Give a session that runs in this process.");
        }
        if (classic.sparkContext().isStopped()) {
            throw new QueryException("Cannot run on this Spark session: Spark is stopped. The program stopped it,"
                    + " or its master " + classic.sparkContext().master()
                    + " did not answer or gave it up; the log of Spark"
                    + " says which. Give a session that runs.");
        }
        return classic;
    }

    static void requireVersion(String spark, String scala) {
        if (!spark.startsWith(SPARK + ".")) {
            throw new QueryException("Cannot run on Spark " + spark + ": this module is made for Spark " + SPARK
                    + ", whose inner classes change with each minor version. Use Spark " + SPARK + ".x.");
        }
        if (!scala.startsWith(SCALA + ".")) {
            throw new QueryException("Cannot run on a Spark for Scala " + scala + ": this module is made for Scala "
                    + SCALA + ". Use the artifacts of Spark that end in _" + SCALA + ".");
        }
    }
}
