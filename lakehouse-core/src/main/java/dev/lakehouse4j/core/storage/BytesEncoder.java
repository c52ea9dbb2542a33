package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Texts and other byte strings: by a dictionary as long as that pays, then plain.
 *
 * <p>The dictionary is tried on the first values of each row group. A column where most of them differ goes on without one,
 * which is decided early, because filling a dictionary is what costs.
 */
final class BytesEncoder extends ColumnEncoder {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SORTED = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int TRIAL_VALUES = 2_048;
    private static final int DICTIONARY_BYTES = 1 << 20;
    private static final int DICTIONARY_ENTRIES = 1 << 16;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int REPLAY_BYTES = 4 << 20;

    /** Bytes before each value: its length, unless all values are equally long by type. */
    private final int prefix;

    private final PageBuffer dictionary = new PageBuffer();
    private int[] entryStarts = new int[1024];
    private int[] entryLengths = new int[1024];
    private int[] entryHashes = new int[1024];
    private int entries;
    /** Number of the entry plus one at its hash, or at the next free place. */
    private int[] table = new int[4096];

    private int[] indices = new int[4096];
    private boolean usesDictionary = true;
    private boolean triedInVain;
    /** Size that the values would have without the dictionary. */
    private long plainBytes;

    private final PageBuffer plain = new PageBuffer();
    private byte[] min = new byte[32];
    private byte[] max = new byte[32];
    /** Lengths of the bounds; -1 when there is none. */
    private int minLength = -1;

    private int maxLength = -1;
    private long minHead;
    private long maxHead;

    BytesEncoder(ColumnDescriptor column, RowGroup group, int maxRows) {
        super(column, group, maxRows);
        this.prefix = type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY ? Integer.BYTES : 0;
    }

    @Override
    void addBytes(byte[] bytes, int offset, int length) {
        startValue();
        if (usesDictionary) {
            addToDictionary(bytes, offset, length);
        } else {
            addPlain(bytes, offset, length);
            if (plain.size() >= PAGE_BYTES) {
                endPageHere(rowsWithValues());
            }
        }
    }

    private void endPageHere(int row) {
        try {
            endPage(row);
        } catch (IOException e) {
            throw LakehouseErrors.storage("compress column " + column.getPath()[0], e);
        }
    }

    private void addPlain(byte[] bytes, int offset, int length) {
        if (prefix > 0) {
            plain.addInt(length);
        }
        plain.add(bytes, offset, length);
        group.bytes += prefix + length;
        bound(bytes, offset, length);
    }

    private void addToDictionary(byte[] bytes, int offset, int length) {
        int value = valuesInPage() - 1;
        if (value == indices.length) {
            indices = Arrays.copyOf(indices, 2 * value);
        }
        int hash = hash(bytes, offset, length);
        int mask = table.length - 1;
        int slot = hash & mask;
        int found;
        while ((found = table[slot] - 1) >= 0) {
            if (entryHashes[found] == hash && isEntry(found, bytes, offset, length)) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        if (found < 0) {
            found = insert(slot, hash, bytes, offset, length);
        }
        indices[value] = found;
        plainBytes += prefix + length;
        int values = value + 1;
        boolean full = dictionary.size() > DICTIONARY_BYTES || entries > DICTIONARY_ENTRIES;
        if (full || (values == TRIAL_VALUES && entries > TRIAL_VALUES / 2)) {
            triedInVain = values == TRIAL_VALUES;
            leaveDictionary();
        }
    }

    private boolean isEntry(int entry, byte[] bytes, int offset, int length) {
        int start = entryStarts[entry];
        return entryLengths[entry] == length
                && Arrays.equals(dictionary.array(), start, start + length, bytes, offset, offset + length);
    }

    private int insert(int slot, int hash, byte[] bytes, int offset, int length) {
        int entry = entries++;
        if (entry == entryStarts.length) {
            entryStarts = Arrays.copyOf(entryStarts, 2 * entry);
            entryLengths = Arrays.copyOf(entryLengths, 2 * entry);
            entryHashes = Arrays.copyOf(entryHashes, 2 * entry);
        }
        if (prefix > 0) {
            dictionary.addInt(length);
        }
        entryStarts[entry] = dictionary.size();
        entryLengths[entry] = length;
        entryHashes[entry] = hash;
        dictionary.add(bytes, offset, length);
        group.bytes += prefix + length;
        table[slot] = entries;
        if (2 * entries > table.length) {
            growTable();
        }
        return entry;
    }

    private void growTable() {
        table = new int[2 * table.length];
        int mask = table.length - 1;
        for (int entry = 0; entry < entries; entry++) {
            int slot = entryHashes[entry] & mask;
            while (table[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            table[slot] = entry + 1;
        }
    }

    /** Goes on without dictionary: what is there becomes plain while that is little, else a page of its own. */
    private void leaveDictionary() {
        int values = valuesInPage();
        if (plainBytes > REPLAY_BYTES) {
            endPageHere(rowsWithValues());
            usesDictionary = false;
            return;
        }
        byte[] source = dictionary.array();
        for (int i = 0; i < values; i++) {
            int entry = indices[i];
            addPlain(source, entryStarts[entry], entryLengths[entry]);
        }
        usesDictionary = false;
        clearDictionary();
    }

    private void clearDictionary() {
        dictionary.clear();
        entries = 0;
        Arrays.fill(table, 0);
    }

    @Override
    Encoding encodeValues(PageBuffer target) {
        if (usesDictionary) {
            if (valuesInPage() > 0) {
                encodeIndices(indices, valuesInPage(), entries, target);
                plainBytes = 0;
                return Encoding.RLE_DICTIONARY;
            }
            return Encoding.PLAIN;
        }
        target.add(plain.array(), 0, plain.size());
        plain.clear();
        return Encoding.PLAIN;
    }

    @Override
    Statistics<?> pageStatistics() {
        if (usesDictionary) {
            for (int entry = 0; entry < entries; entry++) {
                bound(dictionary.array(), entryStarts[entry], entryLengths[entry]);
            }
        }
        Statistics<?> statistics = Statistics.createStats(type);
        if (minLength >= 0) {
            statistics.updateStats(Binary.fromConstantByteArray(Arrays.copyOf(min, minLength)));
            statistics.updateStats(Binary.fromConstantByteArray(Arrays.copyOf(max, maxLength)));
        }
        minLength = -1;
        maxLength = -1;
        return statistics;
    }

    @Override
    PageBuffer dictionary() {
        return dictionary;
    }

    @Override
    int dictionarySize() {
        return entries;
    }

    @Override
    void reset() {
        clearDictionary();
        plainBytes = 0;
        // Where the values of one row group nearly all differ, those of the next will, too.
        usesDictionary = !triedInVain;
    }

    /** Keeps the smallest and the largest value; the first eight bytes nearly always decide. */
    private void bound(byte[] bytes, int offset, int length) {
        long head = head(bytes, offset, length);
        if (minLength < 0) {
            setMin(bytes, offset, length, head);
            setMax(bytes, offset, length, head);
            return;
        }
        int low = Long.compareUnsigned(head, minHead);
        if (low < 0 || (low == 0 && compare(bytes, offset, length, min, minLength) < 0)) {
            setMin(bytes, offset, length, head);
        }
        int high = Long.compareUnsigned(head, maxHead);
        if (high > 0 || (high == 0 && compare(bytes, offset, length, max, maxLength) > 0)) {
            setMax(bytes, offset, length, head);
        }
    }

    private static int compare(byte[] bytes, int offset, int length, byte[] other, int otherLength) {
        return Arrays.compareUnsigned(bytes, offset, offset + length, other, 0, otherLength);
    }

    private void setMin(byte[] bytes, int offset, int length, long head) {
        if (length > min.length) {
            min = new byte[2 * length];
        }
        System.arraycopy(bytes, offset, min, 0, length);
        minLength = length;
        minHead = head;
    }

    private void setMax(byte[] bytes, int offset, int length, long head) {
        if (length > max.length) {
            max = new byte[2 * length];
        }
        System.arraycopy(bytes, offset, max, 0, length);
        maxLength = length;
        maxHead = head;
    }

    private static long head(byte[] bytes, int offset, int length) {
        if (offset + Long.BYTES <= bytes.length) {
            long word = (long) SORTED.get(bytes, offset);
            return length >= Long.BYTES ? word : length == 0 ? 0 : word & (-1L << (64 - 8 * length));
        }
        long word = 0;
        for (int i = 0; i < Math.min(length, Long.BYTES); i++) {
            word |= (bytes[offset + i] & 0xffL) << (56 - 8 * i);
        }
        return word;
    }

    private static int hash(byte[] bytes, int offset, int length) {
        long hash = length * 0x9E3779B97F4A7C15L;
        int position = offset;
        int end = offset + length;
        while (position + Long.BYTES <= end) {
            hash = mix(hash ^ (long) LONGS.get(bytes, position));
            position += Long.BYTES;
        }
        long rest = 0;
        while (position < end) {
            rest = (rest << 8) | (bytes[position++] & 0xff);
        }
        hash = mix(hash ^ rest);
        return (int) (hash ^ (hash >>> 32));
    }

    private static long mix(long value) {
        long mixed = value * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 29);
    }
}
