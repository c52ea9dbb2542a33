package dev.lakehouse4j.medallion.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.erasure.Erasure;
import dev.lakehouse4j.core.erasure.ErasurePlan;
import dev.lakehouse4j.core.erasure.ErasureReport.Status;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.medallion.model.ModelRefresh;
import dev.lakehouse4j.medallion.model.ModelResult;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files must not bring back who was erased, whatever is delivered again. */
class ErasedPersonsTest {

    record Raw(
            @Nullable String person,
            @Nullable String customer,
            @Nullable String city) {}

    record Customer(@Key String customer, String person) {}

    private static final TableRef<Bronze, Raw> RAW = TableRef.bronze("customers", Raw.class);
    private static final TableRef<Silver, Customer> CUSTOMERS = TableRef.silver("customers", Customer.class);
    private static final String HEADER = "person,customer,city\n";

    @TempDir
    Path folder;

    private Path in;
    private Lakehouse lake;

    @BeforeEach
    void open() throws IOException {
        in = Files.createDirectories(folder.resolve("in"));
        lake = Lakehouse.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private BronzeIngest<Raw> csv() {
        return BronzeIngest.into(RAW).from(CsvSource.of(in));
    }

    private void forgetAna() {
        ErasurePlan plan = ErasurePlan.forSubject("person")
                .rows(RAW, "person")
                .giving("customer")
                .rows(CUSTOMERS, "person")
                .build();
        assertThat(Erasure.of(lake, plan).forget("ana-0001").status()).isEqualTo(Status.ERASED);
    }

    private Set<String> persons() {
        try (Stream<Raw> rows = lake.table(csv().table()).rows()) {
            return rows.map(row -> String.valueOf(row.person())).collect(Collectors.toSet());
        }
    }

    private static void requireConserved(FileReport file) {
        assertThat(file.bronzeRows() + file.quarantinedRows() + file.suppressedRows())
                .isEqualTo(file.records().data());
    }

    @Test
    void anUnchangedFileIsNotReadAgainAndAChangedOneComesInWithoutThePerson() throws IOException {
        Path file = in.resolve("customers.csv");
        Files.writeString(file, HEADER + "ana-0001,cust-a1,x\nbob-0002,cust-b1,y\nana-0001,cust-a2\n");
        FileReport first = csv().run(lake).files().get(0);
        assertThat(first.suppressedRows()).isZero();
        requireConserved(first);
        forgetAna();
        assertThat(persons()).containsExactly("bob-0002");

        assertThat(csv().run(lake).files().get(0).status()).isEqualTo(FileReport.Status.UNCHANGED);
        assertThat(persons()).containsExactly("bob-0002");

        // A new delivery: her rows by person and by customer alone, two broken records with her in them, one without.
        Files.writeString(
                file,
                HEADER + "ana-0001,cust-a3,x\nbob-0002,cust-b1,y\n,cust-a1,x\nana-0001,cust-a2\nbob,\"cust-a1\"\nbob\n"
                        + "cleo-0003, cust-c1,z\n ana-0001 ,cust-a4,x\n");
        IngestReport report = csv().run(lake);
        FileReport again = report.files().get(0);
        assertThat(again.status()).isEqualTo(FileReport.Status.REPLACED);
        assertThat(again.records().data()).isEqualTo(8);
        assertThat(again.bronzeRows()).isEqualTo(2);
        assertThat(again.quarantinedRows()).isEqualTo(1);
        assertThat(again.suppressedRows()).isEqualTo(5);
        assertThat(report.suppressedRows()).isEqualTo(5);
        assertThat(again.notes()).contains("5 records suppressed: of persons who were erased");
        requireConserved(again);
        assertThat(persons()).containsExactlyInAnyOrder("bob-0002", "cleo-0003");
        try (Stream<QuarantinedRecord> bad = lake.table(csv().quarantine()).rows()) {
            assertThat(bad.map(QuarantinedRecord::rawText)).containsExactly("bob");
        }
    }

    @Test
    void otherFormatsAreAskedToo() throws IOException {
        Files.writeString(in.resolve("customers.csv"), HEADER + "ana-0001,cust-a1,x\nbob-0002,cust-b1,y\n");
        csv().run(lake);
        forgetAna();
        Files.delete(in.resolve("customers.csv"));

        Files.writeString(
                in.resolve("more.jsonl"),
                "{\"person\":\"ana-0001\",\"customer\":\"c\"}\n{\"person\":\"dan-0004\"}\n{\"person\": \"ana-0001\n");
        FileReport json = BronzeIngest.into(RAW)
                .from(JsonLinesSource.of(in))
                .run(lake)
                .files()
                .get(0);
        assertThat(json.suppressedRows()).isEqualTo(2);
        requireConserved(json);

        Path parquet = Files.createDirectories(folder.resolve("parquet"));
        List<DataFile> written = lake.engine()
                .write(
                        "select * from (values ('ana-0001', 'q', 'x'), ('eva-0005', 'cust-e1', 'y'), (null, 'cust-a1', 'z'),"
                                + " (null, null, 'nobody')) t(person, customer, city)",
                        Map.of(),
                        parquet,
                        RAW.schema());
        Files.move(
                written.get(0).resolve(parquet), parquet.resolve("more.parquet"), StandardCopyOption.REPLACE_EXISTING);
        FileReport columns = BronzeIngest.into(RAW)
                .from(ParquetSource.of(parquet))
                .run(lake)
                .files()
                .get(0);
        assertThat(columns.bronzeRows()).isEqualTo(2);
        assertThat(columns.suppressedRows()).isEqualTo(2);
        requireConserved(columns);
        assertThat(persons()).containsExactlyInAnyOrder("bob-0002", "dan-0004", "eva-0005", "null");
    }

    @Test
    void aFileThatIsBeingReadWhileAPersonIsErasedIsReadAgain() throws IOException {
        Files.writeString(in.resolve("a.csv"), HEADER + "ana-0001,cust-a1,x\n");
        csv().run(lake);
        Files.writeString(in.resolve("b.csv"), HEADER + "ana-0001,cust-a1,x\nbob-0002,cust-b1,y\n");
        AtomicBoolean erased = new AtomicBoolean();
        IngestReport report = csv().at(step -> {
                    if (step == IngestStep.FILES_WRITTEN && erased.compareAndSet(false, true)) {
                        forgetAna();
                    }
                })
                .run(lake);
        assertThat(report.suppressedRows()).isEqualTo(1);
        assertThat(persons()).containsExactly("bob-0002");
    }

    @Test
    void anIncrementalModelNoticesThatRowsWereErased() throws IOException {
        Files.writeString(in.resolve("a.csv"), HEADER + "ana-0001,cust-a1,x\nbob-0002,cust-b1,y\n");
        csv().run(lake);
        SqlModel<Silver, Customer> model = SqlModel.silver(CUSTOMERS)
                .reads(csv().table())
                .sql("select customer, person from bronze.customers")
                .incremental(csv().table());
        assertThat(refresh(model)).isEqualTo(ModelResult.Kind.FULL);
        Files.writeString(in.resolve("b.csv"), HEADER + "cleo-0003,cust-c1,x\n");
        csv().run(lake);
        assertThat(refresh(model)).isEqualTo(ModelResult.Kind.INCREMENTAL);
        forgetAna();
        Files.writeString(in.resolve("c.csv"), HEADER + "dan-0004,cust-d1,x\n");
        csv().run(lake);
        assertThat(refresh(model)).isEqualTo(ModelResult.Kind.FULL);
        try (Stream<Customer> rows =
                lake.sql("select customer, person from silver.customers order by person", Customer.class)) {
            assertThat(rows.map(row -> Objects.requireNonNull(row.person())))
                    .containsExactly("bob-0002", "cleo-0003", "dan-0004");
        }
        assertThat(refresh(model)).isEqualTo(ModelResult.Kind.UNCHANGED);
        // The history of the input alone is dropped: what is new in it cannot be told, so all of it counts.
        lake.store().purge(lake.folder(RAW.fullName()));
        assertThat(refresh(model)).isEqualTo(ModelResult.Kind.FULL);
    }

    private ModelResult.Kind refresh(SqlModel<Silver, Customer> model) {
        return new ModelRefresh(lake, Instant.now()).refresh(model).kind();
    }
}
