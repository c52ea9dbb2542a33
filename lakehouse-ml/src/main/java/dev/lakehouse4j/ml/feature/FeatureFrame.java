package dev.lakehouse4j.ml.feature;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.ColumnReader;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Features in memory, column by column, in the order of prediction time and key. Numbers are held as {@code float}: a
 * number too large for it is infinite, and {@link Encoding#matrix} refuses it.
 */
public final class FeatureFrame {

    private final List<Feature> features;
    private final List<String> keys;
    private final List<LocalDateTime> predictionTimes;
    private final Map<String, float[]> numbers;
    private final Map<String, @Nullable String[]> categories;

    private FeatureFrame(
            List<Feature> features,
            List<String> keys,
            List<LocalDateTime> predictionTimes,
            Map<String, float[]> numbers,
            Map<String, @Nullable String[]> categories) {
        this.features = List.copyOf(features);
        this.keys = List.copyOf(keys);
        this.predictionTimes = List.copyOf(predictionTimes);
        this.numbers = Map.copyOf(numbers);
        this.categories = Map.copyOf(categories);
    }

    static FeatureFrame read(Lakehouse lake, FeatureView<?> view, String source) {
        return read(lake, view, source, Map.of());
    }

    /** Reads with some tables at versions of the caller's choice. */
    static FeatureFrame read(Lakehouse lake, FeatureView<?> view, String source, Map<String, TableSnapshot> versions) {
        List<Feature> features = view.features();
        String columns = features.stream().map(Feature::name).collect(Collectors.joining(", "));
        String query = "select cast(" + view.key() + " as string) as entity, prediction_at, " + columns + " from ("
                + source + ") as features order by prediction_at, entity";
        List<String> keys = new ArrayList<>();
        List<LocalDateTime> times = new ArrayList<>();
        List<Growing> values = features.stream().map(Growing::new).toList();
        Query bound = lake.bind(query);
        Map<String, Relation> relations = new HashMap<>(bound.relations());
        versions.forEach((table, snapshot) -> relations.put(table, new Relation.Snapshot(snapshot)));
        try (QueryResult result = lake.engine().query(bound.sql(), relations)) {
            while (result.nextBatch()) {
                int size = result.batchSize();
                for (int row = 0; row < size; row++) {
                    String key = (String) result.column(0).getObject(row);
                    LocalDateTime time = (LocalDateTime) result.column(1).getObject(row);
                    if (key == null || time == null) {
                        throw new IllegalArgumentException("Cannot read features of " + view.table() + ": the "
                                + view.key() + " " + key + " has the prediction time " + time
                                + ". Leave entities without a key or a prediction time out in the SQL of the view.");
                    }
                    keys.add(key);
                    times.add(time);
                }
                for (int i = 0; i < features.size(); i++) {
                    values.get(i).add(result.column(i + 2), size);
                }
            }
        }
        Map<String, float[]> numbers = values.stream()
                .filter(value -> value.feature.isNumeric())
                .collect(Collectors.toMap(value -> value.feature.name(), Growing::numbers));
        Map<String, @Nullable String[]> categories = values.stream()
                .filter(value -> value.feature.kind() == Feature.Kind.CATEGORY)
                .collect(Collectors.toMap(value -> value.feature.name(), Growing::texts));
        return new FeatureFrame(features, keys, times, numbers, categories);
    }

    /** A column on its way into memory. */
    private static final class Growing {

        private final Feature feature;
        private float[] numbers = new float[1024];
        private @Nullable String[] texts = new @Nullable String[1024];
        private int size;

        Growing(Feature feature) {
            this.feature = feature;
        }

        void add(ColumnReader column, int rows) {
            boolean number = feature.isNumeric();
            if (number && size + rows > numbers.length) {
                numbers = Arrays.copyOf(numbers, Math.max(size + rows, numbers.length * 2));
            }
            if (!number && size + rows > texts.length) {
                texts = Arrays.copyOf(texts, Math.max(size + rows, texts.length * 2));
            }
            for (int row = 0; row < rows; row++) {
                if (number) {
                    numbers[size++] = column.isNull(row) ? Float.NaN : (float) column.getDouble(row);
                } else {
                    texts[size++] = (String) column.getObject(row);
                }
            }
        }

        float[] numbers() {
            return Arrays.copyOf(numbers, size);
        }

        @Nullable
        String[] texts() {
            return Arrays.copyOf(texts, size);
        }
    }

    /**
     * Number of rows.
     *
     * @return rows
     */
    public int rows() {
        return keys.size();
    }

    /**
     * The features.
     *
     * @return in the order of their declaration
     */
    public List<Feature> features() {
        return features;
    }

    /**
     * The keys as text.
     *
     * @return a key per row
     */
    public List<String> keys() {
        return keys;
    }

    /**
     * The moments of the predictions.
     *
     * @return a time per row
     */
    public List<LocalDateTime> predictionTimes() {
        return predictionTimes;
    }

    /**
     * Values of a number.
     *
     * @param feature name of a feature that is a number
     * @return a copy, NaN where missing
     */
    public float[] numbers(String feature) {
        return of(numbers, feature).clone();
    }

    /**
     * Values of a category.
     *
     * @param feature name of a feature that is a category
     * @return a copy, null where missing
     */
    public @Nullable String[] categories(String feature) {
        return of(categories, feature).clone();
    }

    /**
     * One value of a number.
     *
     * @param feature name of a feature that is a number
     * @param row row number from 0
     * @return the value, NaN when missing
     */
    public float number(String feature, int row) {
        return of(numbers, feature)[row];
    }

    /**
     * One value of a category.
     *
     * @param feature name of a feature that is a category
     * @param row row number from 0
     * @return the value, null when missing
     */
    public @Nullable String category(String feature, int row) {
        return of(categories, feature)[row];
    }

    /**
     * Some of the rows.
     *
     * @param kept whether to keep a row, by its number from 0
     * @return row numbers in order
     */
    public int[] rowsWhere(IntPredicate kept) {
        return IntStream.range(0, rows()).filter(kept).toArray();
    }

    /** Values of a number, not to be changed. */
    float[] numberColumn(String feature) {
        return of(numbers, feature);
    }

    private static <T> T of(Map<String, T> columns, String feature) {
        T values = columns.get(feature);
        if (values == null) {
            throw new IllegalArgumentException("There is no feature " + feature + " of this kind among "
                    + columns.keySet() + ". Add it to the feature view.");
        }
        return values;
    }
}
