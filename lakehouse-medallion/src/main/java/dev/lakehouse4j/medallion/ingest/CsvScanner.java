package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a delimited text stream into records, so that every byte of its UTF-8 form belongs to exactly one record of a
 * {@link Kind}. This is the count that an ingest is checked against; the fields come along because they cost little more.
 *
 * <p>{@link #next()} moves to a record; its fields are ranges of {@link #buffer()}. Buffer and ranges hold until the next
 * call of {@code next()}. Nothing is allocated per record or field.
 *
 * <h2>Grammar</h2>
 *
 * RFC 4180, read leniently where nothing is lost by it: a record ends at {@code \n}, {@code \r\n}, a lone {@code \r} or the
 * end of the stream; a field that starts with a quote ends at the next quote that is not doubled, and may hold delimiters
 * and line breaks; a quote elsewhere in a field is text. A line without any byte is {@link Kind#BLANK}, also in a file of one
 * column (where an empty string is written {@code ""}). An unquoted field without bytes is null.
 *
 * <h2>Resynchronisation</h2>
 *
 * A malformed record that spans several lines is cut down to its first line, and scanning starts anew at the second: a
 * quote left open costs its own line and not the good rows behind it. What remains is an ambiguity of the format: when the
 * open quote meets a quote further down that closes it, followed by a delimiter or a line break, and the number of fields
 * fits, then by RFC 4180 this is one record, and it is delivered as one.
 *
 * <p>Starting anew stays affordable. A scan runs on over following lines only while a quote is open, and stops at {@link
 * CsvFormat#maxRecordBytes()}, or as soon as it has met more fields than the header has. A line that, scanned from its own
 * start, leaves a quote open holds at least one quote that is not doubled, and every such quote ends the open field of a
 * scan that comes from further up. So a scan of a file with N columns passes over at most N + 1 lines that start scans of
 * their own, and a hostile file of S bytes costs at most about (N + 2) x S.
 */
final class CsvScanner implements RecordScanner {

    /** Why a record is malformed. */
    private enum Defect {
        NONE,
        FIELD_COUNT,
        TEXT_AFTER_QUOTE,
        QUOTE_NOT_CLOSED,
        NUL,
        ENCODING,
        TOO_LONG
    }

    /** Fits a second-level cache, so that a block is still near when it is split. */
    private static final int DEFAULT_BLOCK_BYTES = 256 * 1024;

    /** Words are read past the end of the data; what lies there is never looked at. */
    private static final int PADDING = 16;

    /** Outcome of a split: the record goes on behind the bytes that are in the buffer. */
    private static final int NEED_MORE = -1;
    /** Outcome of a split: {@link #defect} was met at {@link #scannedTo}. */
    private static final int BROKEN = -2;

    private static final long EACH_BYTE = 0x0101010101010101L;

    private final String source;
    private final CsvFormat format;
    private final Utf8Input in;
    private final Charset charset;
    private final int blockBytes;
    private final int maxRecordBytes;
    private final int rawTextBytes;
    private final byte delimiter;
    private final byte quote;
    private final long delimiters;
    private final long quotes;

    /** The data in {@code [0, limit)}, a line feed at {@code limit}, padding; unescaped values behind {@code capacity}. */
    private byte[] buffer;

    private int capacity;
    private int limit;
    private boolean ended;

    private List<String> columnNames;
    private boolean headerPending;
    /** Number of fields of a row; larger than any while the header has not been read. */
    private int expectedFields;

    /** Starts of the fields, complemented where the field is null. */
    private int[] starts = new int[16];
    /** Ends of the fields, complemented where doubled quotes are still to be undone. */
    private int[] ends = new int[16];

    // The current record.
    private Kind kind = Kind.BLANK;
    private long recordNumber;
    private long lineNumber = 1;
    private long byteOffset;
    private long byteLength;
    private int recordStart;
    /** Where the record's text starts: behind the byte order mark in the first record, else at its start. */
    private int contentStart;
    /** Where the buffer goes on with the next record. */
    private int recordEnd;

    private int linesInRecord;
    private int fieldCount;
    private Defect defect = Defect.NONE;
    private int defectField;
    private int defectByte;
    private long headers;
    private long blanks;
    private long rows;
    private long malformed;
    /** The first bytes of a line too long for the buffer. */
    private byte @Nullable [] savedRaw;

    private long bytesReceived;

    // Left by the last split.
    private int firstLineEnd;
    private int innerLines;
    private int scannedTo;
    private int nulAt;
    private boolean escapesInField;
    private boolean escapesInRecord;

    /**
     * Scans a stream that is already decompressed.
     *
     * @param in closed with this scanner, and when its first bytes cannot be read
     * @param source what messages call the stream, such as its file name
     */
    CsvScanner(InputStream in, CsvFormat format, String source) throws IOException {
        this(in, format, source, DEFAULT_BLOCK_BYTES);
    }

    /** For tests: a scanner that reads blocks of another size, at least 16 bytes. */
    CsvScanner(InputStream in, CsvFormat format, String source, int blockBytes) throws IOException {
        this.source = source;
        this.format = format;
        this.blockBytes = Math.max(blockBytes, PADDING);
        this.maxRecordBytes = format.maxRecordBytes();
        this.rawTextBytes = Math.min(RAW_TEXT_BYTES, maxRecordBytes);
        this.delimiter = (byte) format.delimiter();
        this.quote = (byte) format.quote();
        this.delimiters = EACH_BYTE * delimiter;
        this.quotes = EACH_BYTE * quote;
        this.headerPending = format.header();
        this.columnNames = format.columnNames();
        this.expectedFields = headerPending ? Integer.MAX_VALUE : columnNames.size();
        if (!headerPending) {
            sizeFields(expectedFields + 1);
        }
        this.capacity = this.blockBytes;
        this.buffer = new byte[capacity + PADDING];
        try {
            this.in = Utf8Input.of(in, format.charset());
        } catch (IOException e) {
            in.close();
            throw CsvErrors.unreadable(source, 0, e);
        }
        this.charset = this.in.charset();
        fill();
        contentStart = this.in.startsWithByteOrderMark() ? Utf8Input.BYTE_ORDER_MARK_BYTES : 0;
    }

    /**
     * Moves to the next record.
     *
     * @return false at the end of the stream
     * @throws StorageException when the stream breaks off, for example inside compressed data
     * @throws SchemaException when the header is malformed or names a column twice
     */
    @Override
    public boolean next() throws IOException {
        if (recordNumber > 0) {
            advance();
        }
        while (recordStart == limit) {
            if (ended) {
                // Asked again, the scanner stays where it is: byteOffset() is the size of the stream.
                byteLength = 0;
                linesInRecord = 0;
                return false;
            }
            fill();
        }
        recordNumber++;
        int end = split();
        while (end == NEED_MORE && limit - recordStart <= maxRecordBytes) {
            fill();
            end = split();
        }
        if (end < 0) {
            malformed(end == NEED_MORE || scannedTo - recordStart > maxRecordBytes ? Defect.TOO_LONG : defect);
        } else {
            classify(end);
        }
        return true;
    }

    /** What the current record is. */
    @Override
    public Kind kind() {
        return kind;
    }

    /** Number of the current record among all records of the stream, of any kind, from 1. */
    long recordNumber() {
        return recordNumber;
    }

    /** Number of the physical line that the current record starts on, from 1. */
    @Override
    public long lineNumber() {
        return lineNumber;
    }

    /** Offset in bytes of the current record in the UTF-8 form of the stream, from 0; after the last one its size. */
    @Override
    public long byteOffset() {
        return byteOffset;
    }

    /** Length in bytes of the current record in UTF-8, with its terminator and a byte order mark before it. */
    @Override
    public long byteLength() {
        return byteLength;
    }

    @Override
    public long count(Kind ofKind) {
        return switch (ofKind) {
            case HEADER -> headers;
            case BLANK -> blanks;
            case ROW -> rows;
            case MALFORMED -> malformed;
        };
    }

    @Override
    public long bytesReceived() {
        return bytesReceived;
    }

    /** Names of the columns: those of the header once its record was met, else those of the format. */
    List<String> columnNames() {
        return columnNames;
    }

    /** The array that the fields lie in, valid until the next call of {@link #next()}; not to be written to. */
    byte[] buffer() {
        return buffer;
    }

    /** Number of fields of the current header or row; 0 for other kinds. */
    int fieldCount() {
        return fieldCount;
    }

    /** Where a field's value, without quotes and as well-formed UTF-8, starts in {@link #buffer()}. */
    int fieldStart(int field) {
        int start = starts[field];
        return start ^ (start >> 31);
    }

    /** Where a field's value ends (exclusive) in {@link #buffer()}. */
    int fieldEnd(int field) {
        return ends[field];
    }

    /** Whether a field is null: empty and not quoted. */
    boolean fieldIsNull(int field) {
        return starts[field] < 0;
    }

    /** A field's value as a string, or null when it {@linkplain #fieldIsNull(int) is null}. */
    @Nullable
    String fieldText(int field) {
        return fieldIsNull(field)
                ? null
                : new String(buffer, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
    }

    /**
     * The current record as it stands in the stream, without its terminator and byte order mark. Bytes that are not UTF-8
     * show as U+FFFD; those that another charset does not define are followed by {@code \xHH}. A text longer than
     * {@link #RAW_TEXT_BYTES} or {@link CsvFormat#maxRecordBytes()} is cut there, at a character.
     */
    @Override
    public String rawText() {
        byte[] bytes = savedRaw == null ? buffer : savedRaw;
        int start = savedRaw == null ? contentStart : 0;
        int end = savedRaw == null ? Math.max(start, Math.min(recordEnd, recordStart + rawTextBytes)) : savedRaw.length;
        if (byteLength > rawTextBytes) {
            end = characterBoundary(bytes, start, end);
        }
        if (end > start && bytes[end - 1] == '\n') {
            end--;
        }
        if (end > start && bytes[end - 1] == '\r') {
            end--;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** What is wrong with a record of kind {@link Kind#MALFORMED}, as part of a sentence; empty for other kinds. */
    @Override
    public String reason() {
        String inRecord = innerLines > 0 ? "in the record of " + (innerLines + 1) + " lines that starts here, " : "";
        return switch (defect) {
            case NONE -> "";
            case FIELD_COUNT ->
                inRecord + "expected " + expectedFields + (expectedFields == 1 ? " field" : " fields")
                        + " as in " + (format.header() ? "the header" : "the format") + ", found "
                        + (innerLines > 0 && defectField > expectedFields ? "more" : defectField);
            case TEXT_AFTER_QUOTE -> inRecord + "text follows the closing quote of field " + defectField;
            case QUOTE_NOT_CLOSED -> "the quote that opens field " + defectField + " is never closed";
            case NUL -> inRecord + "a NUL byte stands in the text";
            case ENCODING ->
                inRecord
                        + (charset.equals(StandardCharsets.UTF_8)
                                ? String.format("byte 0x%02X is not valid UTF-8 where it stands", defectByte)
                                : "there are bytes that " + charset.name() + " does not define (shown as \\xHH)");
            case TOO_LONG ->
                "the record is longer than the allowed " + maxRecordBytes + " bytes"
                        + (firstLineLeavesQuoteOpen() ? "; its first line leaves a quote open" : "");
        };
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Whether that was met within the allowed length, so that the answer does not depend on the size of blocks. */
    private boolean firstLineLeavesQuoteOpen() {
        return firstLineEnd >= 0 && byteLength <= maxRecordBytes;
    }

    private void advance() {
        lineNumber += linesInRecord;
        byteOffset += byteLength;
        recordStart = recordEnd;
        contentStart = recordEnd;
        savedRaw = null;
    }

    /** Settles a record whose fields were split without a defect in its structure. */
    private void classify(int end) throws IOException {
        if (end - recordStart > maxRecordBytes) {
            malformed(Defect.TOO_LONG);
            return;
        }
        if (nulAt >= 0) {
            malformed(Defect.NUL);
            return;
        }
        int invalidAt = Utf8.firstInvalid(buffer, contentStart, end);
        if (invalidAt >= 0) {
            defectByte = buffer[invalidAt] & 0xff;
            malformed(Defect.ENCODING);
            return;
        }
        if (fieldCount == 1 && starts[0] < 0) {
            kind = Kind.BLANK;
            blanks++;
            fieldCount = 0;
        } else if (headerPending) {
            kind = Kind.HEADER;
            headers++;
            if (escapesInRecord) {
                unescapeFields();
            }
            readHeader();
        } else if (fieldCount != expectedFields) {
            defectField = fieldCount;
            malformed(Defect.FIELD_COUNT);
            return;
        } else {
            kind = Kind.ROW;
            rows++;
            if (escapesInRecord) {
                unescapeFields();
            }
        }
        defect = Defect.NONE;
        recordEnd = end;
        byteLength = (long) end - recordStart;
        linesInRecord = innerLines + 1;
    }

    private void readHeader() {
        List<String> names = new ArrayList<>(fieldCount);
        for (int i = 0; i < fieldCount; i++) {
            String name = fieldText(i);
            names.add(name == null ? "" : name);
        }
        CsvErrors.requireDistinct(names, "the header of " + source, SchemaException::new);
        columnNames = format.renamed(names, source);
        CsvErrors.requireDistinct(columnNames, "the format for " + source, SchemaException::new);
        expectedFields = fieldCount;
        headerPending = false;
        sizeFields(expectedFields + 1);
    }

    // ---------------------------------------------------------------------------------------------- splitting

    /**
     * Splits the record at {@code contentStart} into fields without changing the buffer, so that it can be repeated after a
     * fill.
     *
     * @return the end of the record with its terminator, {@link #NEED_MORE} or {@link #BROKEN}
     */
    private int split() {
        byte[] bytes = buffer;
        int field = 0;
        int position = contentStart;
        firstLineEnd = -1;
        innerLines = 0;
        nulAt = -1;
        escapesInRecord = false;
        while (true) {
            int slot = field < starts.length ? field : slotBeyond(field);
            if (bytes[position] == quote) {
                int close = closingQuote(position + 1, field);
                if (close < 0) {
                    return close;
                }
                starts[slot] = position + 1;
                ends[slot] = escapesInField ? ~close : close;
                position = close + 1;
            } else {
                int end = endOfText(bytes, position, delimiters);
                byte stop = bytes[end];
                if (stop != delimiter && stop != '\n' && stop != '\r') {
                    end = pastControls(end);
                }
                starts[slot] = end == position ? ~position : position;
                ends[slot] = end;
                position = end;
            }
            field++;
            byte stop = bytes[position];
            if (stop == delimiter) {
                position++;
                if (field >= expectedFields && firstLineEnd >= 0) {
                    // Certain to be malformed; going on could only cost time, see the class comment.
                    return broken(Defect.FIELD_COUNT, field + 1, position);
                }
            } else {
                fieldCount = field;
                return terminator(position);
            }
        }
    }

    /** End of the terminator at this position, where a field ended that no delimiter follows. */
    private int terminator(int position) {
        byte stop = buffer[position];
        if (position == limit) {
            return ended ? limit : NEED_MORE;
        }
        if (stop == '\n') {
            return position + 1;
        }
        if (stop == '\r') {
            if (position + 1 == limit && !ended) {
                return NEED_MORE;
            }
            return position + 1 < limit && buffer[position + 1] == '\n' ? position + 2 : position + 1;
        }
        return broken(Defect.TEXT_AFTER_QUOTE, fieldCount, position + 1);
    }

    private int broken(Defect what, int field, int scanned) {
        defect = what;
        defectField = field;
        scannedTo = scanned;
        return BROKEN;
    }

    /**
     * First position from here on that holds the delimiter or a byte below 14, such as a line break; at the latest the line
     * feed behind the data. Looks at eight bytes at once: subtracting borrows into a byte's highest bit exactly where the
     * byte was smaller, up to the first hit, and only the first hit counts.
     */
    private static int endOfText(byte[] bytes, int from, long delimiters) {
        int position = from;
        while (true) {
            long word = (long) Utf8.WORDS.get(bytes, position);
            long other = word ^ delimiters;
            long hits = (((word - 14 * EACH_BYTE) & ~word) | ((other - EACH_BYTE) & ~other)) & Utf8.HIGH_BITS;
            if (hits != 0) {
                return position + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
            position += Long.BYTES;
        }
    }

    /** Goes on from a control character that ends no field, up to the field's end. */
    private int pastControls(int from) {
        int position = from;
        while (true) {
            byte stop = buffer[position];
            if (stop == delimiter || stop == '\n' || stop == '\r') {
                return position;
            }
            if (stop == 0 && nulAt < 0) {
                nulAt = position;
            }
            position = endOfText(buffer, position + 1, delimiters);
        }
    }

    /** Position of the quote that closes a field, or {@link #NEED_MORE} or {@link #BROKEN}. */
    private int closingQuote(int from, int field) {
        byte[] bytes = buffer;
        int position = from;
        escapesInField = false;
        while (true) {
            position = endOfText(bytes, position, quotes);
            if (bytes[position] != quote) {
                if (position == limit) {
                    return ended ? broken(Defect.QUOTE_NOT_CLOSED, field + 1, limit) : NEED_MORE;
                }
                position = pastControlInQuotes(position);
            } else if (bytes[position + 1] == quote) {
                escapesInField = true;
                escapesInRecord = true;
                position += 2;
            } else {
                // At the end of the data the line feed behind it stands for whatever follows.
                return position + 1 == limit && !ended ? NEED_MORE : position;
            }
        }
    }

    /** Counts the line break, or notes the NUL, at this position inside quotes. */
    private int pastControlInQuotes(int position) {
        byte control = buffer[position];
        if (control == '\n' || (control == '\r' && buffer[position + 1] != '\n')) {
            innerLines++;
            if (firstLineEnd < 0) {
                firstLineEnd = position + 1;
            }
        } else if (control == 0 && nulAt < 0) {
            nulAt = position;
        }
        return position + 1;
    }

    private int slotBeyond(int field) {
        if (expectedFields != Integer.MAX_VALUE) {
            // More fields than columns: they are only counted.
            return starts.length - 1;
        }
        sizeFields(2 * field);
        return field;
    }

    private void sizeFields(int size) {
        starts = Arrays.copyOf(starts, Math.max(size, 2));
        ends = Arrays.copyOf(ends, Math.max(size, 2));
    }

    /** Copies values with doubled quotes behind the data and undoes the doubling there, so that the raw text stays. */
    private void unescapeFields() {
        int target = capacity + PADDING;
        for (int i = 0; i < fieldCount; i++) {
            if (ends[i] < 0) {
                int start = starts[i];
                int end = ~ends[i];
                if (buffer.length - target < end - start) {
                    buffer = Arrays.copyOf(buffer, target + 2 * (end - start) + PADDING);
                }
                starts[i] = target;
                target = unescape(start, end, target);
                ends[i] = target;
            }
        }
    }

    private int unescape(int start, int end, int target) {
        byte[] bytes = buffer;
        int to = target;
        int from = start;
        while (from < end) {
            byte value = bytes[from];
            bytes[to++] = value;
            from += value == quote ? 2 : 1;
        }
        return to;
    }

    // ---------------------------------------------------------------------------------------- malformed records

    /** Makes the first physical line of the record a malformed one. */
    private void malformed(Defect what) throws IOException {
        defect = what;
        kind = Kind.MALFORMED;
        malformed++;
        fieldCount = 0;
        linesInRecord = 1;
        boolean severalLines = firstLineEnd >= 0;
        if (severalLines) {
            recordEnd = firstLineEnd;
            byteLength = (long) recordEnd - recordStart;
        } else {
            toEndOfLine();
        }
        if (headerPending) {
            throw CsvErrors.malformedHeader(source, lineNumber, reason());
        }
    }

    /** Ends the record at its physical line's end, however far that is, keeping only the first bytes when it is far. */
    private void toEndOfLine() throws IOException {
        int end = endOfLine(contentStart);
        while (end == NEED_MORE && limit - recordStart <= maxRecordBytes) {
            fill();
            end = endOfLine(contentStart);
        }
        long dropped = 0;
        while (end == NEED_MORE) {
            if (savedRaw == null) {
                savedRaw = Arrays.copyOfRange(buffer, contentStart, Math.max(contentStart, recordStart + rawTextBytes));
            }
            // A carriage return at the end stays: with a line feed behind it, it is one terminator.
            int kept = buffer[limit - 1] == '\r' ? 1 : 0;
            dropped += limit - kept - recordStart;
            recordStart = limit - kept;
            contentStart = recordStart;
            fill();
            end = endOfLine(contentStart);
        }
        recordEnd = end;
        byteLength = dropped + end - recordStart;
    }

    /** End of the physical line that goes on here, with its terminator, or {@link #NEED_MORE}. */
    private int endOfLine(int from) {
        int position = endOfText(buffer, from, EACH_BYTE * '\n');
        while (buffer[position] != '\n' && buffer[position] != '\r') {
            position = endOfText(buffer, position + 1, EACH_BYTE * '\n');
        }
        return terminator(position);
    }

    /** The largest end that cuts no character in two. */
    private static int characterBoundary(byte[] bytes, int start, int end) {
        int boundary = end;
        while (boundary > start && end - boundary < 3 && (bytes[boundary - 1] & 0xc0) == 0x80) {
            boundary--;
        }
        if (boundary == start || (bytes[boundary - 1] & 0xc0) != 0xc0) {
            return end;
        }
        // A lead byte: its character is whole when no byte is missing behind it.
        int length = Integer.numberOfLeadingZeros(~(bytes[boundary - 1] << 24));
        return boundary - 1 + length <= end ? end : boundary - 1;
    }

    // ---------------------------------------------------------------------------------------------- reading

    /**
     * Moves the bytes from {@code recordStart} on to the front and fills the rest of the buffer. The buffer grows so that at
     * least as many bytes can come as are there already: splitting a record again after each fill then costs at most about
     * twice its length in all.
     */
    private void fill() throws IOException {
        int pending = limit - recordStart;
        byte[] target = buffer;
        int wanted = Math.max(blockBytes, 2 * pending);
        if (wanted > capacity) {
            capacity = wanted;
            target = new byte[capacity + PADDING];
        }
        System.arraycopy(buffer, recordStart, target, 0, pending);
        buffer = target;
        contentStart -= recordStart;
        recordStart = 0;
        limit = pending;
        try {
            int count = 0;
            while (limit < capacity && (count = in.read(buffer, limit, capacity - limit)) >= 0) {
                limit += count;
                bytesReceived += count;
            }
            ended |= count < 0;
        } catch (IOException e) {
            throw CsvErrors.unreadable(source, byteOffset + limit, e);
        }
        // Stops every search at the end of the data, so that no loop has to compare with the limit.
        buffer[limit] = '\n';
    }
}
