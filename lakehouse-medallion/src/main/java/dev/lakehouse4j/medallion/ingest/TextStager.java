package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.erasure.Suppression;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.ParquetRowWriter;
import dev.lakehouse4j.core.storage.RowTarget;
import dev.lakehouse4j.medallion.ingest.RecordScanner.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a text file record by record and writes its rows and its quarantined records, uncommitted. */
final class TextStager {

    private static final int RECORDS_PER_PROGRESS = 1 << 16;
    private static final int MOST_JSON_NAMES = 100_000;
    private static final TableSchema QUARANTINE = TableSchema.of(QuarantinedRecord.class);

    private final Batch batch;
    private final Binding.Target target;
    private final Path bronzeRoot;
    private final Path quarantineRoot;
    private final IngestListener listener;
    private final Suppression suppression;

    private @Nullable ParquetRowWriter rows;
    private @Nullable ParquetRowWriter quarantine;
    private @Nullable RowMapping mapping;
    private long rowsRefused;
    private long rowsSuppressed;
    private long recordsSuppressed;

    TextStager(
            Batch batch,
            Binding.Target target,
            Path bronzeRoot,
            Path quarantineRoot,
            IngestListener listener,
            Suppression suppression) {
        this.batch = batch;
        this.target = target;
        this.bronzeRoot = bronzeRoot;
        this.quarantineRoot = quarantineRoot;
        this.listener = listener;
        this.suppression = suppression;
    }

    Staged csv(CsvFormat format) throws IOException {
        Input input = new Input();
        try (CsvScanner scanner =
                new CsvScanner(input.open(), format, batch.file().path().toString())) {
            if (!format.header()) {
                bindCsv(scanner);
            }
            return stage(scanner, input, () -> bindCsv(scanner));
        } finally {
            abandon();
        }
    }

    private void bindCsv(CsvScanner scanner) {
        Binding binding = Binding.of(target, batch.file().path().toString(), scanner.columnNames(), null, true);
        mapping = new CsvRows(binding, batch, target.mode(), scanner);
    }

    /** Twice over the file: the names of all fields must be known before the first row is written. */
    Staged jsonLines() throws IOException {
        String where = batch.file().path().toString();
        Set<String> names = new LinkedHashSet<>();
        try (JsonLinesScanner scanner = new JsonLinesScanner(new Input().open(), where)) {
            while (scanner.next()) {
                for (int i = 0; scanner.kind() == Kind.ROW && i < scanner.fieldCount(); i++) {
                    if (names.size() < MOST_JSON_NAMES) {
                        names.add(scanner.fieldName(i));
                    }
                }
            }
        }
        List<String> ordered = List.copyOf(names);
        Binding binding = Binding.of(target, where, ordered, null, false);
        Input input = new Input();
        try (JsonLinesScanner scanner = new JsonLinesScanner(input.open(), where)) {
            mapping = new JsonRows(binding, batch, target.mode(), scanner, ordered);
            return stage(scanner, input, () -> {});
        } finally {
            abandon();
        }
    }

    private Staged stage(RecordScanner scanner, Input input, Runnable onHeader) throws IOException {
        long bytes = 0;
        long data = 0;
        while (scanner.next()) {
            bytes += scanner.byteLength();
            switch (scanner.kind()) {
                case HEADER -> onHeader.run();
                case BLANK -> {
                    // Counted by the scanner; there is nothing to keep.
                }
                case ROW -> row(scanner, ++data);
                case MALFORMED -> quarantine(scanner, ++data, scanner.reason());
            }
            if (data % RECORDS_PER_PROGRESS == 0) {
                listener.progress(
                        batch.file().name(), input.count(), batch.hash().size(), data);
            }
        }
        Staged.require(batch.file(), "bytes of all records", bytes, scanner.bytesReceived());
        input.requireUnchanged();
        Staged staged = new Staged(
                finish(rows),
                mapping == null ? List.of() : mapping.binding().evolved(),
                finish(quarantine),
                new RecordCounts(
                        scanner.count(Kind.HEADER),
                        scanner.count(Kind.BLANK),
                        scanner.count(Kind.ROW),
                        scanner.count(Kind.MALFORMED),
                        bytes),
                rowsSuppressed + recordsSuppressed,
                notes(data));
        staged.requireConserved(batch.file(), rowsRefused, rowsSuppressed);
        rows = null;
        quarantine = null;
        return staged;
    }

    private List<String> notes(long data) {
        List<String> notes =
                new ArrayList<>(mapping == null ? List.of() : mapping.binding().notes());
        Staged.suppressedNote(rowsSuppressed + recordsSuppressed).ifPresent(notes::add);
        if (data == 0) {
            notes.add("the file has no data records");
        }
        return notes;
    }

    private void row(RecordScanner scanner, long number) {
        RowMapping current = java.util.Objects.requireNonNull(mapping, "the header comes before the rows");
        String refused = current.prepare(number, scanner.lineNumber());
        if (refused != null) {
            rowsRefused++;
            quarantine(scanner, number, refused);
            return;
        }
        if (current.isSuppressed(suppression, target.table())) {
            rowsSuppressed++;
            return;
        }
        ParquetRowWriter writer = rows;
        if (writer == null) {
            writer = ParquetRowWriter.open(bronzeRoot, current.binding().schema());
            rows = writer;
        }
        writer.write(current);
    }

    private void quarantine(RecordScanner scanner, long number, String reason) {
        if (!suppression.isEmpty() && suppression.mentions(scanner.rawText())) {
            recordsSuppressed++;
            return;
        }
        ParquetRowWriter writer = quarantine;
        if (writer == null) {
            writer = ParquetRowWriter.open(quarantineRoot, QUARANTINE);
            quarantine = writer;
        }
        Consumer<RowTarget> record = row -> {
            row.setString(0, batch.file().name());
            row.setLong(1, number);
            row.setLong(2, scanner.lineNumber());
            row.setLong(3, scanner.byteOffset());
            row.setLong(4, scanner.byteLength());
            row.setString(5, batch.id());
            row.setInstant(6, batch.ingestedAt());
            row.setString(7, reason);
            row.setString(8, scanner.rawText());
        };
        writer.write(record);
    }

    private static List<DataFile> finish(@Nullable ParquetRowWriter writer) {
        return writer == null ? List.of() : writer.finish();
    }

    /** Deletes what was written when it did not come to an end. */
    private void abandon() {
        close(rows);
        close(quarantine);
    }

    private static void close(@Nullable ParquetRowWriter writer) {
        if (writer != null) {
            writer.close();
        }
    }

    /** The file as a stream that notices when it is not what was hashed. */
    private final class Input {

        private @Nullable ChecksummedInput raw;

        InputStream open() throws IOException {
            return CompressedInput.open(batch.file().path(), in -> {
                ChecksummedInput tapped = new ChecksummedInput(in);
                raw = tapped;
                return tapped;
            });
        }

        long count() {
            return raw == null ? 0 : raw.count();
        }

        void requireUnchanged() throws IOException {
            batch.hash().requireUnchanged(batch.file());
            if (raw != null && raw.finish() != batch.hash().checksum()) {
                throw ContentHash.changed(batch.file());
            }
        }
    }
}
