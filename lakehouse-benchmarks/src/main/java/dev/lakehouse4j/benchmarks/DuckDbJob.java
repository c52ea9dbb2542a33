package dev.lakehouse4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The job written by hand on embedded DuckDB: the same tables as plain Parquet files, without log, checks or quarantine.
 *
 * <p>It takes the text of the library's queries from the class path, and nothing else of the library: no class of it is
 * loaded here.
 */
public final class DuckDbJob {

    private static final String OWN = "/dev/lakehouse4j/benchmarks/job/";
    private static final String MODELS = "/dev/lakehouse4j/medallion/commerce/";

    private final Statement database;
    private final Path target;

    private DuckDbJob(Statement database, Path target) {
        this.database = database;
        this.target = target;
    }

    /**
     * Runs the job once.
     *
     * @param args folder of the files, folder for the tables, memory limit in MiB, threads
     * @throws IOException when a folder cannot be made
     * @throws SQLException when a statement fails
     */
    public static void main(String[] args) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (String setting : List.of(
                    "set threads = " + Integer.parseInt(args[3]),
                    "set memory_limit = '" + Long.parseLong(args[2]) + "MiB'",
                    "set temp_directory = '" + args[1] + "/spill'",
                    "set preserve_insertion_order = false",
                    "set default_null_order = 'nulls_first_on_asc_last_on_desc'",
                    "set TimeZone = 'UTC'",
                    "create schema bronze",
                    "create schema silver",
                    "create schema gold",
                    "create macro days_between(earlier, later) as"
                            + " cast(date_diff('day', cast(earlier as date), cast(later as date)) as int)",
                    "create macro date_key(d) as cast(year(d) * 10000 + month(d) * 100 + day(d) as int)",
                    "create macro iso_weekday(d) as cast(isodow(d) as int)",
                    "create macro matches(s, re) as regexp_matches(s, re)",
                    "create macro regexp_replace_all(s, re, replacement) as regexp_replace(s, re, replacement, 'g')",
                    "create macro surrogate_key(k) as cast('0x' || substring(md5(k), 1, 15) as bigint)")) {
                statement.execute(setting);
            }
            DuckDbJob job = new DuckDbJob(statement, Path.of(args[1]));
            job.load(Path.of(args[0]));
            job.transform();
        }
    }

    private void load(Path source) throws IOException, SQLException {
        Files.createDirectories(target.resolve("bronze"));
        String batch = UUID.randomUUID().toString();
        for (String line : lines("files.txt")) {
            String[] parts = line.split(" ", -1);
            Path file = target.resolve("bronze").resolve(parts[0] + ".parquet");
            database.execute("copy (select * exclude (filename), parse_filename(filename) as _source_file, '" + batch
                    + "' as _batch_id, cast(now() as timestamp) as _ingested_at from read_csv('"
                    + source.resolve(parts[1])
                    + "', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', filename = true)) to '"
                    + file + "' (format parquet, compression zstd)");
            database.execute("create view bronze." + parts[0]
                    + " as select * rename (file_row_number as _source_row) from read_parquet('" + file
                    + "', file_row_number = true)");
        }
    }

    private void transform() throws IOException, SQLException {
        Files.createDirectories(target.resolve("silver"));
        Files.createDirectories(target.resolve("gold"));
        for (String table : lines("tables.txt")) {
            Path file = target.resolve(table.replace('.', '/') + ".parquet");
            database.execute("copy (" + query(table) + "\n) to '" + file + "' (format parquet, compression zstd)");
            database.execute("create view " + table + " as select * from read_parquet('" + file + "')");
        }
    }

    /** The library's query; around it, for tables of the star schema, keys and lookups written by hand. */
    private static String query(String table) throws IOException {
        String path = table.replace('.', '/') + ".sql";
        String model = text(MODELS + path);
        String own = text(OWN + path);
        if (own == null && model == null) {
            throw new IOException("Cannot find the query of " + table + " on the class path.");
        }
        return own == null ? String.valueOf(model) : own.replace(":model", String.valueOf(model));
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream stream = DuckDbJob.class.getResourceAsStream(OWN + name)) {
            if (stream == null) {
                throw new IOException("Cannot find " + OWN + name + " on the class path.");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            return reader.lines().toList();
        }
    }

    private static @Nullable String text(String name) throws IOException {
        try (InputStream stream = DuckDbJob.class.getResourceAsStream(name)) {
            return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
