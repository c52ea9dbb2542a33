package dev.lakehouse4j.medallion.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into lines, each of them a JSON object ({@link Kind#ROW}), {@link Kind#BLANK} or malformed. */
final class JsonLinesScanner implements RecordScanner {

    static final int MAX_RECORD_BYTES = 16 << 20;

    private static final int BLOCK_BYTES = 256 * 1024;
    /** Words are read past the end of the data when its encoding is checked. */
    private static final int PADDING = 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String source;
    private final Utf8Input in;
    private final int maxRecordBytes;
    private byte[] buffer = new byte[BLOCK_BYTES + PADDING];
    private int limit;
    private boolean ended;
    private long bytesReceived;

    private int start;
    private int contentStart;
    private int contentEnd;
    private int end;
    private long lineNumber;
    private long byteOffset;
    private long byteLength;
    private Kind kind = Kind.BLANK;
    private String reason = "";
    private byte @Nullable [] savedRaw;
    private long blanks;
    private long rows;
    private long malformed;

    private final List<String> names = new ArrayList<>();
    private final List<@Nullable String> texts = new ArrayList<>();
    private final List<Boolean> strings = new ArrayList<>();

    JsonLinesScanner(InputStream in, String source) throws IOException {
        this(in, source, MAX_RECORD_BYTES);
    }

    JsonLinesScanner(InputStream in, String source, int maxRecordBytes) throws IOException {
        this.source = source;
        this.maxRecordBytes = maxRecordBytes;
        try {
            this.in = Utf8Input.of(in, StandardCharsets.UTF_8);
        } catch (IOException e) {
            in.close();
            throw CsvErrors.unreadable(source, 0, e);
        }
    }

    @Override
    public boolean next() throws IOException {
        start = end;
        byteOffset += byteLength;
        byteLength = 0;
        savedRaw = null;
        reason = "";
        int scanFrom = start;
        long dropped = 0;
        while (true) {
            int feed = lineFeed(scanFrom);
            if (feed < 0 && !ended) {
                if (limit - start > maxRecordBytes) {
                    if (savedRaw == null) {
                        savedRaw = Arrays.copyOfRange(buffer, start, Math.min(limit, start + RAW_TEXT_BYTES));
                    }
                    dropped += limit - start;
                    start = limit;
                }
                int scanned = limit - start;
                fill();
                scanFrom = start + scanned;
                continue;
            }
            end = feed < 0 ? limit : feed + 1;
            if (end == start && dropped == 0) {
                return false;
            }
            byteLength = dropped + end - start;
            lineNumber++;
            classify(feed < 0 ? end : feed);
            return true;
        }
    }

    private void classify(int lineEnd) throws IOException {
        contentStart = start;
        contentEnd = lineEnd;
        if (byteOffset == 0 && in.startsWithByteOrderMark() && savedRaw == null) {
            contentStart = Math.min(contentEnd, start + Utf8Input.BYTE_ORDER_MARK_BYTES);
        }
        if (contentEnd > contentStart && buffer[contentEnd - 1] == '\r') {
            contentEnd--;
        }
        names.clear();
        texts.clear();
        strings.clear();
        if (byteLength > maxRecordBytes) {
            malformed("the record is longer than the allowed " + maxRecordBytes + " bytes");
        } else if (isBlank()) {
            kind = Kind.BLANK;
            blanks++;
        } else if (Utf8.firstInvalid(buffer, contentStart, contentEnd) >= 0) {
            malformed("it holds bytes that are not valid UTF-8");
        } else {
            try {
                parse();
                kind = Kind.ROW;
                rows++;
            } catch (JsonProcessingException e) {
                malformed("it is not a JSON object: " + e.getOriginalMessage());
            }
        }
    }

    private void malformed(String why) {
        kind = Kind.MALFORMED;
        reason = why;
        malformed++;
    }

    private boolean isBlank() {
        for (int i = contentStart; i < contentEnd; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private void parse() throws IOException {
        try (JsonParser parser = FACTORY.createParser(buffer, contentStart, contentEnd - contentStart)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new com.fasterxml.jackson.core.JsonParseException(parser, "it does not start with {");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                names.add(parser.currentName());
                JsonToken value = parser.nextToken();
                strings.add(value == JsonToken.VALUE_STRING);
                if (value == JsonToken.VALUE_NULL) {
                    texts.add(null);
                } else if (value.isStructStart()) {
                    int from = contentStart
                            + Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                    parser.skipChildren();
                    int to = contentStart
                            + Math.toIntExact(parser.currentLocation().getByteOffset());
                    texts.add(new String(buffer, from, to - from, StandardCharsets.UTF_8));
                } else {
                    texts.add(parser.getText());
                }
            }
            if (parser.nextToken() != null) {
                throw new com.fasterxml.jackson.core.JsonParseException(parser, "more text follows the object");
            }
        }
    }

    /** Number of fields of the current row. */
    int fieldCount() {
        return names.size();
    }

    String fieldName(int field) {
        return names.get(field);
    }

    /** Text of a string or number, the JSON of anything else, null for a JSON null. */
    @Nullable
    String fieldText(int field) {
        return texts.get(field);
    }

    /** Whether the field's value is a JSON string. */
    boolean fieldIsString(int field) {
        return strings.get(field);
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public long lineNumber() {
        return lineNumber;
    }

    @Override
    public long byteOffset() {
        return byteOffset;
    }

    @Override
    public long byteLength() {
        return byteLength;
    }

    @Override
    public long count(Kind ofKind) {
        return switch (ofKind) {
            case HEADER -> 0;
            case BLANK -> blanks;
            case ROW -> rows;
            case MALFORMED -> malformed;
        };
    }

    @Override
    public long bytesReceived() {
        return bytesReceived;
    }

    @Override
    public String rawText() {
        byte[] saved = savedRaw;
        if (saved != null) {
            return new String(saved, StandardCharsets.UTF_8);
        }
        int length = Math.min(contentEnd - contentStart, RAW_TEXT_BYTES);
        return new String(buffer, contentStart, length, StandardCharsets.UTF_8);
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private int lineFeed(int from) {
        for (int i = from; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void fill() throws IOException {
        int pending = limit - start;
        byte[] target = buffer;
        if (2 * pending > buffer.length - PADDING) {
            target = new byte[Math.max(BLOCK_BYTES, 2 * pending) + PADDING];
        }
        System.arraycopy(buffer, start, target, 0, pending);
        buffer = target;
        start = 0;
        limit = pending;
        try {
            int capacity = buffer.length - PADDING;
            int count = 0;
            while (limit < capacity && (count = in.read(buffer, limit, capacity - limit)) >= 0) {
                limit += count;
                bytesReceived += count;
            }
            ended |= count < 0;
        } catch (IOException e) {
            throw CsvErrors.unreadable(source, bytesReceived, e);
        }
    }
}
