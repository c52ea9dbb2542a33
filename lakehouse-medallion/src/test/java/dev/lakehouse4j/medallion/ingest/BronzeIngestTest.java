package dev.lakehouse4j.medallion.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.medallion.ingest.FileReport.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a single, undisturbed process sees of an ingest. */
class BronzeIngestTest {

    record Raw(@Nullable String orderId, @Nullable String comment) {}

    record Typed(
            String orderId,
            @Nullable Integer quantity,
            @Nullable @Decimal(precision = 10, scale = 2) BigDecimal price,
            @Nullable LocalDateTime boughtAt,
            @Nullable Instant seenAt,
            @Nullable Double weight,
            @Nullable Boolean late) {}

    record Audit(
            @Nullable String sourceFile,
            @Nullable Long sourceRow,
            @Nullable String batchId,
            @Nullable Instant ingestedAt,
            @Nullable String rescuedData) {}

    private static final TableRef<Bronze, Raw> RAW = TableRef.bronze("orders", Raw.class);
    private static final TableRef<Bronze, Typed> TYPED = TableRef.bronze("typed", Typed.class);

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

    private Path write(String name, String text) throws IOException {
        Path file = in.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private BronzeIngest<Raw> raw() {
        return BronzeIngest.into(RAW).from(CsvSource.of(in));
    }

    private List<Raw> rows() {
        try (Stream<Raw> rows = lake.table(raw().table()).rows()) {
            return rows.toList();
        }
    }

    private <R extends Record> List<Audit> audit(BronzeIngest<R> ingest) {
        try (Stream<Audit> rows = lake.sql(
                "select _source_file as source_file, _source_row as source_row, _batch_id as batch_id,"
                        + " _ingested_at as ingested_at, _rescued_data as rescued_data from "
                        + ingest.table().fullName() + " order by _source_file, _source_row",
                Audit.class)) {
            return rows.toList();
        }
    }

    private List<QuarantinedRecord> quarantine(BronzeIngest<?> ingest) {
        Table<Bronze, QuarantinedRecord> table = lake.table(ingest.quarantine());
        if (!table.exists()) {
            return List.of();
        }
        try (Stream<QuarantinedRecord> rows = table.rows()) {
            return rows.sorted(java.util.Comparator.comparing(QuarantinedRecord::sourceFile)
                            .thenComparingLong(QuarantinedRecord::sourceRow))
                    .toList();
        }
    }

    @Test
    void rowsComeWithTheirOriginAndMalformedOnesGoToQuarantine() throws IOException {
        write("a.csv", "order_id,comment\no1,\"two\nlines, \"\"quoted\"\"\"\no2\n\no3,\n");
        Instant before = Instant.now().minusSeconds(1);
        IngestReport report = raw().run(lake);
        assertThat(rows()).containsExactlyInAnyOrder(new Raw("o1", "two\nlines, \"quoted\""), new Raw("o3", null));
        List<Audit> audit = audit(raw());
        assertThat(audit).extracting(Audit::sourceFile).containsOnly("a.csv");
        assertThat(audit).extracting(Audit::sourceRow).containsExactly(1L, 3L);
        assertThat(audit).extracting(Audit::batchId).containsOnly(audit.get(0).batchId());
        assertThat(audit.get(0).batchId()).matches("[0-9a-f]{32}");
        assertThat(audit.get(0).ingestedAt()).isBetween(before, Instant.now());
        assertThat(audit).extracting(Audit::rescuedData).containsOnlyNulls();
        List<QuarantinedRecord> bad = quarantine(raw());
        assertThat(bad).hasSize(1);
        assertThat(bad.get(0).rawText()).isEqualTo("o2");
        assertThat(bad.get(0).lineNumber()).isEqualTo(4);
        assertThat(bad.get(0).sourceRow()).isEqualTo(2);
        assertThat(bad.get(0).reason()).contains("expected 2 fields");
        assertThat(bad.get(0).batchId()).isEqualTo(audit.get(0).batchId());
        FileReport file = report.files().get(0);
        assertThat(file.records()).isEqualTo(new RecordCounts(1, 1, 2, 1, Files.size(in.resolve("a.csv"))));
        assertThat(report.summary()).isEqualTo("bronze.orders\n  a.csv loaded: 2 rows, 1 quarantined");
    }

    @Test
    void secondRunDoesNothingAndSaysSo() throws IOException {
        write("a.csv", "order_id,comment\no1,x\no2\n");
        write("header-only.csv", "order_id,comment\n");
        write("empty.csv", "");
        raw().run(lake);
        long version = lake.snapshot("bronze.orders").version();
        long quarantineVersion = lake.snapshot("bronze.orders_quarantine").version();
        List<String> steps = new ArrayList<>();
        IngestReport again = raw().at(step -> steps.add(step.name())).run(lake);
        assertThat(again.changed()).isFalse();
        assertThat(again.files()).extracting(FileReport::status).containsOnly(Status.UNCHANGED);
        assertThat(again.summary()).contains("a.csv unchanged: already loaded");
        assertThat(steps).containsOnly("HASHED");
        assertThat(lake.snapshot("bronze.orders").version()).isEqualTo(version);
        assertThat(lake.snapshot("bronze.orders_quarantine").version()).isEqualTo(quarantineVersion);
    }

    @Test
    void newFileIsAddedAndNothingElse() throws IOException {
        write("a.csv", "order_id,comment\no1,x\n");
        raw().run(lake);
        write("b.csv", "order_id,comment\no2,y\n");
        IngestReport report = raw().run(lake);
        assertThat(report.files()).extracting(FileReport::status).containsExactly(Status.UNCHANGED, Status.LOADED);
        assertThat(rows()).containsExactlyInAnyOrder(new Raw("o1", "x"), new Raw("o2", "y"));
        assertThat(lake.snapshot("bronze.orders").version()).isEqualTo(1);
    }

    @Test
    void copyUnderAnotherNameIsSkipped() throws IOException {
        write("a.csv", "order_id,comment\no1,x\n");
        write("copy.csv", "order_id,comment\no1,x\n");
        for (int run = 0; run < 2; run++) {
            IngestReport report = raw().run(lake);
            assertThat(report.files().get(1).status()).isEqualTo(Status.DUPLICATE);
            assertThat(report.summary()).contains("copy.csv skipped: its content is already loaded (same as a.csv)");
            assertThat(rows()).containsExactly(new Raw("o1", "x"));
        }
    }

    @Test
    void changedFileReplacesItsRowsAndOldOnesStayInThePast() throws IOException {
        write("a.csv", "order_id,comment\no1,x\no2\n");
        write("b.csv", "order_id,comment\no9,z\n");
        raw().run(lake);
        long before = lake.snapshot("bronze.orders").version();
        write("a.csv", "order_id,comment\no1,new\no3,y\n");
        IngestReport report = raw().run(lake);
        assertThat(report.summary()).contains("a.csv changed: version 2 replaces 1 rows by 2");
        assertThat(rows()).containsExactlyInAnyOrder(new Raw("o1", "new"), new Raw("o3", "y"), new Raw("o9", "z"));
        assertThat(quarantine(raw())).isEmpty();
        assertThat(lake.table(RAW).asOf(before).count()).isEqualTo(2);
        // Back to the first content: a third version, though this content was loaded once.
        write("a.csv", "order_id,comment\no1,x\no2\n");
        assertThat(raw().run(lake).files().get(0).version()).isEqualTo(3);
        assertThat(rows()).containsExactlyInAnyOrder(new Raw("o1", "x"), new Raw("o9", "z"));
        assertThat(quarantine(raw())).hasSize(1);
        assertThat(raw().run(lake).changed()).isFalse();
        // And to nothing.
        write("a.csv", "order_id,comment\n");
        raw().run(lake);
        assertThat(rows()).containsExactly(new Raw("o9", "z"));
        assertThat(raw().run(lake).changed()).isFalse();
    }

    @Test
    void unknownAndMissingColumnsAreTreatedAsTheModeSays() throws IOException {
        write("a.csv", "Order ID,Extra Thing,null one\no1,7,\no2,,\n");
        BronzeIngest<Raw> rescue = raw();
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> rescue.mode(SchemaMode.FAIL).run(lake))
                .withMessageContaining("a.csv")
                .withMessageContaining("Extra Thing");
        assertThat(lake.tables()).isEmpty();
        IngestReport report = rescue.run(lake);
        assertThat(report.summary()).contains("column comment is missing").contains("Extra Thing");
        assertThat(rows()).containsExactlyInAnyOrder(new Raw("o1", null), new Raw("o2", null));
        assertThat(audit(rescue)).extracting(Audit::rescuedData).containsExactly("{\"Extra Thing\":\"7\"}", null);
    }

    @Test
    void tableEvolvesWithTheFiles() throws IOException {
        write("a.csv", "order_id,comment\no1,x\n");
        BronzeIngest<Raw> evolve = raw().mode(SchemaMode.EVOLVE);
        evolve.run(lake);
        write("b.csv", "order_id,Extra Thing,comment\no2,7,y\n");
        write("c.csv", "extraThing,order_id,comment\n8,o3,z\n");
        evolve.run(lake);
        assertThat(lake.snapshot("bronze.orders").schema().names())
                .containsExactly(
                        "order_id",
                        "comment",
                        "_source_file",
                        "_source_row",
                        "_batch_id",
                        "_ingested_at",
                        "_rescued_data",
                        "extra_thing");
        record Extra(@Nullable String orderId, @Nullable String extraThing) {}
        try (Stream<Extra> rows =
                lake.sql("select order_id, extra_thing from bronze.orders order by order_id", Extra.class)) {
            assertThat(rows).containsExactly(new Extra("o1", null), new Extra("o2", "7"), new Extra("o3", "8"));
        }
        // The wider table takes files in the other modes as well.
        write("d.csv", "order_id,comment\no4,x\n");
        assertThat(raw().run(lake).changed()).isTrue();
        assertThat(rows()).hasSize(4);
    }

    private static final String TYPED_HEADER = "order_id,quantity,price,bought_at,seen_at,weight,late\n";

    @Test
    void textIsParsedStrictlyAndWhatDoesNotParseIsRescued() throws IOException {
        write(
                "t.csv",
                TYPED_HEADER + "o1,12,3.5,2018-01-31 23:59:59,2018-01-31T23:59:59Z,1e3,true\n"
                        + "o2, 12,3.555,31.1.2018,yesterday,1d,yes\n"
                        + ",1,1,,,,\n"
                        + "\"\",99999999999,\"\",,,,FALSE\n");
        BronzeIngest<Typed> ingest = BronzeIngest.into(TYPED).from(CsvSource.of(in.resolve("t.csv")));
        ingest.run(lake);
        try (Stream<Typed> rows = lake.table(ingest.table()).rows()) {
            assertThat(rows)
                    .containsExactlyInAnyOrder(
                            new Typed(
                                    "o1",
                                    12,
                                    new BigDecimal("3.50"),
                                    LocalDateTime.of(2018, 1, 31, 23, 59, 59),
                                    Instant.parse("2018-01-31T23:59:59Z"),
                                    1000.0,
                                    true),
                            new Typed("o2", null, null, null, null, null, null),
                            new Typed("", null, null, null, null, null, false));
        }
        assertThat(audit(ingest))
                .extracting(Audit::rescuedData)
                .containsExactly(
                        null,
                        "{\"quantity\":\" 12\",\"price\":\"3.555\",\"bought_at\":\"31.1.2018\","
                                + "\"seen_at\":\"yesterday\",\"weight\":\"1d\",\"late\":\"yes\"}",
                        "{\"quantity\":\"99999999999\"}");
        assertThat(quarantine(ingest))
                .extracting(QuarantinedRecord::reason)
                .containsExactly("column order_id is NOT NULL, and the record has no value for it");
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> BronzeIngest.into(TableRef.bronze("strict", Typed.class))
                        .from(CsvSource.of(in))
                        .mode(SchemaMode.FAIL)
                        .run(lake))
                .withMessageContaining("t.csv, line 3: column quantity takes int, and ' 12' is none");
        write("t.csv", "quantity\n1\n");
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> ingest.run(lake))
                .withMessageContaining("no column order_id");
    }

    @Test
    void brokenHeadersAreRefusedAndTheOtherFilesAreLoaded() throws IOException {
        write("a.csv", "order_id,\"comment\no1,x\n");
        write("b.csv", "order_id,order_id\no1,x\n");
        write("c.csv", "order_id,comment\no1,x\n");
        List<FileReport> heard = new ArrayList<>();
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> raw().run(lake, new IngestListener() {
                    @Override
                    public void progress(String file, long bytesRead, long bytes, long records) {
                        assertThat(bytesRead).isLessThanOrEqualTo(bytes);
                    }

                    @Override
                    public void done(FileReport file) {
                        heard.add(file);
                    }
                }))
                .withMessageContaining("a.csv")
                .satisfies(error -> assertThat(error.getSuppressed()).hasSize(1));
        assertThat(heard).extracting(FileReport::status).containsExactly(Status.FAILED, Status.FAILED, Status.LOADED);
        assertThat(rows()).containsExactly(new Raw("o1", "x"));
    }

    @Test
    void jsonLinesFillColumnsByName() throws IOException {
        write(
                "a.jsonl",
                "{\"orderId\":\"o1\",\"comment\":{\"stars\": 5},\"n\":1.50}\n\n[1]\n{\"order_id\":7}\n"
                        + "{\"comment\":\"x\",\"comment\":\"y\"}\n{\"comment\":null,\"tags\":[1, 2]}");
        BronzeIngest<Raw> ingest = BronzeIngest.into(RAW).from(JsonLinesSource.of(in));
        IngestReport report = ingest.run(lake);
        assertThat(rows())
                .containsExactlyInAnyOrder(new Raw(null, "{\"stars\": 5}"), new Raw("7", null), new Raw(null, null));
        assertThat(audit(ingest))
                .extracting(Audit::rescuedData)
                .containsExactly("{\"orderId\":\"o1\",\"n\":1.50}", null, "{\"tags\":[1, 2]}");
        assertThat(quarantine(ingest))
                .extracting(QuarantinedRecord::rawText)
                .first()
                .isEqualTo("[1]");
        assertThat(report.files().get(0).records())
                .isEqualTo(new RecordCounts(0, 1, 3, 2, Files.size(in.resolve("a.jsonl"))));
        assertThat(ingest.run(lake).changed()).isFalse();
        write("b.jsonl", "{\"orderId\":\"o2\",\"n\":2}\n");
        ingest.mode(SchemaMode.EVOLVE).run(lake);
        assertThat(lake.snapshot("bronze.orders").schema().names()).endsWith("n");
        assertThat(rows()).contains(new Raw("o2", null));
    }

    @Test
    void parquetFilesAreTakenOverWithTheirRowNumbers() throws IOException {
        write("a.csv", "order_id,comment,extra\no1,x,1\no2,y,2\n");
        BronzeIngest.into(TableRef.bronze("first", Raw.class))
                .from(CsvSource.of(in))
                .mode(SchemaMode.EVOLVE)
                .run(lake);
        Path written = lake.snapshot("bronze.first").files().get(0).resolve(lake.folder("bronze.first"));
        Files.copy(written, in.resolve("p.parquet"));
        record Narrow(
                @Nullable String orderId,
                @Nullable String comment,
                @Nullable String extra) {}
        BronzeIngest<Narrow> ingest =
                BronzeIngest.into(TableRef.bronze("second", Narrow.class)).from(ParquetSource.of(in));
        IngestReport report = ingest.run(lake);
        assertThat(report.bronzeRows()).isEqualTo(2);
        assertThat(audit(ingest)).extracting(Audit::sourceRow).containsExactly(1L, 2L);
        assertThat(audit(ingest).get(0).rescuedData()).contains("\"_source_file\":\"a.csv\"");
        assertThat(ingest.run(lake).changed()).isFalse();
        BronzeIngest<Raw> evolving = BronzeIngest.into(TableRef.bronze("third", Raw.class))
                .from(ParquetSource.of(in))
                .mode(SchemaMode.EVOLVE);
        evolving.run(lake);
        assertThat(lake.snapshot("bronze.third").schema().columns())
                .extracting(Column::name)
                .contains("extra", "source_row");
        Files.writeString(in.resolve("q.parquet"), "not parquet");
        assertThatExceptionOfType(LakehouseException.class)
                .isThrownBy(() -> ingest.run(lake))
                .withMessageContaining("q.parquet");
    }

    @Test
    void compressedAndEncodedFilesAreRead() throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(in.resolve("a.csv.gz")))) {
            out.write("order_id;comment\no1;S\u00e3o Paulo\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        raw2(CsvFormat.standard().delimiter(';').charset(StandardCharsets.ISO_8859_1))
                .run(lake);
        assertThat(rows()).containsExactly(new Raw("o1", "São Paulo"));
        byte[] whole = Files.readAllBytes(in.resolve("a.csv.gz"));
        Files.write(in.resolve("a.csv.gz"), java.util.Arrays.copyOf(whole, whole.length - 9));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> raw().run(lake))
                .withMessageContaining("a.csv.gz");
        assertThat(rows()).containsExactly(new Raw("o1", "São Paulo"));
        assertThat(lake.folder("bronze.orders")).isDirectoryNotContaining("glob:**.crc");
    }

    private BronzeIngest<Raw> raw2(CsvFormat format) {
        return BronzeIngest.into(RAW).from(CsvSource.of(in).format(format));
    }

    @Test
    void sourcesAreFoundByFolderFileNameAndGlob() throws IOException {
        write("b.csv", "x");
        write("a.csv", "x");
        write(".hidden.csv", "x");
        write("notes.md", "x");
        write("sub/c.csv", "x");
        assertThat(CsvSource.of(in).files()).extracting(SourceFile::name).containsExactly("a.csv", "b.csv");
        assertThat(CsvSource.of(in.resolve("b.csv")).files())
                .extracting(SourceFile::name)
                .containsExactly("b.csv");
        assertThat(CsvSource.of(in).named("sub/c.csv").files())
                .extracting(SourceFile::name)
                .containsExactly("sub/c.csv");
        assertThat(CsvSource.of(in.resolve("*").resolve("*.csv")).files())
                .extracting(SourceFile::name)
                .containsExactly("sub/c.csv");
        assertThat(CsvSource.of(in).named("**.csv").files()).hasSize(3);
        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() -> CsvSource.of(in).named("bb.csv").files())
                .withMessage("Cannot find the source " + in.resolve("bb.csv") + ": the folder has no file bb.csv."
                        + " Did you mean b.csv or a.csv?")
                .satisfies(error -> assertThat(error.source())
                        .isEqualTo(in.resolve("bb.csv").toString()));
        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() ->
                        CsvSource.of(folder.resolve("nowhere").resolve("x.csv")).files())
                .withMessageContaining("no such folder");
        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() ->
                        CsvSource.of(folder.resolve("nowhere")).named("x.csv").files())
                .withMessageContaining("there is no folder");
        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() -> CsvSource.of(in.resolve("2018-*.csv")).files())
                .withMessageContaining("no file in");
        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() -> ParquetSource.of(in).files())
                .withMessageContaining("*.parquet");
    }

    @Test
    void fileWithoutReadPermissionIsNamed() throws IOException {
        Path file = write("a.csv", "order_id,comment\no1,x\n");
        assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> raw().run(lake))
                .withMessageContaining("no permission")
                .withMessageContaining("a.csv");
    }

    @Test
    void fileThatChangesWhileItIsReadIsNotCommitted() throws IOException {
        Path file = write("a.csv", "order_id,comment\no1,x\n");
        BronzeIngest<Raw> disturbed = raw().at(step -> {
            if (step == IngestStep.HASHED) {
                try {
                    Files.writeString(file, "order_id,comment\no1,y\n");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> disturbed.run(lake))
                .withMessageContaining("changed while it was being read");
        raw().run(lake);
        assertThat(rows()).containsExactly(new Raw("o1", "y"));
    }

    @Test
    void restoredTableStaysAsItIsUntilTheFileChanges() throws IOException {
        write("a.csv", "order_id,comment\no1,x\n");
        raw().run(lake);
        write("a.csv", "order_id,comment\no1,bad\n");
        raw().run(lake);
        lake.table(raw().table()).restore(0);
        assertThat(raw().run(lake).changed()).isFalse();
        write("a.csv", "order_id,comment\no1,good\n");
        raw().run(lake);
        assertThat(rows()).containsExactly(new Raw("o1", "good"));
    }
}
