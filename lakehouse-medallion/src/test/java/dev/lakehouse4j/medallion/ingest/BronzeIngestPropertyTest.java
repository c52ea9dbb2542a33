package dev.lakehouse4j.medallion.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.medallion.ingest.RecordScanner.Kind;
import dev.lakehouse4j.medallion.ingest.ReferenceCsv.Scanned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds: each data record is in Bronze or in quarantine, and says what an independent reader says. */
class BronzeIngestPropertyTest {

    record Raw(
            @Nullable String id,
            @Nullable String title,
            @Nullable String text) {}

    record Stored(
            @Nullable Long sourceRow,
            @Nullable String id,
            @Nullable String title,
            @Nullable String text) {}

    private static final TableRef<Bronze, Raw> RAW = TableRef.bronze("mutated", Raw.class);

    @TempDir
    Path folder;

    @Test
    void recordsOfMutatedFilesAreConserved() throws IOException {
        Path file = folder.resolve("mutated.csv");
        int refused = 0;
        int changed = 0;
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            BronzeIngest<Raw> ingest = BronzeIngest.into(RAW).from(CsvSource.of(file));
            for (int seed = 0; seed < 60; seed++) {
                byte[] data = mutated(new Random(seed));
                Files.write(file, data);
                List<Scanned> expected = ReferenceCsv.expected(data, CsvFormat.standard());
                String about = "seed " + seed;
                try {
                    IngestReport report = ingest.run(lake);
                    assertThat(expected).as(about).isNotNull();
                    changed += report.changed() ? 1 : 0;
                    check(lake, ingest, report.files().get(0), expected, data, about);
                } catch (SchemaException e) {
                    refused++;
                    assertThat(e).as(about).hasMessageContaining("mutated.csv");
                    assertThat(expected == null || !namesAreKnown(expected))
                            .as(about + ": " + e.getMessage())
                            .isTrue();
                }
            }
        }
        // The mutations must reach both outcomes, or this test shows little.
        assertThat(refused).isPositive();
        assertThat(changed).isGreaterThan(30);
    }

    private static boolean namesAreKnown(List<Scanned> records) {
        return records.stream()
                .filter(record -> record.kind() == Kind.HEADER)
                .allMatch(record -> record.values().equals(List.of("id", "title", "text")));
    }

    private static void check(
            Lakehouse lake,
            BronzeIngest<Raw> ingest,
            FileReport report,
            List<Scanned> expected,
            byte[] data,
            String about) {
        List<Stored> rows = new ArrayList<>();
        List<Long> bad = new ArrayList<>();
        long number = 0;
        List<@Nullable String> header = List.of();
        for (Scanned record : expected) {
            switch (record.kind()) {
                case HEADER -> header = record.values();
                case ROW -> rows.add(stored(++number, header, record.values()));
                case MALFORMED -> bad.add(++number);
                case BLANK -> {
                    // Not data.
                }
            }
        }
        if (!report.changed()) {
            return; // The same bytes as before, or as none.
        }
        try (Stream<Stored> stored = lake.sql(
                "select _source_row as source_row, id, title, text from bronze.mutated order by _source_row",
                Stored.class)) {
            assertThat(stored).as(about).containsExactlyElementsOf(rows);
        }
        if (lake.table(ingest.quarantine()).exists()) {
            try (Stream<QuarantinedRecord> records =
                    lake.table(ingest.quarantine()).rows()) {
                List<QuarantinedRecord> sorted = records.sorted(
                                java.util.Comparator.comparingLong(QuarantinedRecord::sourceRow))
                        .toList();
                assertThat(sorted)
                        .as(about)
                        .extracting(QuarantinedRecord::sourceRow)
                        .containsExactlyElementsOf(bad);
                for (QuarantinedRecord record : sorted) {
                    assertThat(record.byteOffset() + record.byteLength()).isLessThanOrEqualTo(data.length);
                    assertThat(record.reason()).isNotEmpty();
                }
            }
        } else {
            assertThat(bad).as(about).isEmpty();
        }
        assertThat(report.records().bytes()).as(about).isEqualTo(data.length);
        assertThat(report.bronzeRows() + report.quarantinedRows()).as(about).isEqualTo(number);
    }

    private static Stored stored(long number, List<@Nullable String> header, List<@Nullable String> values) {
        return new Stored(
                number, value(header, values, "id"), value(header, values, "title"), value(header, values, "text"));
    }

    private static @Nullable String value(List<@Nullable String> header, List<@Nullable String> values, String name) {
        int at = header.indexOf(name);
        return at < 0 ? null : values.get(at);
    }

    private static byte[] mutated(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean mark = random.nextInt(5) == 0;
        append(out, (mark ? "\ufeff" : "") + (random.nextInt(15) == 0 ? "id,title,id\n" : "id,title,text\n"));
        int rows = random.nextInt(8) == 0 ? 0 : random.nextInt(60);
        for (int i = 0; i < rows; i++) {
            append(
                    out,
                    "r" + i + ",\"Title " + i + " of\n" + random.nextInt() + "\"," + "t\u00e9xt ".repeat(1 + i % 4)
                            + "\n");
        }
        byte[] data = out.toByteArray();
        if (random.nextInt(20) == 0) {
            return new byte[0];
        }
        for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
            int at = random.nextInt(Math.max(1, data.length));
            data = switch (random.nextInt(8)) {
                case 0 -> insert(data, at, "\"");
                case 1 -> insert(data, at, ",");
                case 2 -> insert(data, at, "\0");
                case 3 -> insert(data, at, "\n");
                case 4 -> insert(data, at, "y".repeat(300_000));
                case 5 -> Arrays.copyOf(data, at);
                case 6 -> {
                    byte[] copy = data.clone();
                    if (copy.length > 0) {
                        copy[at] = (byte) 0xfe;
                    }
                    yield copy;
                }
                default -> insert(data, at, "\r\n\r\n\"\"");
            };
        }
        return data;
    }

    private static byte[] insert(byte[] data, int at, String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(data, 0, at);
        append(out, text);
        out.write(data, at, data.length - at);
        return out.toByteArray();
    }

    private static void append(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
