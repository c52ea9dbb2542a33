package dev.lakehouse4j.medallion.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.medallion.ingest.RecordScanner.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvScannerTest {

    private static final CsvFormat STANDARD = CsvFormat.standard();

    @Test
    void headerNamesTheColumnsAndRowsFollow() throws IOException {
        try (CsvScanner scanner = scanner("id,name\n1,Ana\n2,Bo", STANDARD)) {
            assertThat(scanner.columnNames()).isEmpty();
            assertThat(scanner.next()).isTrue();
            assertThat(scanner.kind()).isEqualTo(Kind.HEADER);
            assertThat(scanner.columnNames()).containsExactly("id", "name");
            assertThat(scanner.next()).isTrue();
            assertThat(scanner.kind()).isEqualTo(Kind.ROW);
            assertThat(scanner.recordNumber()).isEqualTo(2);
            assertThat(scanner.lineNumber()).isEqualTo(2);
            assertThat(scanner.byteOffset()).isEqualTo(8);
            assertThat(scanner.byteLength()).isEqualTo(6);
            assertThat(scanner.fieldText(1)).isEqualTo("Ana");
            assertThat(scanner.next()).isTrue();
            assertThat(scanner.byteLength()).isEqualTo(4);
            assertThat(scanner.rawText()).isEqualTo("2,Bo");
            assertThat(scanner.next()).isFalse();
            assertThat(scanner.next()).isFalse();
            assertThat(scanner.byteOffset()).isEqualTo(18);
            assertThat(scanner.count(Kind.ROW)).isEqualTo(2);
        }
    }

    @Test
    void unquotedEmptyIsNullAndQuotedEmptyIsAnEmptyString() {
        assertThat(describe("a,b,c\n,\"\",x\n")).containsExactly("HEADER a|b|c", "ROW null||x");
    }

    @Test
    void doubledQuotesAreUndoneAndTheRawTextStays() throws IOException {
        try (CsvScanner scanner = scanner("a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", STANDARD)) {
            scanner.next();
            scanner.next();
            assertThat(scanner.fieldText(0)).isEqualTo("say \"hi\"");
            assertThat(scanner.fieldText(1)).isEqualTo("\"");
            assertThat(scanner.rawText()).isEqualTo("\"say \"\"hi\"\"\",\"\"\"\"");
        }
    }

    @Test
    void everyTerminatorEndsARecordAndIsKeptInsideQuotes() {
        assertThat(describe("a,b\r1,2\r\n3,4\n5,\"x\r\ny\rz\n\"\r\n6,7"))
                .containsExactly("HEADER a|b", "ROW 1|2", "ROW 3|4", "ROW 5|x\r\ny\rz\n", "ROW 6|7");
        assertThat(lines("a\n\"x\r\ny\rz\n\"\r\n6\n")).containsExactly(1L, 2L, 6L);
    }

    @Test
    void quoteInsideAnUnquotedFieldIsText() {
        assertThat(describe("a,b\n5\" disk,x\"y\"\n")).containsExactly("HEADER a|b", "ROW 5\" disk|x\"y\"");
    }

    @Test
    void blankLinesAreRecordsOfTheirOwn() {
        assertThat(describe("\n\na,b\n\r\n1,2\n\n"))
                .containsExactly("BLANK", "BLANK", "HEADER a|b", "BLANK", "ROW 1|2", "BLANK");
    }

    @Test
    void emptyFileAndHeaderOnlyHaveNoRows() {
        assertThat(describe("")).isEmpty();
        assertThat(describe("a,b")).containsExactly("HEADER a|b");
        assertThat(describe("\ufeff")).containsExactly("BLANK");
    }

    @Test
    void byteOrderMarkBelongsToTheHeaderAndNotToItsName() throws IOException {
        try (CsvScanner scanner = scanner("\ufeff\"a\",b\n1,2\n", STANDARD)) {
            scanner.next();
            assertThat(scanner.columnNames()).containsExactly("a", "b");
            assertThat(scanner.byteLength()).isEqualTo(9);
            assertThat(scanner.rawText()).isEqualTo("\"a\",b");
        }
    }

    @Test
    void wrongNumberOfFieldsIsMalformed() {
        assertThat(describe("a,b\n1\n1,2,3\n1,2\n"))
                .containsExactly(
                        "HEADER a|b",
                        "MALFORMED 1: expected 2 fields as in the header, found 1",
                        "MALFORMED 1,2,3: expected 2 fields as in the header, found 3",
                        "ROW 1|2");
    }

    @Test
    void textAfterAClosingQuoteIsMalformed() {
        assertThat(describe("a,b\n1,\"x\"y,\"z\n1,2\n"))
                .containsExactly(
                        "HEADER a|b", "MALFORMED 1,\"x\"y,\"z: text follows the closing quote of field 2", "ROW 1|2");
    }

    @Test
    void openQuoteCostsItsLineOnly() {
        assertThat(describe("a,b\n1,\"open\n2,x\n3,y\n"))
                .containsExactly(
                        "HEADER a|b",
                        "MALFORMED 1,\"open: the quote that opens field 2 is never closed",
                        "ROW 2|x",
                        "ROW 3|y");
        assertThat(describe("a,b\n1,\"open\n2,\"x\"\n3,y\n"))
                .containsExactly(
                        "HEADER a|b",
                        "MALFORMED 1,\"open: in the record of 2 lines that starts here, text follows the closing quote of"
                                + " field 2",
                        "ROW 2|x",
                        "ROW 3|y");
    }

    @Test
    void openQuoteThatIsClosedValidlyLaterIsOneRecord() {
        assertThat(describe("a,b\n1,\"open\n2,x\"\n3,y\n")).containsExactly("HEADER a|b", "ROW 1|open\n2,x", "ROW 3|y");
    }

    @Test
    void recordOfSeveralLinesWithTooManyFieldsIsCutToItsFirstLine() {
        assertThat(describe("a,b\n1,\"x\ny\",2\n3,4\n"))
                .containsExactly(
                        "HEADER a|b",
                        "MALFORMED 1,\"x: in the record of 2 lines that starts here, expected 2 fields as in the header,"
                                + " found more",
                        "ROW y\"|2",
                        "ROW 3|4");
    }

    @Test
    void nulAndInvalidUtf8AreMalformed() {
        byte[] invalid = {'a', '\n', 'x', (byte) 0xe9, 'y', '\n', 'z', '\n'};
        assertThat(describe(invalid, STANDARD))
                .containsExactly(
                        "HEADER a", "MALFORMED x\ufffdy: byte 0xE9 is not valid UTF-8 where it stands", "ROW z");
        assertThat(describe("a\nx\0y\n\"\0\"\nz\n"))
                .containsExactly(
                        "HEADER a",
                        "MALFORMED x\0y: a NUL byte stands in the text",
                        "MALFORMED \"\0\": a NUL byte stands in the text",
                        "ROW z");
    }

    @Test
    void recordBeyondTheLimitIsMalformedAndItsRawTextIsCut() throws IOException {
        CsvFormat format = STANDARD.maxRecordBytes(40);
        String line = "x".repeat(39) + "é".repeat(5_000);
        try (CsvScanner scanner = scanner("a\n" + line + "\r\ny\n", format)) {
            scanner.next();
            scanner.next();
            assertThat(scanner.kind()).isEqualTo(Kind.MALFORMED);
            assertThat(scanner.reason()).isEqualTo("the record is longer than the allowed 40 bytes");
            assertThat(scanner.rawText()).isEqualTo("x".repeat(39));
            assertThat(scanner.byteLength()).isEqualTo(39 + 10_000 + 2);
            scanner.next();
            assertThat(scanner.fieldText(0)).isEqualTo("y");
            assertThat(scanner.lineNumber()).isEqualTo(3);
        }
        assertThat(describe("a\n\"open\n" + "good\n".repeat(9), format))
                .hasSize(11)
                .contains("ROW good");
    }

    @Test
    void fieldLargerThanABlockIsARow() throws IOException {
        String large = "long \"\" text\n".repeat(100_000);
        try (CsvScanner scanner = scanner("a,b\n1,\"" + large + "\"\n2,x\n", STANDARD)) {
            scanner.next();
            scanner.next();
            assertThat(scanner.kind()).isEqualTo(Kind.ROW);
            assertThat(scanner.fieldText(1)).isEqualTo(large.replace("\"\"", "\""));
            scanner.next();
            assertThat(scanner.fieldText(1)).isEqualTo("x");
            assertThat(scanner.lineNumber()).isEqualTo(100_003);
        }
    }

    @Test
    void brokenHeaderIsRefusedWithTheRemedy() {
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> describe("a,\"b\n1,2\n"))
                .withMessage(
                        "Cannot read the header of test.csv (line 1): the quote that opens field 2 is never closed."
                                + " Remedy: correct the header, or check delimiter, quote and charset of the format.");
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> describe("a,b,a\n1,2,3\n"))
                .withMessage("Cannot tell columns apart: the header of test.csv names \"a\" twice (columns 1 and 3)."
                        + " Remedy: give each column a name of its own.");
    }

    @Test
    void otherDelimiterAndQuoteAndNoHeader() {
        CsvFormat format = STANDARD.delimiter('\t').quote('\'').withoutHeader("a", "b");
        assertThat(describe("1\t'x\ty'\n2,\t\n3\n".getBytes(StandardCharsets.UTF_8), format))
                .containsExactly(
                        "ROW 1|x\ty", "ROW 2,|null", "MALFORMED 3: expected 2 fields as in the format, found 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-8"})
    void byteOrderMarkDecidesTheCharset(String charset) {
        byte[] data = "\ufeffnome,preço\nJosé,€1\n😀,2\n".getBytes(Charset.forName(charset));
        assertThat(describe(data, STANDARD.charset(StandardCharsets.ISO_8859_1)))
                .containsExactly("HEADER nome|preço", "ROW José|€1", "ROW 😀|2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-16LE", "UTF-16BE"})
    void otherCharsetsAreTranscoded(String charset) {
        String text = "nome,preço\n" + "José,não\n".repeat(20_000);
        byte[] data = text.getBytes(Charset.forName(charset));
        List<String> described = describe(data, STANDARD.charset(Charset.forName(charset)));
        assertThat(described).hasSize(20_001);
        assertThat(described.get(20_000)).isEqualTo("ROW José|não");
    }

    @Test
    void undefinedBytesOfACharsetAreShownAndNotLost() {
        byte[] data = {'a', '\n', 'x', (byte) 0x81, 'y', '\n', (byte) 0xe9, '\n'};
        assertThat(describe(data, STANDARD.charset(Charset.forName("windows-1252"))))
                .containsExactly(
                        "HEADER a",
                        "MALFORMED x\ufffd\\x81y: there are bytes that windows-1252 does not define (shown as \\xHH)",
                        "ROW é");
    }

    @Test
    void unpairedSurrogateAndOddByteCostTheirLineOnly() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes("\ufeffa\nx".getBytes(StandardCharsets.UTF_16LE));
        data.writeBytes(new byte[] {0x00, (byte) 0xd8});
        data.writeBytes("\ny\nz".getBytes(StandardCharsets.UTF_16LE));
        data.write('q');
        assertThat(describe(data.toByteArray(), STANDARD))
                .containsExactly(
                        "HEADER a",
                        "MALFORMED x\ufffd\\x00\ufffd\\xD8: there are bytes that UTF-16LE does not define (shown as \\xHH)",
                        "ROW y",
                        "MALFORMED z\ufffd\\x71: there are bytes that UTF-16LE does not define (shown as \\xHH)");
    }

    @Test
    void streamThatBreaksOffIsAnErrorAndNotAnEnd() {
        InputStream text = new ByteArrayInputStream("123456789\n".repeat(100).getBytes(StandardCharsets.UTF_8));
        InputStream breaking = new FilterInputStream(text) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                if (count < 0) {
                    throw new IOException("cable pulled");
                }
                return count;
            }
        };
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> {
                    try (CsvScanner scanner = new CsvScanner(breaking, STANDARD, "test.csv", 64)) {
                        while (scanner.next()) {
                            assertThat(scanner.fieldCount()).isEqualTo(1);
                        }
                    }
                })
                .withMessageContaining("Cannot read test.csv beyond its first")
                .withMessageContaining("cable pulled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\",y,\"z\n", "\"\"\"\n", "a,\"b\"\"\n", "\"\n\"\"\n", ",,\"\n"})
    void hostileFilesStayNearLinear(String line) {
        byte[] data = ("a,b,c\n" + line.repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
        // A quadratic scan would take hours.
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            try (CsvScanner scanner = new CsvScanner(new ByteArrayInputStream(data), STANDARD, "test.csv")) {
                while (scanner.next()) {
                    assertThat(scanner.byteLength()).isPositive();
                }
                assertThat(scanner.byteOffset()).isEqualTo(data.length);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"é| U+00E9", "\"| '\"'"})
    void unusableDelimitersAreRefused(char delimiter, String shown) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STANDARD.delimiter(delimiter))
                .withMessageContaining("Cannot use " + shown)
                .withMessageContaining("Remedy: ");
    }

    @Test
    void settingsThatContradictAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> STANDARD.quote('\n'));
        assertThatIllegalArgumentException().isThrownBy(() -> STANDARD.maxRecordBytes(0));
        assertThatIllegalArgumentException().isThrownBy(STANDARD::withoutHeader);
        assertThatIllegalArgumentException().isThrownBy(() -> STANDARD.withoutHeader("a", "a"));
        assertThatNoException().isThrownBy(() -> STANDARD.withoutHeader("a").withHeader());
    }

    private static CsvScanner scanner(String text, CsvFormat format) throws IOException {
        return new CsvScanner(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), format, "test.csv", 64);
    }

    private static List<String> describe(String text) {
        return describe(text, STANDARD);
    }

    private static List<String> describe(String text, CsvFormat format) {
        return describe(text.getBytes(StandardCharsets.UTF_8), format);
    }

    /** Each record as its kind and values, or its kind, raw text and reason. */
    private static List<String> describe(byte[] data, CsvFormat format) {
        List<String> described = new ArrayList<>();
        try (CsvScanner scanner = new CsvScanner(new ByteArrayInputStream(data), format, "test.csv")) {
            while (scanner.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < scanner.fieldCount(); i++) {
                    values.add(String.valueOf(scanner.fieldText(i)));
                }
                described.add(
                        switch (scanner.kind()) {
                            case HEADER, ROW -> scanner.kind() + " " + String.join("|", values);
                            case BLANK -> "BLANK";
                            case MALFORMED -> "MALFORMED " + scanner.rawText() + ": " + scanner.reason();
                        });
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return described;
    }

    private static List<Long> lines(String text) {
        return ReferenceCsv.scan(text.getBytes(StandardCharsets.UTF_8), STANDARD, 64).stream()
                .map(ReferenceCsv.Scanned::line)
                .toList();
    }
}
