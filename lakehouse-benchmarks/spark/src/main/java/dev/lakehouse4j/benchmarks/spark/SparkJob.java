package dev.lakehouse4j.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The job written by hand on Spark in local mode, every table a Delta table.
 *
 * <p>It runs the same queries as the peer on DuckDB; they lie as text on the class path.
 */
public final class SparkJob {

    private static final String OWN = "/dev/lakehouse4j/benchmarks/job/";
    private static final String MODELS = "/dev/lakehouse4j/medallion/commerce/";
    private static final String ACCENTED = "áàâãäåéèêëíìîïóòôõöúùûüçñý";
    private static final String PLAIN = "aaaaaaeeeeiiiiooooouuuucny";

    /** What the portable queries call, as functions of Spark. */
    private static final List<String> FUNCTIONS = List.of(
            "days_between(earlier date, later date) returns int return datediff(later, earlier)",
            "date_key(d date) returns int return cast(year(d) * 10000 + month(d) * 100 + day(d) as int)",
            "iso_weekday(d date) returns int return cast(weekday(d) + 1 as int)",
            "matches(s string, re string) returns boolean return s rlike re",
            "regexp_replace_all(s string, re string, replacement string) returns string"
                    + " return regexp_replace(s, re, replacement)",
            "strip_accents(s string) returns string return translate(s, '" + ACCENTED + "', '" + PLAIN + "')",
            "surrogate_key(k string) returns bigint"
                    + " return cast(conv(substring(md5(cast(k as binary)), 1, 15), 16, 10) as bigint)");

    private final SparkSession spark;
    private final Path target;

    private SparkJob(SparkSession spark, Path target) {
        this.spark = spark;
        this.target = target;
    }

    /**
     * Runs the job once.
     *
     * @param args folder of the files, folder for the tables, and (not used: the JVM's heap is Spark's limit) memory in MiB,
     *     threads
     * @throws IOException when a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        String threads = args[3];
        SparkSession spark = SparkSession.builder()
                .appName("medallion")
                .master("local[" + threads + "]")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .config("spark.sql.catalogImplementation", "in-memory")
                .config("spark.sql.warehouse.dir", args[1] + "/warehouse")
                .config("spark.local.dir", args[1] + "/spill")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.timestampType", "TIMESTAMP_NTZ")
                .config("spark.sql.shuffle.partitions", threads)
                .config("spark.databricks.delta.snapshotPartitions", "1")
                .getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
        FUNCTIONS.forEach(function -> spark.sql("create temporary function " + function));
        SparkJob job = new SparkJob(spark, Path.of(args[1]));
        job.load(Path.of(args[0]));
        job.transform();
        spark.stop();
    }

    private void load(Path source) throws IOException {
        String batch = UUID.randomUUID().toString();
        for (String line : lines("files.txt")) {
            String[] parts = line.split(" ", -1);
            Path file = source.resolve(parts[1]);
            var reader = spark.read().option("header", true).option("escape", "\"");
            if (parts[0].equals("reviews")) {
                // Left to itself, Spark turns line breaks inside quotes into others.
                reader = reader.option("multiLine", true).option("lineSep", endsWithReturn(file) ? "\r\n" : "\n");
            }
            write(
                    "bronze." + parts[0],
                    reader.csv(file.toString())
                            .select(
                                    col("*"),
                                    col("_metadata.file_name").as("_source_file"),
                                    monotonically_increasing_id().as("_source_row"),
                                    lit(batch).as("_batch_id"),
                                    current_timestamp().as("_ingested_at")));
        }
    }

    /** Whether the first line of a file ends with carriage return and line feed. */
    private static boolean endsWithReturn(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            int last = 0;
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                last = next;
            }
            return last == '\r';
        }
    }

    private void transform() throws IOException {
        for (String table : lines("tables.txt")) {
            write(table, spark.sql(query(table).replaceAll("\\b(bronze|silver|gold)\\.(\\w+)", "$1_$2")));
        }
    }

    private void write(String table, Dataset<Row> rows) {
        String path = target.resolve(table.replace('.', '/')).toString();
        rows.write().format("delta").save(path);
        spark.read().format("delta").load(path).createOrReplaceTempView(table.replace('.', '_'));
    }

    /** The library's query; around it, for tables of the star schema, keys and lookups written by hand. */
    private static String query(String table) throws IOException {
        String path = table.replace('.', '/') + ".sql";
        try (InputStream own = SparkJob.class.getResourceAsStream(OWN + path);
                InputStream model = SparkJob.class.getResourceAsStream(MODELS + path)) {
            String inner = model == null ? "" : text(model);
            return own == null ? inner : text(own).replace(":model", inner);
        }
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream stream = SparkJob.class.getResourceAsStream(OWN + name)) {
            if (stream == null) {
                throw new IOException("Cannot find " + OWN + name + " on the class path.");
            }
            return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        }
    }
}
