package dev.lakehouse4j.ml.feature;

import dev.lakehouse4j.ml.estimator.FeatureMatrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How features become the columns of a matrix: a number is a column, a category is a column of 0 and 1 for each value that
 * is frequent among the training rows. A value that the training did not see, or seldom, is 0 in all of them.
 *
 * @param numbers names of the numbers
 * @param categories for each category its values that have a column
 */
public record Encoding(List<String> numbers, Map<String, List<String>> categories) {

    /** Copies the collections. */
    public Encoding {
        numbers = List.copyOf(numbers);
        Map<String, List<String>> copy = new LinkedHashMap<>();
        categories.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        categories = java.util.Collections.unmodifiableMap(copy);
    }

    /**
     * Learns the encoding.
     *
     * @param frame the features
     * @param rows the training rows
     * @param leastRows training rows that a value needs for a column of its own, at least 1
     * @return the encoding; the values of a category are in the order of their text
     * @throws IllegalArgumentException when {@code leastRows} is below 1
     */
    public static Encoding of(FeatureFrame frame, int[] rows, int leastRows) {
        if (leastRows < 1) {
            throw new IllegalArgumentException(
                    "Cannot give a column to values of " + leastRows + " rows. Take at least 1 row.");
        }
        List<String> numbers = new ArrayList<>();
        Map<String, List<String>> categories = new LinkedHashMap<>();
        for (Feature feature : frame.features()) {
            if (feature.isNumeric()) {
                numbers.add(feature.name());
                continue;
            }
            Map<String, Integer> counts = new TreeMap<>();
            for (int row : rows) {
                String value = frame.category(feature.name(), row);
                if (value != null) {
                    counts.merge(value, 1, Integer::sum);
                }
            }
            categories.put(
                    feature.name(),
                    counts.entrySet().stream()
                            .filter(entry -> entry.getValue() >= leastRows)
                            .map(Map.Entry::getKey)
                            .toList());
        }
        return new Encoding(numbers, categories);
    }

    /**
     * Names of the matrix columns.
     *
     * @return {@code feature} of a number, {@code feature=value} of a category
     */
    public List<String> columns() {
        List<String> columns = new ArrayList<>(numbers);
        categories.forEach((name, values) -> values.forEach(value -> columns.add(name + "=" + value)));
        return columns;
    }

    /**
     * The feature that a matrix column belongs to.
     *
     * @param column name of a matrix column
     * @return name of the feature
     */
    public static String featureOf(String column) {
        int equals = column.indexOf('=');
        return equals < 0 ? column : column.substring(0, equals);
    }

    /**
     * Encodes rows.
     *
     * @param frame the features, with those of the training
     * @param rows row numbers in the order of the result
     * @return the matrix
     * @throws IllegalArgumentException when a feature of the training is missing or a number is infinite
     */
    public FeatureMatrix matrix(FeatureFrame frame, int[] rows) {
        List<String> columns = columns();
        int width = columns.size();
        float[] values = new float[rows.length * width];
        int column = 0;
        for (String name : numbers) {
            float[] numbersOfRows = frame.numberColumn(name);
            for (int i = 0; i < rows.length; i++) {
                values[i * width + column] = numbersOfRows[rows[i]];
            }
            column++;
        }
        for (Map.Entry<String, List<String>> category : categories.entrySet()) {
            Map<String, Integer> positions = new LinkedHashMap<>();
            for (String value : category.getValue()) {
                positions.put(value, column++);
            }
            for (int i = 0; i < rows.length; i++) {
                @Nullable String value = frame.category(category.getKey(), rows[i]);
                Integer position = value == null ? null : positions.get(value);
                if (position != null) {
                    values[i * width + position] = 1;
                }
            }
        }
        return FeatureMatrix.of(columns, values);
    }
}
