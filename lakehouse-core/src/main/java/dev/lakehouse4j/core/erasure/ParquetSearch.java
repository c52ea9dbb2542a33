package dev.lakehouse4j.core.erasure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every value of a Parquet file, column by column, and at every dictionary page, also at entries that no row uses.
 * Footer, page headers and indexes are not compressed; a pass over the raw bytes of the file sees their statistics.
 */
final class ParquetSearch {

    private final IdentifierMatcher.Pass pass;

    ParquetSearch(IdentifierMatcher.Pass pass) {
        this.pass = pass;
    }

    void search(Path file) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = new ParquetFileReader(new LocalInputFile(file), options)) {
            FileMetaData meta = reader.getFooter().getFileMetaData();
            PageReadStore rows = reader.readNextRowGroup();
            while (rows != null) {
                for (ColumnDescriptor column : meta.getSchema().getColumns()) {
                    dictionary(rows.getPageReader(column).readDictionaryPage());
                }
                ColumnReadStoreImpl store = new ColumnReadStoreImpl(
                        rows, new Ignoring(meta.getSchema()), meta.getSchema(), meta.getCreatedBy());
                for (ColumnDescriptor column : meta.getSchema().getColumns()) {
                    values(
                            store.getColumnReader(column),
                            column,
                            rows.getPageReader(column).getTotalValueCount());
                }
                rows = reader.readNextRowGroup();
            }
        }
    }

    private void dictionary(@Nullable DictionaryPage page) throws IOException {
        if (page != null) {
            pass.restart();
            feed(ByteBuffer.wrap(page.getBytes().toInputStream().readAllBytes()));
        }
    }

    private void values(ColumnReader reader, ColumnDescriptor column, long count) {
        int present = column.getMaxDefinitionLevel();
        for (long i = 0; i < count; i++) {
            if (reader.getCurrentDefinitionLevel() == present) {
                value(reader, column);
            }
            reader.consume();
        }
    }

    private void value(ColumnReader reader, ColumnDescriptor column) {
        switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> {
                pass.restart();
                feed(reader.getBinary().toByteBuffer());
            }
            case INT64 -> pass.feed(reader.getLong());
            case INT32 -> pass.feed(reader.getInteger());
            case BOOLEAN, FLOAT, DOUBLE -> {
                // No identifier is one of these.
            }
        }
    }

    private void feed(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            pass.feed(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            pass.feed(copy, 0, copy.length);
        }
    }

    /** Rows are not put together; the reader asks for their converters all the same. */
    private static final class Ignoring extends GroupConverter {

        private final GroupType type;

        Ignoring(GroupType type) {
            this.type = type;
        }

        @Override
        public Converter getConverter(int field) {
            Type child = type.getType(field);
            return child.isPrimitive() ? new PrimitiveConverter() {} : new Ignoring(child.asGroupType());
        }

        @Override
        public void start() {
            // Nothing is kept.
        }

        @Override
        public void end() {
            // Nothing is kept.
        }
    }
}
