package dev.lakehouse4j.core.storage;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;

/** Truth values, a bit each. A row group is one page. */
final class BooleanEncoder extends ColumnEncoder {

    private final byte[] bits;
    private boolean anyTrue;
    private boolean anyFalse;

    BooleanEncoder(ColumnDescriptor column, RowGroup group, int maxRows) {
        super(column, group, maxRows);
        this.bits = new byte[(maxRows + 7) >> 3];
    }

    @Override
    void addBoolean(boolean value) {
        startValue();
        int at = valuesInPage() - 1;
        if ((at & 7) == 0) {
            bits[at >> 3] = 0;
        }
        if (value) {
            bits[at >> 3] |= (byte) (1 << (at & 7));
        }
        anyTrue |= value;
        anyFalse |= !value;
    }

    @Override
    Encoding encodeValues(PageBuffer target) {
        target.add(bits, 0, (valuesInPage() + 7) >> 3);
        return Encoding.PLAIN;
    }

    @Override
    Statistics<?> pageStatistics() {
        Statistics<?> statistics = Statistics.createStats(type);
        if (anyFalse) {
            statistics.updateStats(false);
        }
        if (anyTrue) {
            statistics.updateStats(true);
        }
        return statistics;
    }

    @Override
    PageBuffer dictionary() {
        return new PageBuffer();
    }

    @Override
    int dictionarySize() {
        return 0;
    }

    @Override
    void reset() {
        anyTrue = false;
        anyFalse = false;
    }
}
