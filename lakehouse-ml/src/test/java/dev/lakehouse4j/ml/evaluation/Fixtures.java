package dev.lakehouse4j.ml.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.SplittableRandom;

/** Numbers that scikit-learn and SciPy computed; {@code make_fixtures.py} beside {@code sklearn.json} made them. */
public final class Fixtures {

    private Fixtures() {}

    /** One part of {@code sklearn.json}. */
    public static JsonNode part(String name) {
        try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream("sklearn.json"))) {
            return Objects.requireNonNull(new ObjectMapper().readTree(in).get(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).doubleValue();
        }
        return values;
    }

    static ScoredLabels data(JsonNode part) {
        boolean[] labels = new boolean[part.get("labels").size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = part.get("labels").get(i).booleanValue();
        }
        return ScoredLabels.of(doubles(part.get("scores")), labels);
    }

    /** Random rows with both classes; few distinct scores give many ties. */
    static ScoredLabels random(SplittableRandom random, int rows, int distinct) {
        double[] scores = new double[rows];
        boolean[] labels = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            scores[row] = random.nextInt(distinct) / (double) distinct;
            labels[row] = random.nextDouble() < 0.1 + 0.6 * scores[row];
        }
        labels[0] = true;
        labels[rows - 1] = false;
        return ScoredLabels.of(scores, labels);
    }
}
