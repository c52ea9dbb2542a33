package dev.lakehouse4j.medallion.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks that bytes are well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {

    /** Eight bytes of an array as one long, the first byte lowest, so that the lowest set bit is the earliest byte. */
    static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The highest bit of each of a word's eight bytes. */
    static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Index of the first byte in {@code [from, to)} that does not start or continue a well-formed character, or -1. */
    static int firstInvalid(byte[] bytes, int from, int to) {
        int position = from;
        while (true) {
            position = skipAscii(bytes, position, to);
            if (position >= to) {
                return -1;
            }
            int length = characterLength(bytes, position, to);
            if (length == 0) {
                return position;
            }
            position += length;
        }
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int position = from;
        while (position + Long.BYTES <= to) {
            long high = (long) WORDS.get(bytes, position) & HIGH_BITS;
            if (high != 0) {
                return position + (Long.numberOfTrailingZeros(high) >>> 3);
            }
            position += Long.BYTES;
        }
        while (position < to && bytes[position] >= 0) {
            position++;
        }
        return position;
    }

    /** Length in bytes of the character of two to four bytes that starts here, or 0 when it is not well-formed. */
    private static int characterLength(byte[] bytes, int position, int to) {
        int first = bytes[position] & 0xff;
        int available = to - position;
        if (first < 0xc2 || first > 0xf4 || available < 2) {
            return 0;
        }
        int second = bytes[position + 1] & 0xff;
        if (first < 0xe0) {
            return continues(second) ? 2 : 0;
        }
        // The second byte alone tells overlong forms, surrogates and what lies above U+10FFFF.
        int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest || available < 3 || !continues(bytes[position + 2])) {
            return 0;
        }
        if (first < 0xf0) {
            return 3;
        }
        return available >= 4 && continues(bytes[position + 3]) ? 4 : 0;
    }

    private static boolean continues(int value) {
        return (value & 0xc0) == 0x80;
    }
}
