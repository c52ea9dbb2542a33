package dev.lakehouse4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.IngestReport;
import dev.lakehouse4j.medallion.ingest.ParquetSource;
import dev.lakehouse4j.medallion.ingest.SchemaMode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files are loaded on Spark as they are on the embedded engine. */
class ParquetOnSparkTest {

    record Sale(
            @Nullable String saleId,
            @Nullable Integer pieces,
            @Nullable @Decimal(precision = 12, scale = 2) BigDecimal amount,
            @Nullable LocalDate day,
            @Nullable LocalDateTime soldAt,
            @Nullable Double weight) {}

    record Name(@Nullable String saleId) {}

    private static final TableRef<Bronze, Sale> SALES = TableRef.bronze("sales", Sale.class);
    private static final TableRef<Bronze, Name> NAMES = TableRef.bronze("names", Name.class);

    @TempDir
    Path folder;

    private Path files() {
        Path files = folder.resolve("files");
        LocalSpark.session()
                .sql("select 's' || id as sale_id, cast(id % 7 as int) as pieces,"
                        + " cast(id * 1.25 as decimal(12, 2)) as amount, date '2020-02-28' + cast(id as int) as day,"
                        + " cast(timestamp_ntz '2020-02-28 23:59:58.123456' as timestamp_ntz) as sold_at,"
                        + " case when id % 3 = 0 then null else id / 3 end as weight from range(1000)")
                .coalesce(1)
                .write()
                .parquet(files.toString());
        return files;
    }

    private static BronzeIngest<Sale> ingest(Path files) {
        return BronzeIngest.into(SALES).from(ParquetSource.of(files));
    }

    @Test
    void rowsAreThoseOfTheEmbeddedEngine() {
        Path files = files();
        try (Lakehouse lake = Lakehouse.open(folder.resolve("embedded"))) {
            ingest(files).run(lake);
        }
        try (Lakehouse lake = Lakehouse.open(folder.resolve("spark"), SparkEngine.on(LocalSpark.session()))) {
            IngestReport report = ingest(files).run(lake);
            assertThat(report.bronzeRows()).isEqualTo(1000);
            assertThat(ingest(files).run(lake).changed()).isFalse();
        }
        try (Lakehouse expected = Lakehouse.open(folder.resolve("embedded"));
                Lakehouse found = Lakehouse.open(folder.resolve("spark"))) {
            assertThat(rows(found)).hasSize(1000).isEqualTo(rows(expected));
        }
    }

    private static List<List<Object>> rows(Lakehouse lake) {
        List<List<Object>> rows = new ArrayList<>();
        try (QueryResult result = lake.query("select sale_id, pieces, amount, day, sold_at, weight, _source_row,"
                + " _source_file, year(_ingested_at) from bronze.sales order by _source_row")) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    List<Object> values = new ArrayList<>();
                    for (int i = 0; i < result.columns().size(); i++) {
                        values.add(String.valueOf(result.column(i).getObject(row)));
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    @Test
    void columnsThatTheRecordDoesNotNameAreRefusedWhereTheyAreToBeKept() {
        Path files = files();
        try (Lakehouse lake = Lakehouse.open(folder.resolve("names"), SparkEngine.on(LocalSpark.session()))) {
            assertThatThrownBy(() -> BronzeIngest.into(NAMES)
                            .from(ParquetSource.of(files))
                            .mode(SchemaMode.RESCUE)
                            .run(lake))
                    .isInstanceOf(LakehouseException.class)
                    .hasMessageContaining("struct_pack");
            assertThat(lake.tables()).doesNotContain("bronze.names");
        }
    }
}
