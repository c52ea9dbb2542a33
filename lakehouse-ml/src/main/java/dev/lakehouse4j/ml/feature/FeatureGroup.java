package dev.lakehouse4j.ml.feature;

import java.util.List;

/**
 * Features that one part of the SQL computes and that become known together.
 *
 * @param name snake_case name of the common table expression with at most a row per entity: the key, the columns that the
 *     features name, and {@code known_at}, the time at which the newest fact that went into the row was known, null when
 *     there was none
 * @param features the features, at least one
 */
public record FeatureGroup(String name, List<Feature> features) {

    /** Checks the name, and that there are features. */
    public FeatureGroup {
        features = List.copyOf(features);
        Feature.requireName("feature group", name);
        if (features.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot declare the feature group " + name + " without features. Give at least one.");
        }
    }

    /**
     * A group.
     *
     * @param name name of its common table expression
     * @param features the features
     * @return the group
     */
    public static FeatureGroup of(String name, Feature... features) {
        return new FeatureGroup(name, List.of(features));
    }

    /** Column of the feature table that says when the group was known. */
    String knownAtColumn() {
        return "known_at_" + name;
    }
}
