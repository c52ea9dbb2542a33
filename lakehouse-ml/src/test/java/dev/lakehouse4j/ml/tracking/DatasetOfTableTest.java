package dev.lakehouse4j.ml.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.ml.tracking.ModelSignature.Column;
import dev.lakehouse4j.ml.tracking.ModelSignature.ValueType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetOfTableTest {

    record Point(@Key String id, double x) {}

    private static final TableRef<Gold, Point> POINTS = TableRef.gold("points", Point.class);

    @TempDir
    Path folder;

    @Test
    void aTableTellsItsVersion() {
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            Table<Gold, Point> points = lake.table(POINTS);
            points.append(List.of(new Point("a", 1), new Point("b", 2)));
            DatasetVersion first = DatasetVersion.of(points, DatasetUse.TRAINING);
            points.append(List.of(new Point("c", 3)));
            DatasetVersion second = DatasetVersion.of(points, DatasetUse.TRAINING);
            assertThat(first.table()).isEqualTo("gold.points");
            assertThat(first.version()).isZero();
            assertThat(first.rows()).isEqualTo(2);
            assertThat(first.columns())
                    .containsExactly(Column.required("id", ValueType.STRING), Column.required("x", ValueType.DOUBLE));
            assertThat(second.version()).isEqualTo(1);
            assertThat(second.digest()).isNotEqualTo(first.digest());
            assertThat(DatasetVersion.of(points.asOf(0), DatasetUse.TRAINING)).isEqualTo(first);
        }
    }
}
