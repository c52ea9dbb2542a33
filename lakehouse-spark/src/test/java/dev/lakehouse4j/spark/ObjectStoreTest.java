package dev.lakehouse4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.CsvSource;
import dev.lakehouse4j.medallion.ingest.IngestReport;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Lakes in a bucket of a server that speaks S3 on this machine; {@code .ci/proofs/object_store.py} starts it. */
@Tag("minutes")
@EnabledIfEnvironmentVariable(
        named = "LAKEHOUSE_S3",
        matches = "http.*",
        disabledReason = "needs a server that speaks S3")
class ObjectStoreTest {

    record Ticket(@Key String ticketId, String team, int minutes) {}

    record TeamLoad(@Key String team, long tickets, long minutes) {}

    private static final TableRef<Silver, Ticket> TICKETS = TableRef.silver("tickets", Ticket.class);
    private static final TableRef<Gold, TeamLoad> LOAD = TableRef.gold("team_load", TeamLoad.class);

    record Raw(@Nullable String ticketId, @Nullable String team) {}

    private static final TableRef<Bronze, Raw> RAW = TableRef.bronze("raw_tickets", Raw.class);

    private static final SqlModel<Gold, TeamLoad> MODEL =
            SqlModel.gold(LOAD).reads(TICKETS).sql("""
            select team, count(*) as tickets, cast(sum(minutes) as bigint) as minutes
            from silver.tickets group by team
            """);

    private static String[] servers;

    @BeforeAll
    static void makeBuckets() throws Exception {
        servers = System.getenv("LAKEHOUSE_S3").split(" ", -1);
        Configuration settings = LocalSpark.session().sparkContext().hadoopConfiguration();
        settings.set("fs.s3a.path.style.access", "true");
        settings.set("fs.s3a.endpoint.region", "us-east-1");
        settings.set("fs.s3a.connection.ssl.enabled", "false");
        settings.set("fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
        settings.set("fs.s3a.attempts.maximum", "2");
        settings.set("fs.s3a.retry.limit", "1");
        for (String bucket : List.of("lakes", "races", "expired", "revoked", "naive", "absent")) {
            settings.set("fs.s3a.bucket." + bucket + ".endpoint", servers[bucket.equals("naive") ? 1 : 0]);
            settings.set(
                    "fs.s3a.bucket." + bucket + ".access.key",
                    bucket.equals("expired") ? "EXPIRED" : bucket.equals("revoked") ? "REVOKED" : "GOOD");
            settings.set("fs.s3a.bucket." + bucket + ".secret.key", "secret");
            if (!bucket.equals("absent")) {
                send("PUT", servers[0] + "/" + bucket);
            }
        }
    }

    private static void send(String method, String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=GOOD/20240101/us-east-1/s3/aws4_request")
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        assertThat(status).as(address).isBetween(200, 299);
    }

    private static Lakehouse open(String address) {
        return Lakehouse.open(URI.create(address), SparkEngine.on(LocalSpark.session()));
    }

    /** The program of the page how-to-spark.md. */
    static IngestReport load(SparkSession spark) {
        try (Lakehouse lake = Lakehouse.open(URI.create("s3a://lakes/incoming-lake"), SparkEngine.on(spark))) {
            Path files = lake.engine().folder(URI.create("s3a://lakes/incoming"));
            return BronzeIngest.into(RAW).from(CsvSource.of(files)).run(lake);
        }
    }

    @Test
    void filesOfABucketAreLoadedOnce() throws Exception {
        try (SqlEngine engine = SparkEngine.on(LocalSpark.session())) {
            Path folder = engine.folder(URI.create("s3a://lakes/incoming"));
            Files.writeString(folder.resolve("one.csv"), "ticket_id,team\nn1,north\nn2\n");
            Files.writeString(folder.resolve("two.csv"), "ticket_id,team\ns1,south\n");
        }
        IngestReport first = load(LocalSpark.session());
        assertThat(first.bronzeRows()).isEqualTo(2);
        assertThat(first.quarantinedRows()).isEqualTo(1);
        assertThat(load(LocalSpark.session()).changed()).isFalse();
    }

    private static List<Ticket> tickets(String... ids) {
        return Stream.of(ids)
                .map(id -> new Ticket(id, id.startsWith("n") ? "north" : "south", 5))
                .toList();
    }

    private static List<String> ids(Table<Silver, Ticket> table) {
        try (Stream<Ticket> rows = table.rows()) {
            return rows.map(Ticket::ticketId).sorted().toList();
        }
    }

    @Test
    void aLakeLivesInABucket() throws Exception {
        String address = "s3a://lakes/shop";
        try (Lakehouse lake = open(address)) {
            lake.table(TICKETS).append(tickets("n1", "n2", "s1"));
            Pipeline pipeline = Pipeline.builder().models(List.of(MODEL)).build();
            pipeline.run(lake).orThrow();
            assertThat(pipeline.run(lake).changedAnything()).isFalse();
            lake.table(TICKETS).upsert(tickets("n2", "s2"));
            lake.table(TICKETS).deleteWhere("ticket_id = 's1'");
            Principal ana = lake.catalog().createUser("ana");
            lake.catalog().grant(Privilege.USE, Securable.catalog(), ana);
            lake.catalog().grant(Privilege.USE, Securable.schema("gold"), ana);
            lake.catalog().grant(Privilege.SELECT, Securable.table("gold.team_load"), ana);
        }
        try (Lakehouse lake = open(address)) {
            assertThat(lake.root().toString()).isEqualTo(address);
            assertThat(lake.tables()).contains("silver.tickets", "gold.team_load");
            Table<Silver, Ticket> table = lake.table(TICKETS);
            assertThat(ids(table)).containsExactly("n1", "n2", "s2");
            assertThat(table.history().stream().map(Commit::operation).toList())
                    .hasSize(3)
                    .last()
                    .isEqualTo("APPEND");
            assertThat(ids(table.asOf(0))).containsExactly("n1", "n2", "s1");
            table.optimize();
            assertThat(table.vacuum(Duration.ZERO)).isNotEmpty();
            assertThat(ids(table)).containsExactly("n1", "n2", "s2");
            assertThat(table.verify().damages()).isEmpty();
            Lakehouse ana = lake.as(new Principal.User("ana"));
            assertThat(ana.sql("select * from gold.team_load order by team", TeamLoad.class))
                    .containsExactly(new TeamLoad("north", 2, 10), new TeamLoad("south", 1, 5));
            assertThatThrownBy(() -> ids(ana.table(TICKETS))).isInstanceOf(AccessDeniedException.class);
            assertThat(lake.lineage().upstreamTables("gold.team_load")).contains("silver.tickets");
        }
        SparkSession spark = LocalSpark.session();
        assertThat(spark.read()
                        .format("delta")
                        .load(address + "/silver/tickets")
                        .count())
                .isEqualTo(3);
    }

    @Test
    void manyWritersShareATableAndNoCommitIsLost() throws Exception {
        String address = "s3a://races/appends";
        try (Lakehouse lake = open(address)) {
            lake.table(TICKETS).append(tickets("n0"));
        }
        int writers = 3;
        int commits = 6;
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            int number = writer;
            work.add(() -> {
                try (Lakehouse lake = open(address)) { // An engine, a store and a connection of its own.
                    for (int i = 0; i < commits; i++) {
                        lake.table(TICKETS).append(tickets("n" + (number + 1) + "-" + i));
                    }
                }
                return true;
            });
        }
        all(work);
        try (Lakehouse lake = open(address)) {
            assertThat(ids(lake.table(TICKETS))).hasSize(1 + writers * commits).doesNotHaveDuplicates();
            assertThat(lake.table(TICKETS).history().stream().map(Commit::version))
                    .hasSize(1 + writers * commits)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void ofWritersOfOneFileExactlyOneWins() throws Exception {
        int writers = 4;
        List<SqlEngine> engines = new ArrayList<>();
        try {
            for (int i = 0; i < writers; i++) {
                engines.add(SparkEngine.on(LocalSpark.session()));
            }
            for (int round = 0; round < 10; round++) {
                String address = "s3a://races/rounds/" + round + ".json";
                List<Callable<Boolean>> work = new ArrayList<>();
                for (int i = 0; i < writers; i++) {
                    Path file = engines.get(i).folder(URI.create(address));
                    byte[] content = ("writer " + i).getBytes(StandardCharsets.UTF_8);
                    work.add(() -> {
                        try {
                            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                            return true;
                        } catch (FileAlreadyExistsException e) {
                            return false;
                        }
                    });
                }
                List<Boolean> won = all(work);
                assertThat(won).containsOnlyOnce(true);
                assertThat(Files.readString(engines.get(0).folder(URI.create(address))))
                        .isEqualTo("writer " + won.indexOf(true));
            }
        } finally {
            engines.forEach(SqlEngine::close);
        }
    }

    private static <T> List<T> all(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aStoreThatPutsOneFileOverAnotherIsRefused() {
        assertThatThrownBy(() -> open("s3a://naive/lake"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("s3a://naive/")
                .hasMessageContaining("If-None-Match")
                .hasMessageContaining("two writers could both commit one version");
    }

    @Test
    void expiredCredentialsAreToldAtTheDoor() {
        assertThatThrownBy(() -> open("s3a://expired/lake"))
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining("s3a://expired/lake")
                .hasMessageContaining("credentials");
    }

    @Test
    void aBucketThatIsNotThereIsTold() {
        assertThatThrownBy(() -> open("s3a://absent/lake"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("s3a://absent/lake");
    }

    @Test
    void credentialsThatExpireLeaveNoTableHalfWritten() throws Exception {
        String address = "s3a://revoked/lake";
        try (Lakehouse lake = open(address)) {
            lake.table(TICKETS).append(tickets("n1", "s1"));
            send("POST", servers[2] + "/revoke/REVOKED");

            assertThatThrownBy(() -> lake.table(TICKETS).append(tickets("n2")))
                    .isInstanceOf(LakehouseException.class)
                    .hasMessageContaining("Cannot")
                    .hasMessageContaining("credentials");
            assertThatThrownBy(() -> Pipeline.builder()
                            .models(List.of(MODEL))
                            .build()
                            .run(lake)
                            .orThrow())
                    .isInstanceOf(LakehouseException.class);
        }
        LocalSpark.session().sparkContext().hadoopConfiguration().set("fs.s3a.bucket.revoked.access.key", "GOOD");
        try (Lakehouse lake = open(address)) {
            assertThat(lake.tables()).containsExactly("silver.tickets");
            assertThat(lake.snapshot("silver.tickets").version()).isZero();
            assertThat(ids(lake.table(TICKETS))).containsExactly("n1", "s1");
            assertThat(lake.table(TICKETS).verify().damages()).isEmpty();
        }
    }

    @Test
    void otherAddressesAreRefusedWithWhatToDo() {
        SqlEngine engine = SparkEngine.on(LocalSpark.session());
        try {
            assertThatThrownBy(() -> engine.folder(URI.create("ftp://host/lake")))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("how two writers are kept apart");
            assertThatThrownBy(() -> engine.folder(URI.create("abfss://box@account.dfs.core.windows.net/lake")))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("hadoop-azure");
            assertThatThrownBy(() -> engine.folder(URI.create("s3a:///lake")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("names no bucket");
        } finally {
            engine.close();
        }
    }
}
