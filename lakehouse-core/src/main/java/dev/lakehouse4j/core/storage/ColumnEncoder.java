package dev.lakehouse4j.core.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType;
import org.xerial.snappy.Snappy;

/**
 * Collects the values of one flat column for one row group, and writes them as the pages of a column chunk.
 *
 * <p>A row for which no value comes is null. Values are kept apart from the nulls, which are zero bits of {@link #present}.
 */
abstract class ColumnEncoder {

    /** How many rows the row group has so far, and about how many bytes it keeps in memory; shared by its columns. */
    static final class RowGroup {
        int rows;
        long bytes;
    }

    private record Page(BytesInput compressed, int size, int rows, Statistics<?> statistics, Encoding encoding) {}

    final ColumnDescriptor column;
    final PrimitiveType type;
    final RowGroup group;
    private final boolean optional;
    private final long[] present;
    private final List<Page> pages = new ArrayList<>();
    private final PageBuffer page = new PageBuffer();

    /** Rows up to here have a value or are known to be null. */
    private int rows;

    private int pageStart;
    private int valuesInPage;

    ColumnEncoder(ColumnDescriptor column, RowGroup group, int maxRows) {
        this.column = column;
        this.type = column.getPrimitiveType();
        this.group = group;
        this.optional = column.getMaxDefinitionLevel() > 0;
        this.present = new long[(maxRows + 63) >> 6];
    }

    void addBytes(byte[] bytes, int offset, int length) {
        throw mismatch();
    }

    void addNumber(long bits) {
        throw mismatch();
    }

    void addBoolean(boolean value) {
        throw mismatch();
    }

    private IllegalStateException mismatch() {
        return new IllegalStateException("Cannot write column " + column.getPath()[0] + ": it is " + type
                + ", and a setter for another type was called.");
    }

    /** Notes that the current row has a value. */
    final void startValue() {
        int row = group.rows;
        if (rows > row) {
            throw new IllegalStateException(
                    "Cannot write column " + column.getPath()[0] + ": it was set twice in a row.");
        }
        present[row >> 6] |= 1L << row;
        rows = row + 1;
        valuesInPage++;
    }

    final int valuesInPage() {
        return valuesInPage;
    }

    /** Puts the values that came since the last page into the buffer, as they stand in a page of the given encoding. */
    abstract Encoding encodeValues(PageBuffer target) throws IOException;

    /** Statistics of those values; nulls are added by the caller. */
    abstract Statistics<?> pageStatistics();

    /** Ends the current page behind the given row. */
    final void endPage(int endRow) throws IOException {
        page.clear();
        if (optional) {
            int start = page.size();
            page.addInt(0);
            encodePresence(pageStart, endRow);
            page.setInt(start, page.size() - start - Integer.BYTES);
        }
        Statistics<?> statistics = pageStatistics();
        statistics.incrementNumNulls(endRow - pageStart - valuesInPage);
        Encoding encoding = encodeValues(page);
        pages.add(new Page(compress(page), page.size(), endRow - pageStart, statistics, encoding));
        pageStart = endRow;
        valuesInPage = 0;
    }

    /** Row behind the last one that has a value. */
    final int rowsWithValues() {
        return rows;
    }

    /** Writes the column chunk and starts anew. */
    final void flush(ParquetFileWriter out) throws IOException {
        if (pageStart < group.rows) {
            endPage(group.rows);
        }
        out.startColumn(column, group.rows, CompressionCodecName.SNAPPY);
        PageBuffer dictionary = dictionary();
        if (dictionary.size() > 0) {
            BytesInput compressed = compress(dictionary);
            out.writeDictionaryPage(
                    new DictionaryPage(compressed, dictionary.size(), dictionarySize(), Encoding.PLAIN));
        }
        for (Page done : pages) {
            out.writeDataPage(
                    done.rows(),
                    done.size(),
                    done.compressed(),
                    done.statistics(),
                    done.rows(),
                    Encoding.RLE,
                    Encoding.RLE,
                    done.encoding());
        }
        out.endColumn();
        pages.clear();
        Arrays.fill(present, 0, (group.rows + 63) >> 6, 0);
        rows = 0;
        pageStart = 0;
        reset();
    }

    /** The dictionary that the pages refer to; empty when none does. */
    abstract PageBuffer dictionary();

    abstract int dictionarySize();

    abstract void reset();

    /** Definition levels: one run where all rows are alike, else a bit for each row. */
    private void encodePresence(int from, int to) {
        int count = to - from;
        if (valuesInPage == count || valuesInPage == 0) {
            page.addVarInt(count << 1);
            page.addByte(valuesInPage == 0 ? 0 : 1);
            return;
        }
        int bytes = (count + 7) >> 3;
        page.addVarInt((bytes << 1) | 1);
        for (int i = 0; i < bytes; i++) {
            int row = from + (i << 3);
            long word = present[row >> 6] >>> row;
            int shift = row & 63;
            if (shift > 56 && (row >> 6) + 1 < present.length) {
                word |= present[(row >> 6) + 1] << (64 - shift);
            }
            page.addByte((int) word);
        }
    }

    private static BytesInput compress(PageBuffer data) throws IOException {
        byte[] target = new byte[Snappy.maxCompressedLength(data.size())];
        int length = Snappy.compress(data.array(), 0, data.size(), target, 0);
        return BytesInput.from(Arrays.copyOf(target, length));
    }

    /** Indices into a dictionary: their width, then runs of equal ones and packs of eight. */
    static void encodeIndices(int[] indices, int count, int dictionarySize, PageBuffer target) {
        int width = 32 - Integer.numberOfLeadingZeros(dictionarySize - 1);
        target.addByte(width);
        int packFrom = 0;
        int position = 0;
        while (position < count) {
            int value = indices[position];
            int end = position + 1;
            while (end < count && indices[end] == value) {
                end++;
            }
            // A pack holds a multiple of eight values, so the run lends it what it lacks.
            int borrowed = position + ((packFrom - position) & 7);
            if (end - borrowed >= 16) {
                pack(indices, packFrom, borrowed, width, target);
                target.addVarInt((end - borrowed) << 1);
                for (int bits = 0; bits < width; bits += 8) {
                    target.addByte(value >>> bits);
                }
                packFrom = end;
            }
            position = end;
        }
        pack(indices, packFrom, count, width, target);
    }

    private static void pack(int[] indices, int from, int to, int width, PageBuffer target) {
        if (from >= to) {
            return;
        }
        int groups = (to - from + 7) >> 3;
        target.addVarInt((groups << 1) | 1);
        byte[] bytes = target.reserve(groups * width + Long.BYTES);
        int at = target.size();
        long bits = 0;
        int filled = 0;
        for (int i = from; i < to; i++) {
            bits |= (long) indices[i] << filled;
            filled += width;
            while (filled >= 8) {
                bytes[at++] = (byte) bits;
                bits >>>= 8;
                filled -= 8;
            }
        }
        int end = target.size() + groups * width;
        while (at < end) {
            bytes[at++] = (byte) bits;
            bits >>>= 8;
        }
        target.setSize(end);
    }
}
