package dev.lakehouse4j.core.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Numbers of 32 or 64 bits, whole or floating-point, held as bits: by a dictionary where few differ, as differences where
 * they only grow, else plain. A row group is one page.
 */
final class NumberEncoder extends ColumnEncoder {

    private static final int TRIAL_VALUES = 4_096;
    private static final int DICTIONARY_ENTRIES = 1 << 15;
    private static final int DELTA_SLAB_BYTES = 64 << 10;

    private final PrimitiveTypeName kind;
    private long[] values = new long[4096];
    private int[] indices = new int[0];
    private long[] entryValues = new long[1024];
    private int[] table = new int[0];
    private final PageBuffer dictionary = new PageBuffer();
    private int entries;

    NumberEncoder(ColumnDescriptor column, RowGroup group, int maxRows) {
        super(column, group, maxRows);
        this.kind = type.getPrimitiveTypeName();
    }

    @Override
    void addNumber(long bits) {
        startValue();
        int value = valuesInPage() - 1;
        if (value == values.length) {
            values = Arrays.copyOf(values, 2 * value);
        }
        values[value] = bits;
        group.bytes += Long.BYTES;
    }

    @Override
    Encoding encodeValues(PageBuffer target) throws IOException {
        int count = valuesInPage();
        if (count == 0) {
            return Encoding.PLAIN;
        }
        if (kind == PrimitiveTypeName.INT64 && count > 8 && grows(count)) {
            return encodeDeltas(count, target);
        }
        if (fillDictionary(count)) {
            for (int i = 0; i < entries; i++) {
                addPlain(entryValues[i], dictionary);
            }
            encodeIndices(indices, count, entries, target);
            return Encoding.RLE_DICTIONARY;
        }
        entries = 0;
        for (int i = 0; i < count; i++) {
            addPlain(values[i], target);
        }
        return Encoding.PLAIN;
    }

    private boolean grows(int count) {
        for (int i = 1; i < count; i++) {
            if (values[i] <= values[i - 1]) {
                return false;
            }
        }
        return true;
    }

    private Encoding encodeDeltas(int count, PageBuffer target) throws IOException {
        try (DeltaBinaryPackingValuesWriterForLong writer = new DeltaBinaryPackingValuesWriterForLong(
                DELTA_SLAB_BYTES,
                Math.max(DELTA_SLAB_BYTES, count * Long.BYTES),
                HeapByteBufferAllocator.getInstance())) {
            for (int i = 0; i < count; i++) {
                writer.writeLong(values[i]);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            writer.getBytes().writeAllTo(bytes);
            target.add(bytes.toByteArray(), 0, bytes.size());
        }
        return Encoding.DELTA_BINARY_PACKED;
    }

    private boolean fillDictionary(int count) {
        if (indices.length < count) {
            indices = new int[values.length];
        }
        if (table.length == 0) {
            table = new int[4 * DICTIONARY_ENTRIES];
        }
        Arrays.fill(table, 0);
        entries = 0;
        int mask = table.length - 1;
        long previous = ~values[0];
        int index = -1;
        for (int i = 0; i < count; i++) {
            long value = values[i];
            if (value != previous) {
                previous = value;
                int slot = slot(value) & mask;
                while ((index = table[slot] - 1) >= 0 && entryValues[index] != value) {
                    slot = (slot + 1) & mask;
                }
                if (index < 0) {
                    if (entries == DICTIONARY_ENTRIES || (i >= TRIAL_VALUES && 2 * entries > i)) {
                        return false;
                    }
                    index = entries++;
                    if (index == entryValues.length) {
                        entryValues = Arrays.copyOf(entryValues, 2 * index);
                    }
                    entryValues[index] = value;
                    table[slot] = entries;
                }
            }
            indices[i] = index;
        }
        return 2 * entries <= count || entries <= 2;
    }

    private static int slot(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 40);
    }

    private void addPlain(long bits, PageBuffer target) {
        if (kind == PrimitiveTypeName.INT64 || kind == PrimitiveTypeName.DOUBLE) {
            target.addLong(bits);
        } else {
            target.addInt((int) bits);
        }
    }

    @Override
    Statistics<?> pageStatistics() {
        Statistics<?> statistics = Statistics.createStats(type);
        int count = valuesInPage();
        if (count == 0) {
            return statistics;
        }
        if (kind == PrimitiveTypeName.DOUBLE || kind == PrimitiveTypeName.FLOAT) {
            floatingPoint(statistics, count);
        } else {
            long min = values[0];
            long max = min;
            for (int i = 1; i < count; i++) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
            }
            if (kind == PrimitiveTypeName.INT64) {
                statistics.updateStats(min);
                statistics.updateStats(max);
            } else {
                statistics.updateStats((int) min);
                statistics.updateStats((int) max);
            }
        }
        return statistics;
    }

    /** The writer of the footer knows what to do with NaN and with the two zeros when it is shown them. */
    private void floatingPoint(Statistics<?> statistics, int count) {
        double min = number(0);
        double max = min;
        for (int i = 0; i < count; i++) {
            double value = number(i);
            if (Double.isNaN(value)) {
                min = value;
                max = value;
                break;
            }
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        if (kind == PrimitiveTypeName.DOUBLE) {
            statistics.updateStats(min);
            statistics.updateStats(max);
        } else {
            statistics.updateStats((float) min);
            statistics.updateStats((float) max);
        }
    }

    private double number(int index) {
        return kind == PrimitiveTypeName.DOUBLE
                ? Double.longBitsToDouble(values[index])
                : Float.intBitsToFloat((int) values[index]);
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
        dictionary.clear();
        entries = 0;
    }
}
