package dev.lakehouse4j.core.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes of a page that grows; numbers are little-endian, as Parquet has them. */
final class PageBuffer {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[1024];
    private int size;

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    void setSize(int newSize) {
        size = newSize;
    }

    void clear() {
        size = 0;
    }

    /** Makes room for more bytes behind the size, and gives the array that has it. */
    byte[] reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), Integer.MAX_VALUE - 16));
        }
        return bytes;
    }

    void addByte(int value) {
        reserve(1)[size++] = (byte) value;
    }

    void addInt(int value) {
        INTS.set(reserve(Integer.BYTES), size, value);
        size += Integer.BYTES;
    }

    void setInt(int position, int value) {
        INTS.set(bytes, position, value);
    }

    void addLong(long value) {
        LONGS.set(reserve(Long.BYTES), size, value);
        size += Long.BYTES;
    }

    void addVarInt(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            addByte(rest | 0x80);
            rest >>>= 7;
        }
        addByte(rest);
    }

    void add(byte[] source, int offset, int length) {
        System.arraycopy(source, offset, reserve(length), size, length);
        size += length;
    }
}
