package dev.lakehouse4j.medallion.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A text stream as UTF-8. UTF-8 itself passes unchanged and unchecked; any other charset is transcoded. A byte order mark is
 * recognised, decides the charset, and comes out as the UTF-8 byte order mark.
 *
 * <p>Input that its charset does not define is neither dropped nor replaced: each of its bytes comes out as {@code 0xFF},
 * which is never part of UTF-8, followed by {@code \xHH} in ASCII. The record that holds it is found invalid downstream, and
 * its raw text still shows the original byte.
 */
final class Utf8Input extends InputStream {

    /** Length in bytes of the UTF-8 byte order mark. */
    static final int BYTE_ORDER_MARK_BYTES = 3;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final int CHUNK = 32 * 1024;

    private final InputStream in;
    private final Charset charset;
    private final boolean marked;
    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    /** Bytes of a code unit: what is skipped after malformed input, so that a line break behind it survives. */
    private final int unit;

    private final ByteBuffer encoded = ByteBuffer.allocate(CHUNK).flip();
    private final CharBuffer characters = CharBuffer.allocate(CHUNK).flip();
    /** Sized so that the characters of one chunk always fit, with room for one escaped sequence. */
    private final ByteBuffer utf8 = ByteBuffer.allocate(10 * CHUNK + 64).flip();

    private boolean inputEnded;
    private boolean flushed;

    private Utf8Input(InputStream in, Charset charset, boolean marked) {
        this.in = in;
        this.charset = charset;
        this.marked = marked;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.unit = charset.name().startsWith("UTF-16") ? 2 : charset.name().startsWith("UTF-32") ? 4 : 1;
        if (marked && !passesThrough()) {
            utf8.clear();
            utf8.put(BYTE_ORDER_MARK).flip();
        }
    }

    /** Looks at the first four bytes of the stream for a byte order mark; the charset is for a stream without one. */
    static Utf8Input of(InputStream in, Charset charset) throws IOException {
        byte[] first = in.readNBytes(4);
        PushbackInputStream restored = new PushbackInputStream(in, 4);
        if (startsWith(first, 0xef, 0xbb, 0xbf)) {
            restored.unread(first);
            return new Utf8Input(restored, StandardCharsets.UTF_8, true);
        }
        if (startsWith(first, 0xff, 0xfe, 0, 0) || startsWith(first, 0, 0, 0xfe, 0xff)) {
            return new Utf8Input(restored, Charset.forName(first[0] == 0 ? "UTF-32BE" : "UTF-32LE"), true);
        }
        if (startsWith(first, 0xff, 0xfe) || startsWith(first, 0xfe, 0xff)) {
            restored.unread(first, 2, first.length - 2);
            return new Utf8Input(
                    restored, first[0] == (byte) 0xff ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE, true);
        }
        restored.unread(first);
        return new Utf8Input(restored, charset, false);
    }

    /** The charset that the bytes are read in: that of the byte order mark, or the one asked for. */
    Charset charset() {
        return charset;
    }

    /** Whether this stream starts with the three bytes of the UTF-8 byte order mark. */
    boolean startsWithByteOrderMark() {
        return marked;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (passesThrough()) {
            return in.read(target, offset, length);
        }
        if (length == 0) {
            return 0;
        }
        while (!utf8.hasRemaining()) {
            if (flushed) {
                return -1;
            }
            transcodeChunk();
        }
        int count = Math.min(length, utf8.remaining());
        utf8.get(target, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean passesThrough() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    private void transcodeChunk() throws IOException {
        readChunk();
        characters.compact();
        CoderResult decoded = decoder.decode(encoded, characters, inputEnded);
        boolean ended = inputEnded && decoded.isUnderflow();
        if (ended) {
            decoder.flush(characters);
        }
        characters.flip();
        utf8.clear();
        boolean last = ended || decoded.isError();
        CoderResult result = encoder.encode(characters, utf8, last);
        while (result.isError()) {
            // Half a surrogate pair, which a few charsets can spell: no character, and not to be dropped either.
            char half = characters.get();
            escape((byte) (half >> 8));
            escape((byte) half);
            result = encoder.encode(characters, utf8, last);
        }
        // What the encoder leaves otherwise is the first half of a pair whose second half the next chunk brings.
        if (last) {
            encoder.reset();
        }
        if (decoded.isError()) {
            int length = decoded.isMalformed() ? Math.min(decoded.length(), unit) : decoded.length();
            for (int i = 0; i < length; i++) {
                escape(encoded.get());
            }
        }
        utf8.flip();
        flushed = ended;
    }

    private void readChunk() throws IOException {
        if (inputEnded || encoded.remaining() > CHUNK / 2) {
            return;
        }
        encoded.compact();
        int count = in.read(encoded.array(), encoded.position(), encoded.remaining());
        if (count < 0) {
            inputEnded = true;
        } else {
            encoded.position(encoded.position() + count);
        }
        encoded.flip();
    }

    private void escape(byte undefined) {
        utf8.put((byte) 0xff)
                .put((byte) '\\')
                .put((byte) 'x')
                .put((byte) HEX[(undefined >> 4) & 0xf])
                .put((byte) HEX[undefined & 0xf]);
    }

    private static boolean startsWith(byte[] bytes, int... expected) {
        if (bytes.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
