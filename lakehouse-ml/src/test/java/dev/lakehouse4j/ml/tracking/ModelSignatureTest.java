package dev.lakehouse4j.ml.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.ml.tracking.ModelSignature.Column;
import dev.lakehouse4j.ml.tracking.ModelSignature.ValueType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelSignatureTest {

    record Features(
            String orderId,
            int items,
            long weight,
            double promisedDays,
            BigDecimal freight,
            boolean weekend,
            LocalDateTime purchasedAt,
            @Nullable Double distance) {}

    record Prediction(double probability) {}

    private static final ModelSignature SIGNATURE =
            ModelSignature.of(TableSchema.of(Features.class), TableSchema.of(Prediction.class));

    private static Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        row.put("order_id", "a");
        row.put("items", 2);
        row.put("weight", 700L);
        row.put("promised_days", 9.0);
        row.put("freight", new BigDecimal("1.50"));
        row.put("weekend", false);
        row.put("purchased_at", LocalDateTime.of(2018, 3, 1, 0, 0));
        row.put("distance", null);
        return row;
    }

    @Test
    void aRecordMakesASignature() {
        assertThat(SIGNATURE.inputs())
                .extracting(Column::type)
                .containsExactly(
                        ValueType.STRING,
                        ValueType.INTEGER,
                        ValueType.LONG,
                        ValueType.DOUBLE,
                        ValueType.DOUBLE,
                        ValueType.BOOLEAN,
                        ValueType.DATETIME,
                        ValueType.DOUBLE);
        assertThat(SIGNATURE.inputs())
                .filteredOn(column -> !column.required())
                .extracting(Column::name)
                .containsExactly("distance");
        assertThat(SIGNATURE.outputs()).containsExactly(Column.required("probability", ValueType.DOUBLE));
    }

    @Test
    void aFittingRowPasses() {
        assertThatCode(() -> SIGNATURE.checkRow(row())).doesNotThrowAnyException();
        Map<String, Object> wider = row();
        wider.put("weight", 7);
        wider.put("promised_days", 9f);
        wider.put("purchased_at", Instant.EPOCH);
        wider.remove("distance");
        assertThatCode(() -> SIGNATURE.checkRow(wider)).doesNotThrowAnyException();
        assertThatCode(() -> SIGNATURE.checkColumns(TableSchema.of(Features.class)))
                .doesNotThrowAnyException();
    }

    @Test
    void everyProblemIsNamed() {
        Map<String, Object> row = row();
        row.remove("promised_days");
        row.put("promised_day", 9.0);
        row.put("items", 2.5);
        row.put("weekend", null);
        assertThatThrownBy(() -> SIGNATURE.checkRow(row))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("promised_days (double) is missing (there is promised_day)")
                .hasMessageContaining("items is double, not integer")
                .hasMessageContaining("weekend is null, but required")
                .hasMessageContaining("promised_day is no input of the model")
                .hasMessageContaining("load the version that fits");
        Map<String, Object> strange = row();
        strange.put("order_id", List.of());
        assertThatThrownBy(() -> SIGNATURE.checkRow(strange)).hasMessageContaining("order_id is ");
    }

    @Test
    void columnsAreCheckedAlike() {
        assertThatThrownBy(() -> SIGNATURE.checkColumns(List.of(
                        Column.required("order_id", ValueType.STRING),
                        Column.required("items", ValueType.LONG),
                        Column.required("x", ValueType.LONG))))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("items is long, not integer")
                .hasMessageContaining("weight (long) is missing")
                .hasMessageContaining("x is no input")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("distance"));
    }

    @Test
    void theJsonIsThatOfMlflow() {
        List<Column> columns =
                List.of(Column.required("x", ValueType.DOUBLE), Column.optional("größe", ValueType.DATETIME));
        String json = ModelSignature.columnsToJson(columns);
        assertThat(json)
                .isEqualTo("[{\"type\":\"double\",\"name\":\"x\",\"required\":true},"
                        + "{\"type\":\"datetime\",\"name\":\"größe\",\"required\":false}]");
        assertThat(ModelSignature.columnsOf(Json.read("test", json))).isEqualTo(columns);
        assertThatThrownBy(
                        () -> ModelSignature.columnsOf(Json.read("test", "[{\"type\": \"tensor\", \"name\": \"t\"}]")))
                .hasMessageContaining("column t has the type tensor");
    }

    @Test
    void namesAreUniqueAndThere() {
        Column x = Column.required("x", ValueType.DOUBLE);
        assertThatThrownBy(() -> new ModelSignature(List.of(x, x), List.of())).hasMessageContaining("occurs twice");
        assertThatThrownBy(() -> new ModelSignature(List.of(), List.of(x))).hasMessageContaining("no input columns");
    }

    @Test
    void provenanceSurvivesItsJson() {
        Provenance provenance = Provenance.of(Map.of("a", "1"), Long.MIN_VALUE)
                .withDatasets(List.of(
                        DatasetVersion.of("gold.x", 3, DatasetUse.VALIDATION).selecting("a < 'ü'")))
                .withCodeVersion("v1");
        assertThat(Provenance.ofJson(provenance.toJson())).isEqualTo(provenance);
        for (String broken : List.of("", "{", "{}", "[]", "{\"settings\": {}, \"seed\": 1}")) {
            assertThatThrownBy(() -> Provenance.ofJson(broken)).as(broken).isInstanceOf(TrackingException.class);
        }
    }

    @Test
    void digestsTellDatasetsApart() {
        DatasetVersion training = DatasetVersion.of("gold.x", 3, DatasetUse.TRAINING);
        assertThat(List.of(
                        training.digest(),
                        training.selecting("a").digest(),
                        DatasetVersion.of("gold.x", 4, DatasetUse.TRAINING).digest(),
                        DatasetVersion.of("gold.x", 3, DatasetUse.TEST).digest(),
                        DatasetVersion.of("gold.y", 3, DatasetUse.TRAINING).digest()))
                .doesNotHaveDuplicates();
        assertThat(training).isEqualTo(DatasetVersion.of("gold.x", 3, DatasetUse.TRAINING));
    }
}
