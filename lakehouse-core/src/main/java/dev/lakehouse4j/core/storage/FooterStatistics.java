package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.TableSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/** Statistics of a data file from the footer that its writer just made. */
final class FooterStatistics {

    private FooterStatistics() {}

    static ParquetMetadata footer(Path file) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(ParquetInput.of(file), options)) {
            return reader.getFooter();
        }
    }

    static Map<String, ColumnStatistics> of(ParquetMetadata footer, TableSchema schema) {
        Map<String, ColumnStatistics> merged = new LinkedHashMap<>();
        for (Column column : schema.columns()) {
            ColumnStatistics statistics = null;
            for (BlockMetaData block : footer.getBlocks()) {
                for (ColumnChunkMetaData chunk : block.getColumns()) {
                    String[] path = chunk.getPath().toArray();
                    if (path.length == 1 && path[0].equals(column.name())) {
                        ColumnStatistics part = statistics(chunk.getStatistics(), column.type());
                        statistics = statistics == null ? part : merge(statistics, part);
                    }
                }
            }
            // A nested column has no bounds here, but listing it says that the file has it.
            merged.put(column.name(), statistics == null ? new ColumnStatistics(null, null, -1) : statistics);
        }
        return merged;
    }

    private static ColumnStatistics statistics(@Nullable Statistics<?> statistics, ColumnType type) {
        if (statistics == null) {
            return new ColumnStatistics(null, null, -1);
        }
        long nulls = statistics.isNumNullsSet() ? statistics.getNumNulls() : -1;
        if (!statistics.hasNonNullValue()) {
            return new ColumnStatistics(null, null, nulls);
        }
        Comparable<?> min = value(statistics.genericGetMin(), type);
        Comparable<?> max = value(statistics.genericGetMax(), type);
        if (isNaN(min) || isNaN(max)) {
            // A NaN is larger than any number for some readers and smaller for others: no bounds.
            return new ColumnStatistics(null, null, nulls);
        }
        return new ColumnStatistics(min, max, nulls);
    }

    private static boolean isNaN(@Nullable Comparable<?> value) {
        return value instanceof Double number && number.isNaN();
    }

    /** Combines two parts of a file; a bound that one part lacks is lacking in the whole. */
    private static ColumnStatistics merge(ColumnStatistics a, ColumnStatistics b) {
        long nulls = a.nullCount() < 0 || b.nullCount() < 0 ? -1 : a.nullCount() + b.nullCount();
        Comparable<?> min =
                a.min() == null || b.min() == null ? null : compare(a.min(), b.min()) <= 0 ? a.min() : b.min();
        Comparable<?> max =
                a.max() == null || b.max() == null ? null : compare(a.max(), b.max()) >= 0 ? a.max() : b.max();
        return new ColumnStatistics(min, max, nulls);
    }

    @SuppressWarnings("unchecked")
    private static int compare(Comparable<?> a, Comparable<?> b) {
        if (a instanceof String left && b instanceof String right) {
            // Parquet and SQL order texts by their UTF-8 bytes, Java by UTF-16, which differs beyond U+FFFF.
            return java.util.Arrays.compareUnsigned(
                    left.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    right.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return ((Comparable<Object>) a).compareTo(b);
    }

    private static @Nullable Comparable<?> value(Object raw, ColumnType type) {
        if (type instanceof ColumnType.DecimalType decimal) {
            if (raw instanceof Integer || raw instanceof Long) {
                return BigDecimal.valueOf(((Number) raw).longValue(), decimal.scale());
            }
            return raw instanceof Binary bytes
                    ? new BigDecimal(new BigInteger(bytes.getBytes()), decimal.scale())
                    : null;
        }
        if (!(type instanceof ColumnType.Primitive primitive)) {
            return null;
        }
        return switch (primitive) {
            case STRING -> ((Binary) raw).toStringUsingUTF8();
            case BINARY -> null;
            case BOOLEAN -> (Boolean) raw;
            case BYTE, SHORT, INT, LONG -> Long.valueOf(((Number) raw).longValue());
            case FLOAT, DOUBLE -> Double.valueOf(((Number) raw).doubleValue());
            case DATE -> LocalDate.ofEpochDay(((Number) raw).longValue());
            case TIMESTAMP_NTZ -> LocalDateTime.ofInstant(instant((Long) raw), ZoneOffset.UTC);
            case TIMESTAMP -> instant((Long) raw);
        };
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
