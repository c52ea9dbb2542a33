package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.medallion.ingest.RecordScanner.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scanner's rules once more, byte by byte over a whole file in memory: slow, and simple enough to be read as a proof. */
final class ReferenceCsv {

    /** One record; {@code values} is empty unless it is a header or a row. */
    record Scanned(Kind kind, long line, long offset, long length, List<@Nullable String> values) {}

    private final byte[] data;
    private final CsvFormat format;

    // Outcome of the last structure().
    private boolean wellFormed;
    private List<@Nullable String> values = new ArrayList<>();

    private ReferenceCsv(byte[] data, CsvFormat format) {
        this.data = data;
        this.format = format;
    }

    /** What {@link CsvScanner} delivers, in blocks of the given size. */
    static List<Scanned> scan(byte[] data, CsvFormat format, int blockBytes) {
        return scan(new ByteArrayInputStream(data), format, blockBytes);
    }

    static List<Scanned> scan(InputStream in, CsvFormat format, int blockBytes) {
        List<Scanned> records = new ArrayList<>();
        try (CsvScanner scanner = new CsvScanner(in, format, "test", blockBytes)) {
            while (scanner.next()) {
                List<@Nullable String> values = new ArrayList<>();
                for (int i = 0; i < scanner.fieldCount(); i++) {
                    values.add(scanner.fieldText(i));
                }
                records.add(new Scanned(
                        scanner.kind(), scanner.lineNumber(), scanner.byteOffset(), scanner.byteLength(), values));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return records;
    }

    /** What it should deliver, or null when the header is refused. */
    static @Nullable List<Scanned> expected(byte[] data, CsvFormat format) {
        return new ReferenceCsv(data, format).expected();
    }

    private @Nullable List<Scanned> expected() {
        List<Scanned> records = new ArrayList<>();
        int columns = format.header() ? -1 : format.columnNames().size();
        long line = 1;
        int position = 0;
        while (position < data.length) {
            int content = position == 0 && hasByteOrderMark() ? 3 : position;
            int end = structure(content);
            boolean row = wellFormed && end - position <= format.maxRecordBytes() && isCleanUtf8(content, end);
            boolean blank = row && values.size() == 1 && values.get(0) == null;
            if (row && !blank && columns >= 0 && values.size() != columns) {
                row = false;
            }
            Kind kind;
            if (!row) {
                if (columns < 0) {
                    return null;
                }
                kind = Kind.MALFORMED;
                end = endOfLine(content);
            } else if (blank) {
                kind = Kind.BLANK;
            } else if (columns < 0) {
                if (values.stream()
                                .map(name -> name == null ? "" : name)
                                .distinct()
                                .count()
                        < values.size()) {
                    return null;
                }
                kind = Kind.HEADER;
                columns = values.size();
            } else {
                kind = Kind.ROW;
            }
            boolean hasValues = kind == Kind.ROW || kind == Kind.HEADER;
            records.add(new Scanned(kind, line, position, end - position, hasValues ? values : List.of()));
            line += linesBetween(content, end);
            position = end;
        }
        return records;
    }

    /** End of the record at this position by RFC 4180 alone; sets the values and whether it was well-formed. */
    private int structure(int from) {
        values = new ArrayList<>();
        wellFormed = true;
        int position = from;
        while (true) {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            boolean quoted = at(position) == format.quote();
            if (quoted) {
                position++;
                while (at(position) != format.quote() || at(position + 1) == format.quote()) {
                    if (position >= data.length) {
                        wellFormed = false;
                        return data.length;
                    }
                    position += at(position) == format.quote() ? 1 : 0;
                    value.write(data[position++]);
                }
                position++;
            } else {
                while (position < data.length && !endsField(at(position))) {
                    value.write(data[position++]);
                }
            }
            values.add(!quoted && value.size() == 0 ? null : value.toString(StandardCharsets.UTF_8));
            if (at(position) == format.delimiter()) {
                position++;
            } else if (position >= data.length || at(position) == '\n' || at(position) == '\r') {
                return endOfLine(position);
            } else {
                wellFormed = false;
                return position;
            }
        }
    }

    private boolean endsField(int value) {
        return value == format.delimiter() || value == '\n' || value == '\r';
    }

    private int at(int position) {
        return position < data.length ? data[position] & 0xff : -1;
    }

    private int endOfLine(int from) {
        int position = from;
        while (position < data.length && at(position) != '\n' && at(position) != '\r') {
            position++;
        }
        return Math.min(data.length, position + (at(position) == '\r' && at(position + 1) == '\n' ? 2 : 1));
    }

    private int linesBetween(int from, int end) {
        int lines = 0;
        int position = from;
        while (position < end) {
            position = endOfLine(position);
            lines++;
        }
        return lines;
    }

    private boolean isCleanUtf8(int from, int end) {
        for (int i = from; i < end; i++) {
            if (data[i] == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data, from, end - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private boolean hasByteOrderMark() {
        return at(0) == 0xef && at(1) == 0xbb && at(2) == 0xbf;
    }
}
