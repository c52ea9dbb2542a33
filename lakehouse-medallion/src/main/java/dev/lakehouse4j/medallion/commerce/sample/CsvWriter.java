package dev.lakehouse4j.medallion.commerce.sample;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Writes one file in the quoting of the originals: headers in quotes, a text in quotes when it holds a comma, a quote or a
 * line break or starts with a digit; numbers and times bare; nothing at all for null.
 */
final class CsvWriter implements Closeable {

    private static final long SECONDS_PER_DAY = 86_400;

    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] lineEnd;
    private int used;
    private boolean rowStarted;
    private long rows;
    private long cachedDay = Long.MIN_VALUE;
    private String cachedDate = "";

    private CsvWriter(OutputStream out, String lineEnd) {
        this.out = out;
        this.lineEnd = lineEnd.getBytes(StandardCharsets.US_ASCII);
    }

    static CsvWriter open(Path file, String lineEnd, String... header) throws IOException {
        CsvWriter writer = new CsvWriter(Files.newOutputStream(file), lineEnd);
        for (String column : header) {
            writer.quoted(column);
        }
        writer.endRow();
        writer.rows = 0;
        return writer;
    }

    CsvWriter text(@Nullable String value) throws IOException {
        if (value == null) {
            separator();
            return this;
        }
        if (needsQuotes(value)) {
            return quoted(value);
        }
        separator();
        append(value);
        return this;
    }

    CsvWriter number(long value) throws IOException {
        separator();
        append(Long.toString(value));
        return this;
    }

    /** A count or measure, nothing where negative. */
    CsvWriter numberOrNothing(long value) throws IOException {
        separator();
        if (value >= 0) {
            append(Long.toString(value));
        }
        return this;
    }

    /** An amount in cents, written with two decimals. */
    CsvWriter cents(long value) throws IOException {
        separator();
        append(Long.toString(value / 100));
        ensure(3);
        buffer[used++] = '.';
        twoDigits((int) (value % 100));
        return this;
    }

    /** A coordinate in units of 1e-8 degrees, written without trailing zeros. */
    CsvWriter coordinate(long value) throws IOException {
        separator();
        long absolute = Math.abs(value);
        ensure(24);
        if (value < 0) {
            buffer[used++] = '-';
        }
        append(Long.toString(absolute / 100_000_000));
        ensure(9);
        buffer[used++] = '.';
        long fraction = absolute % 100_000_000;
        long unit = 10_000_000;
        do {
            buffer[used++] = (byte) ('0' + fraction / unit);
            fraction %= unit;
            unit /= 10;
        } while (fraction > 0);
        return this;
    }

    /** A local time in seconds since 1970-01-01 00:00:00, nothing where {@link Moments#NONE}. */
    CsvWriter moment(long epochSecond) throws IOException {
        separator();
        if (epochSecond == Moments.NONE) {
            return this;
        }
        long day = Math.floorDiv(epochSecond, SECONDS_PER_DAY);
        int second = (int) Math.floorMod(epochSecond, SECONDS_PER_DAY);
        if (day != cachedDay) {
            cachedDay = day;
            cachedDate = LocalDate.ofEpochDay(day).toString();
        }
        append(cachedDate);
        ensure(9);
        buffer[used++] = ' ';
        twoDigits(second / 3600);
        buffer[used++] = ':';
        twoDigits(second / 60 % 60);
        buffer[used++] = ':';
        twoDigits(second % 60);
        return this;
    }

    void endRow() throws IOException {
        ensure(lineEnd.length);
        for (byte character : lineEnd) {
            buffer[used++] = character;
        }
        rowStarted = false;
        rows++;
    }

    long rows() {
        return rows;
    }

    private static boolean needsQuotes(String value) {
        if (value.isEmpty()) {
            return true;
        }
        char first = value.charAt(0);
        if (first >= '0' && first <= '9') {
            return true;
        }
        for (int index = 0; index < value.length(); index++) {
            char character = value.charAt(index);
            if (character == ',' || character == '"' || character == '\r' || character == '\n') {
                return true;
            }
        }
        return false;
    }

    private CsvWriter quoted(String value) throws IOException {
        separator();
        ensure(1);
        buffer[used++] = '"';
        append(value.indexOf('"') < 0 ? value : value.replace("\"", "\"\""));
        ensure(1);
        buffer[used++] = '"';
        return this;
    }

    private void separator() throws IOException {
        if (rowStarted) {
            ensure(1);
            buffer[used++] = ',';
        }
        rowStarted = true;
    }

    private void twoDigits(int value) {
        buffer[used++] = (byte) ('0' + value / 10);
        buffer[used++] = (byte) ('0' + value % 10);
    }

    private void append(String value) throws IOException {
        int length = value.length();
        ensure(length);
        int start = used;
        for (int index = 0; index < length; index++) {
            char character = value.charAt(index);
            if (character >= 0x80) {
                used = start;
                appendBytes(value.getBytes(StandardCharsets.UTF_8));
                return;
            }
            buffer[used++] = (byte) character;
        }
    }

    private void appendBytes(byte[] bytes) throws IOException {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, used, bytes.length);
        used += bytes.length;
    }

    private void ensure(int length) throws IOException {
        if (used + length > buffer.length) {
            out.write(buffer, 0, used);
            used = 0;
        }
    }

    @Override
    public void close() throws IOException {
        try (OutputStream closing = out) {
            closing.write(buffer, 0, used);
            used = 0;
        }
    }
}
