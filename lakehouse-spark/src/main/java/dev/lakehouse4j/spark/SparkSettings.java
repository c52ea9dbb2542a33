package dev.lakehouse4j.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.internal.SQLConf;

/** Sessions with the settings under which SQL means on Spark what it means on the embedded engine. */
final class SparkSettings {

    /** What the meaning of a statement hangs on; set over whatever the user's session has. */
    private static final Map<String, String> MEANING = Map.ofEntries(
            Map.entry("spark.sql.ansi.enabled", "true"),
            Map.entry("spark.sql.ansi.doubleQuotedIdentifiers", "true"),
            Map.entry("spark.sql.ansi.enforceReservedKeywords", "false"),
            Map.entry("spark.sql.parser.escapedStringLiterals", "true"),
            Map.entry("spark.sql.legacy.consecutiveStringLiterals.enabled", "false"),
            Map.entry("spark.sql.timestampType", "TIMESTAMP_NTZ"),
            Map.entry("spark.sql.session.timeZone", "UTC"),
            Map.entry("spark.sql.caseSensitive", "false"),
            Map.entry("spark.sql.datetime.java8API.enabled", "true"),
            Map.entry("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS"),
            Map.entry("spark.sql.parquet.inferTimestampNTZ.enabled", "true"),
            Map.entry("spark.sql.parquet.writeLegacyFormat", "false"),
            Map.entry("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED"),
            Map.entry("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED"),
            Map.entry("spark.sql.files.ignoreMissingFiles", "false"),
            Map.entry("spark.sql.files.ignoreCorruptFiles", "false"),
            Map.entry("spark.sql.parquet.binaryAsString", "true"),
            Map.entry(
                    "spark.sql.sources.commitProtocolClass",
                    SQLConf.FILE_COMMIT_PROTOCOL_CLASS().defaultValueString()),
            // The log has listed the files already; a job to look for them again would cost more than reading them.
            Map.entry("spark.sql.sources.parallelPartitionDiscovery.threshold", "100000"));

    private SparkSettings() {}

    /** A session beside the user's, in the same Spark: with the user's settings where ours say nothing. */
    static SparkSession ownSession(SparkSession user) {
        SparkSession own = user.newSession();
        Map<String, String> settings = new LinkedHashMap<>();
        scala.jdk.javaapi.CollectionConverters.asJava(user.conf().getAll()).forEach(settings::put);
        settings.putAll(MEANING);
        settings.forEach((name, value) -> {
            if (own.conf().isModifiable(name)) {
                own.conf().set(name, value);
            }
        });
        BatchedCalls.addTo(own);
        return own;
    }

    static SparkSqlEngine startLocal(int threads) {
        org.apache.spark.sql.SparkSession started = org.apache.spark.sql.SparkSession.builder()
                .master("local[" + threads + "]")
                .appName("lakehouse4j")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", String.valueOf(threads))
                .getOrCreate();
        SparkEngine.requireVersion(started.version(), scala.util.Properties.versionNumberString());
        return new SparkSqlEngine(ownSession((SparkSession) started), true);
    }
}
