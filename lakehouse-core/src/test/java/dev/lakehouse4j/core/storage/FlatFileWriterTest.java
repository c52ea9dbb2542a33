package dev.lakehouse4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.DuckDbEngine;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.TableSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is encoded here is read alike by DuckDB and by Parquet-MR, whatever the values are like. */
class FlatFileWriterTest {

    private static final List<ColumnType> TYPES = List.of(
            Primitive.STRING,
            Primitive.LONG,
            Primitive.INT,
            Primitive.SHORT,
            Primitive.BYTE,
            Primitive.DOUBLE,
            Primitive.FLOAT,
            Primitive.BOOLEAN,
            Primitive.DATE,
            Primitive.TIMESTAMP,
            Primitive.TIMESTAMP_NTZ,
            Primitive.BINARY,
            new ColumnType.DecimalType(7, 2),
            new ColumnType.DecimalType(15, 3),
            new ColumnType.DecimalType(30, 5));

    @TempDir
    Path folder;

    /** How the values of a column follow each other. */
    private enum Pattern {
        CONSTANT,
        FEW,
        RUNS,
        MOSTLY_NEW,
        GROWING,
        FEW_THEN_NEW
    }

    @Test
    void valuesOfAllTypesAndPatternsAreReadAsTheyWereWritten() throws IOException {
        int[] sizes = {1, 7, 8, 9, 2_047, 5_000, 30_000};
        for (int seed = 0; seed < 25; seed++) {
            Random random = new Random(seed);
            int rows = sizes[random.nextInt(sizes.length)] + random.nextInt(3);
            roundTrip(random, rows, "seed " + seed);
        }
    }

    @Test
    void rowGroupsFollowEachOther() throws IOException {
        roundTrip(new Random(4711), FlatFileWriter.ROW_GROUP_ROWS + 1_000, "two row groups");
    }

    private void roundTrip(Random random, int rows, String about) throws IOException {
        List<Column> columns = new ArrayList<>();
        List<@Nullable Object[]> expected = new ArrayList<>();
        for (int i = 0; i < TYPES.size(); i++) {
            int nulls = random.nextInt(4); // none allowed, none, some, all
            columns.add(new Column("c" + i, TYPES.get(i), nulls > 0, null));
            expected.add(values(TYPES.get(i), rows, nulls, random));
        }
        TableSchema schema = TableSchema.ofColumns(columns);
        List<DataFile> files;
        try (ParquetRowWriter writer = ParquetRowWriter.open(folder, schema)) {
            int[] row = {0};
            for (; row[0] < rows; row[0]++) {
                writer.write(target -> {
                    // Any order will do.
                    for (int column = columns.size() - 1; column >= 0; column--) {
                        set(target, column, columns.get(column).type(), expected.get(column)[row[0]]);
                    }
                });
            }
            files = writer.finish();
        }
        assertThat(files).hasSize(1);
        assertThat(files.get(0).rowCount()).isEqualTo(rows);
        for (int column = 0; column < columns.size(); column++) {
            ColumnStatistics statistics = files.get(0).statistics().get("c" + column);
            long nulls = Arrays.stream(expected.get(column))
                    .filter(value -> value == null)
                    .count();
            assertThat(statistics.nullCount())
                    .as(about + ", " + columns.get(column))
                    .isEqualTo(nulls);
        }
        readByDuckDb(files, schema, expected, about);
        readByParquet(files.get(0).resolve(folder), schema, expected, about);
    }

    private void readByDuckDb(
            List<DataFile> files, TableSchema schema, List<@Nullable Object[]> expected, String about) {
        try (DuckDbEngine engine = DuckDbEngine.open(EngineSettings.defaults().withThreads(1))) {
            Map<String, Relation> relations = Map.of("t", new Relation.Files(folder, files, schema));
            int at = 0;
            try (QueryResult result = engine.query("select * from t", relations)) {
                while (result.nextBatch()) {
                    for (int row = 0; row < result.batchSize(); row++, at++) {
                        for (int column = 0; column < expected.size(); column++) {
                            assertSame(
                                    result.column(column).getObject(row),
                                    expected.get(column)[at],
                                    about + ", DuckDB, " + schema.columns().get(column) + ", row " + at);
                        }
                    }
                }
            }
            assertThat(at).isEqualTo(expected.get(0).length);
            for (int column = 0; column < expected.size(); column++) {
                // A filter looks at the statistics first: bounds that are too narrow lose rows.
                Object value = expected.get(column)[expected.get(column).length / 2];
                if (schema.columns().get(column).type() == Primitive.STRING && value != null) {
                    String sql = "select count(*) from t where c" + column + " = '" + value + "'";
                    try (QueryResult result = engine.query(sql, relations)) {
                        result.nextBatch();
                        assertThat(result.column(0).getLong(0)).as(about).isPositive();
                    }
                }
            }
        }
    }

    private static void assertSame(@Nullable Object actual, @Nullable Object expected, String about) {
        if (expected instanceof byte[] bytes) {
            assertThat((byte[]) actual).as(about).isEqualTo(bytes);
        } else if (actual == null || !actual.equals(expected)) {
            assertThat(actual).as(about).isEqualTo(expected);
        }
    }

    private static final class Groups extends ParquetReader.Builder<Group> {
        Groups(InputFile file) {
            super(file, new PlainParquetConfiguration());
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }

    private static void readByParquet(Path file, TableSchema schema, List<@Nullable Object[]> expected, String about)
            throws IOException {
        try (ParquetReader<Group> reader = new Groups(new LocalInputFile(file)).build()) {
            int at = 0;
            for (Group group = reader.read(); group != null; group = reader.read(), at++) {
                for (int column = 0; column < expected.size(); column++) {
                    Object value = expected.get(column)[at];
                    Column declared = schema.columns().get(column);
                    String where = about + ", Parquet-MR, " + declared + ", row " + at;
                    if (value == null) {
                        assertThat(group.getFieldRepetitionCount(column))
                                .as(where)
                                .isZero();
                    } else {
                        assertSame(physical(group, column, declared.type()), value, where);
                    }
                }
            }
            assertThat(at).isEqualTo(expected.get(0).length);
        }
    }

    private static Object physical(Group group, int column, ColumnType type) {
        if (type instanceof ColumnType.DecimalType decimal) {
            if (decimal.precision() <= 9) {
                return BigDecimal.valueOf(group.getInteger(column, 0), decimal.scale());
            }
            if (decimal.precision() <= 18) {
                return BigDecimal.valueOf(group.getLong(column, 0), decimal.scale());
            }
            return new BigDecimal(new BigInteger(group.getBinary(column, 0).getBytes()), decimal.scale());
        }
        return switch ((Primitive) type) {
            case STRING -> group.getString(column, 0);
            case LONG -> group.getLong(column, 0);
            case INT -> group.getInteger(column, 0);
            case SHORT -> (short) group.getInteger(column, 0);
            case BYTE -> (byte) group.getInteger(column, 0);
            case DOUBLE -> group.getDouble(column, 0);
            case FLOAT -> group.getFloat(column, 0);
            case BOOLEAN -> group.getBoolean(column, 0);
            case DATE -> LocalDate.ofEpochDay(group.getInteger(column, 0));
            case TIMESTAMP -> Instant.ofEpochSecond(0, group.getLong(column, 0) * 1_000);
            case TIMESTAMP_NTZ ->
                LocalDateTime.ofInstant(Instant.ofEpochSecond(0, group.getLong(column, 0) * 1_000), ZoneOffset.UTC);
            case BINARY -> group.getBinary(column, 0).getBytes();
        };
    }

    private static void set(RowTarget target, int column, ColumnType type, @Nullable Object value) {
        if (value == null) {
            return;
        }
        // Both ways in: the typed setters and the one for any object.
        if (value instanceof String text && text.length() % 2 == 0) {
            byte[] utf8 = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
            target.setUtf8(column, utf8, 1, utf8.length - 2);
        } else if (type == Primitive.LONG) {
            target.setLong(column, (Long) value);
        } else if (type == Primitive.INT) {
            target.setInt(column, (Integer) value);
        } else {
            target.setObject(column, value);
        }
    }

    private static @Nullable Object[] values(ColumnType type, int rows, int nulls, Random random) {
        Pattern pattern = Pattern.values()[random.nextInt(Pattern.values().length)];
        @Nullable Object[] values = new Object[rows];
        long number = random.nextInt(100);
        for (int i = 0; i < rows; i++) {
            number = switch (pattern) {
                case CONSTANT -> number;
                case FEW -> random.nextInt(5);
                case RUNS -> random.nextInt(40) == 0 ? random.nextInt(300) : number;
                case MOSTLY_NEW -> random.nextInt(1 << 20);
                case GROWING -> number + 1 + random.nextInt(9);
                case FEW_THEN_NEW -> i < rows / 2 ? random.nextInt(5) : i;
            };
            boolean isNull = nulls == 3 || (nulls == 2 && random.nextInt(3) == 0);
            values[i] = isNull ? null : value(type, number, random);
        }
        return values;
    }

    private static Object value(ColumnType type, long number, Random random) {
        if (type instanceof ColumnType.DecimalType decimal) {
            BigInteger unscaled =
                    BigInteger.valueOf(number % 1_000_000).multiply(BigInteger.valueOf(random.nextInt(2) * 2L - 1));
            return new BigDecimal(decimal.precision() > 18 ? unscaled.shiftLeft(60) : unscaled, decimal.scale());
        }
        return switch ((Primitive) type) {
            case STRING -> random.nextInt(20_000) == 0 ? "ü".repeat(700_000) : number == 3 ? "" : "v" + number + "é";
            case LONG -> number == 4 ? Long.MIN_VALUE : number << 30;
            case INT -> number == 4 ? Integer.MIN_VALUE : (int) -number;
            case SHORT -> (short) number;
            case BYTE -> (byte) number;
            case DOUBLE -> number == 2 ? -0.0 : number == 1 ? Double.NaN : number / 3.0;
            case FLOAT -> number == 2 ? Float.NEGATIVE_INFINITY : number / 3.0f;
            case BOOLEAN -> number % 3 == 0;
            case DATE -> LocalDate.ofEpochDay(number % 100_000);
            case TIMESTAMP -> Instant.ofEpochSecond(number, 123_456_000);
            case TIMESTAMP_NTZ -> LocalDateTime.ofEpochSecond(-number, 1_000, ZoneOffset.UTC);
            case BINARY -> new byte[] {(byte) number, (byte) (number >> 8), (byte) 0xff};
        };
    }

    @Test
    void fieldsOfManyMebibytesEndTheRowGroupEarly() throws IOException {
        TableSchema schema = TableSchema.ofColumns(List.of(Column.nullable("text", Primitive.STRING)));
        try (ParquetRowWriter writer = ParquetRowWriter.open(folder, schema)) {
            byte[] text = new byte[4 << 20];
            for (int i = 0; i < 70; i++) {
                Arrays.fill(text, (byte) ('a' + i % 26));
                text[0] = (byte) ('0' + i % 10);
                writer.write(target -> target.setUtf8(0, text, 0, text.length));
            }
            List<DataFile> files = writer.finish();
            assertThat(files.stream().mapToLong(DataFile::rowCount).sum()).isEqualTo(70);
            try (DuckDbEngine engine = DuckDbEngine.open(EngineSettings.defaults());
                    QueryResult result = engine.query(
                            "select cast(sum(length(text)) as bigint) as n from t",
                            Map.of("t", new Relation.Files(folder, files, schema)))) {
                result.nextBatch();
                assertThat(String.valueOf(result.column(0).getObject(0))).startsWith(String.valueOf(70L * text.length));
            }
        }
    }

    @Test
    void columnThatIsSetTwiceIsRefused() {
        TableSchema schema = TableSchema.ofColumns(List.of(Column.nullable("text", Primitive.STRING)));
        try (ParquetRowWriter writer = ParquetRowWriter.open(folder, schema)) {
            assertThatThrownBy(() -> writer.write(target -> {
                        target.setString(0, "a");
                        target.setString(0, "b");
                    }))
                    .hasMessageContaining("set twice");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
