package dev.lakehouse4j.ml.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that are saved, loaded, cut short and mixed up. */
class KMeansModelTest {

    @TempDir
    Path folder;

    private static KMeansModel model() {
        return KMeans.settings()
                .clusters(2)
                .fit(new double[] {0.1, 0, 1.0 / 3, 1, 10, 10, 11, 12}, 2)
                .model();
    }

    @Test
    void aLoadedModelIsTheSame() {
        Path file = folder.resolve("deep/model.json");
        model().save(file);
        KMeansModel loaded = KMeansModel.load(file);
        assertThat(loaded.toJson()).isEqualTo(model().toJson());
        assertThat(loaded.predict(9.5, 11)).isEqualTo(model().predict(9.5, 11));
        assertThat(loaded.predict(9.5, 11).cluster()).isEqualTo(1);
        assertThat(loaded.points()).isEqualTo(4);
    }

    @Test
    void aFileThatIsCutShortIsRefusedWhereverItIsCut() throws IOException {
        String json = model().toJson();
        Path file = folder.resolve("model.json");
        for (int length = 0; length < json.length(); length += 7) {
            Files.writeString(file, json.substring(0, length));
            assertThatThrownBy(() -> KMeansModel.load(file))
                    .isInstanceOf(SchemaException.class)
                    .hasMessageContaining("Cannot read a k-means model from " + file);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"format\": \"other\"} | does not say \"format\": \"lakehouse4j-kmeans\"",
                "[] | does not say",
                "{\"format\": \"lakehouse4j-kmeans\", \"version\": 2} | has version 2, and this library reads versions up to 1",
                "{\"format\": \"lakehouse4j-kmeans\"} | has version",
                "{\"format\": \"lakehouse4j-kmeans\", \"version\": 1, \"points\": 1, \"inertia\": 0, \"seed\": 1, \"starts\": 1} | has no centres",
                "{\"format\": \"lakehouse4j-kmeans\", \"version\": 1, \"centres\": [[1], [1, 2]]} | same number of coordinates",
                "{\"format\": \"lakehouse4j-kmeans\", \"version\": 1, \"centres\": [[\"NaN\"]]} | coordinate 0 of centre 0 is no number",
                "{\"format\": \"lakehouse4j-kmeans\", \"version\": 1, \"centres\": [[1e999]]} | is no number",
                "{\"format\": \"lakehouse4j-kmeans\", \"version\": 1, \"centres\": [[1]]} | the number points is missing",
            })
    void somethingElseIsRefused(String json, String why) {
        assertThatThrownBy(() -> KMeansModel.fromJson(json))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("fit the model again");
    }

    @Test
    void aMissingFileIsSaid() {
        assertThatThrownBy(() -> KMeansModel.load(folder.resolve("none.json")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("none.json");
    }

    @Test
    void pointsOfOtherShapeAreRefused() {
        assertThatThrownBy(() -> model().predict(1)).hasMessageContaining("fitted to points of 2");
        assertThatThrownBy(() -> model().predict(1, Double.NaN)).hasMessageContaining("finite");
    }
}
