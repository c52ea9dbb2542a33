package dev.lakehouse4j.medallion.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.medallion.ingest.RecordScanner.Kind;
import dev.lakehouse4j.medallion.ingest.ReferenceCsv.Scanned;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Properties over generated files; every failure names the seed of the file that shows it. */
class CsvScannerPropertyTest {

    private static final int[] BLOCKS = {16, 17, 23, 64, 256 * 1024};

    /** Pieces whose sequences reach every rule: quotes, terminators, NUL, good and bad UTF-8, a control character. */
    private static final byte[][] PIECES = {
        {'a'},
        {'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'},
        {','},
        {','},
        {'"'},
        {'"'},
        {'"', '"'},
        {'"', ','},
        {',', '"'},
        {'\n'},
        {'\n'},
        {'\r', '\n'},
        {'\r'},
        {0},
        {'\t'},
        {(byte) 0xc3, (byte) 0xa9},
        {(byte) 0xff},
        {(byte) 0xe2, (byte) 0x82, (byte) 0xac},
        {(byte) 0xe2, (byte) 0x82},
        {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}
    };

    @Test
    void anyBytesAreScannedAsTheReferenceDoesWhateverTheBlockSize() {
        int[] lengths = {1, 4, 9, 30, CsvFormat.standard().maxRecordBytes()};
        for (int seed = 0; seed < 40_000; seed++) {
            Random random = new Random(seed);
            byte[] data = anyBytes(random);
            CsvFormat format = CsvFormat.standard().maxRecordBytes(lengths[random.nextInt(lengths.length)]);
            if (random.nextInt(3) > 0) {
                format = format.withoutHeader(random.nextBoolean() ? new String[] {"x"} : new String[] {"x", "y", "z"});
            }
            List<Scanned> expected = ReferenceCsv.expected(data, format);
            int block = BLOCKS[random.nextInt(BLOCKS.length)];
            String about = "seed " + seed + ", block " + block;
            if (expected == null) {
                CsvFormat refused = format;
                assertThatExceptionOfType(SchemaException.class)
                        .as(about)
                        .isThrownBy(() -> ReferenceCsv.scan(data, refused, block))
                        .withMessageContaining("header");
            } else {
                assertThat(ReferenceCsv.scan(data, format, block)).as(about).isEqualTo(expected);
            }
        }
    }

    @Test
    void reasonsAndRawTextsDoNotDependOnTheBlockSize() throws IOException {
        for (int seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            byte[] data = anyBytes(random);
            CsvFormat format = CsvFormat.standard().withoutHeader("x", "y").maxRecordBytes(1 + random.nextInt(40));
            List<String> inLargeBlocks = reasonsAndRawTexts(data, format, 1 << 16);
            for (int block : BLOCKS) {
                assertThat(reasonsAndRawTexts(data, format, block))
                        .as("seed " + seed + ", block " + block)
                        .isEqualTo(inLargeBlocks);
            }
        }
    }

    @Test
    void rowsOutsideAMutationAreAllDeliveredAndEveryByteIsKept() {
        for (int seed = 0; seed < 6_000; seed++) {
            Random random = new Random(seed);
            GeneratedFile file = GeneratedFile.of(random);
            int row = random.nextInt(file.rows.size());
            byte[] mutated = file.mutated(row, random);
            int block = BLOCKS[random.nextInt(BLOCKS.length)];
            String about = "seed " + seed + ", mutated row " + row;

            List<Scanned> records = ReferenceCsv.scan(mutated, CsvFormat.standard(), block);
            assertTiles(records, mutated, about);

            List<List<@Nullable String>> delivered = records.stream()
                    .filter(record -> record.kind() == Kind.ROW)
                    .map(Scanned::values)
                    .toList();
            // A mutation may join its row with a neighbour, when it hits a terminator; beyond, nothing may change.
            List<List<@Nullable String>> untouched = new ArrayList<>(file.rows.subList(0, Math.max(0, row - 1)));
            if (!file.truncated) {
                untouched.addAll(file.rows.subList(Math.min(file.rows.size(), row + 2), file.rows.size()));
            }
            if (!untouched.isEmpty()) {
                assertThat(delivered).as(about).containsSubsequence(untouched);
            }
        }
    }

    private static void assertTiles(List<Scanned> records, byte[] data, String about) {
        long offset = 0;
        for (Scanned record : records) {
            assertThat(record.offset()).as(about).isEqualTo(offset);
            assertThat(record.length()).as(about).isPositive();
            assertThat(record.line()).as(about).isEqualTo(1 + linesIn(data, (int) offset));
            offset += record.length();
        }
        assertThat(offset).as(about).isEqualTo(data.length);
    }

    /** Number of line terminators in the first bytes, which end at a record's start. */
    private static long linesIn(byte[] data, int length) {
        long lines = 0;
        for (int i = 0; i < length; i++) {
            if (data[i] == '\n' || (data[i] == '\r' && !(i + 1 < data.length && data[i + 1] == '\n'))) {
                lines++;
            }
        }
        return lines;
    }

    private static byte[] anyBytes(Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (random.nextInt(8) == 0) {
            bytes.writeBytes(PIECES[PIECES.length - 1]);
        }
        int pieces = random.nextInt(50);
        for (int i = 0; i < pieces; i++) {
            bytes.writeBytes(PIECES[random.nextInt(PIECES.length)]);
        }
        return bytes.toByteArray();
    }

    private static List<String> reasonsAndRawTexts(byte[] data, CsvFormat format, int block) throws IOException {
        List<String> texts = new ArrayList<>();
        try (CsvScanner scanner = new CsvScanner(new ByteArrayInputStream(data), format, "test", block)) {
            while (scanner.next()) {
                assertThat(scanner.reason().isEmpty()).isEqualTo(scanner.kind() != Kind.MALFORMED);
                texts.add(scanner.reason());
                texts.add(scanner.rawText());
            }
        }
        return texts;
    }

    /** A well-formed file of three columns with values of many kinds, and one change to one of its rows. */
    private static final class GeneratedFile {
        private final List<List<@Nullable String>> rows = new ArrayList<>();
        private final List<byte[]> encodedRows = new ArrayList<>();
        private byte[] header = new byte[0];
        private boolean truncated;

        static GeneratedFile of(Random random) {
            GeneratedFile file = new GeneratedFile();
            String mark = random.nextInt(4) == 0 ? "\ufeff" : "";
            file.header = (mark + "id,\"title\",text" + terminator(random)).getBytes(StandardCharsets.UTF_8);
            int count = 4 + random.nextInt(40);
            for (int i = 0; i < count; i++) {
                List<@Nullable String> row = new ArrayList<>(List.of("r" + i));
                StringBuilder encoded = new StringBuilder("r" + i);
                for (int column = 1; column < 3; column++) {
                    String value = value(random);
                    row.add(value);
                    boolean quoted = value != null && (value.isEmpty() || needsQuotes(value) || random.nextBoolean());
                    String text = value == null ? "" : quoted ? '"' + value.replace("\"", "\"\"") + '"' : value;
                    encoded.append(',').append(text);
                }
                encoded.append(terminator(random));
                if (random.nextInt(10) == 0) {
                    encoded.append(terminator(random));
                }
                file.rows.add(row);
                file.encodedRows.add(encoded.toString().getBytes(StandardCharsets.UTF_8));
            }
            return file;
        }

        /** Values that are quoted start with a letter, so that an open quote cannot be closed validly by a later row. */
        private static @Nullable String value(Random random) {
            return switch (random.nextInt(8)) {
                case 0 -> null;
                case 1 -> "";
                case 2 -> "line\none " + random.nextInt(100);
                case 3 -> "said \"so\", twice\r\nand\rmore";
                case 4 -> "São Paulo – €" + random.nextInt(100);
                case 5 -> "x".repeat(random.nextInt(300)) + "y";
                default -> Integer.toString(random.nextInt());
            };
        }

        private static boolean needsQuotes(String value) {
            return value.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        }

        /** Never a lone carriage return before a line feed of the next row, which would be one terminator. */
        private static String terminator(Random random) {
            return switch (random.nextInt(6)) {
                case 0, 1 -> "\r\n";
                case 2 -> "\r";
                default -> "\n";
            };
        }

        byte[] mutated(int row, Random random) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(header);
            for (int i = 0; i < encodedRows.size(); i++) {
                byte[] encoded = encodedRows.get(i);
                if (i != row) {
                    bytes.writeBytes(encoded);
                    continue;
                }
                int at = random.nextInt(encoded.length);
                byte[] before = Arrays.copyOf(encoded, at);
                byte[] after = Arrays.copyOfRange(encoded, at, encoded.length);
                bytes.writeBytes(before);
                switch (random.nextInt(8)) {
                    case 0 -> bytes.write('"');
                    case 1 -> bytes.write(',');
                    case 2 -> bytes.write(0);
                    case 3 -> bytes.write(random.nextInt(256));
                    case 4 -> bytes.writeBytes("z".repeat(random.nextInt(2000)).getBytes(StandardCharsets.UTF_8));
                    case 5 -> after = Arrays.copyOfRange(after, 1, after.length);
                    case 6 -> after[0] = (byte) random.nextInt(256);
                    default -> {
                        truncated = true;
                        return bytes.toByteArray();
                    }
                }
                bytes.writeBytes(after);
            }
            return bytes.toByteArray();
        }
    }
}
