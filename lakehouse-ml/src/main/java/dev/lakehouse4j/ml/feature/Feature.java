package dev.lakehouse4j.ml.feature;

/**
 * An input of a model.
 *
 * @param name snake_case name, the column of the feature table
 * @param kind number or category
 * @param sql expression over the columns of its group, and of no other group
 * @param phrase how a reason reads, with one {@code %} format for the value, such as {@code promised in %.0f days}
 */
public record Feature(String name, Kind kind, String sql, String phrase) {

    /** What the values of a feature are. */
    public enum Kind {
        /** A number; null when unknown. */
        NUMBER,
        /** One of a few texts; null when unknown. */
        CATEGORY
    }

    /** Checks the name. */
    public Feature {
        requireName("feature", name);
    }

    static void requireName(String what, String name) {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("Cannot name a " + what + " '" + name
                    + "': a name is lower-case letters, digits and underscores and starts with a letter.");
        }
    }

    /**
     * A number that is a column of its group.
     *
     * @param name name of the feature and the column
     * @param phrase how a reason reads, with one format for a {@code double}
     * @return the feature
     */
    public static Feature number(String name, String phrase) {
        return new Feature(name, Kind.NUMBER, name, phrase);
    }

    /**
     * A category that is a column of its group.
     *
     * @param name name of the feature and the column
     * @param phrase how a reason reads, with one format for a text
     * @return the feature
     */
    public static Feature category(String name, String phrase) {
        return new Feature(name, Kind.CATEGORY, name, phrase);
    }

    /**
     * The same feature with an expression instead of a column.
     *
     * @param expression SQL over the columns of the group
     * @return the changed feature
     */
    public Feature as(String expression) {
        return new Feature(name, kind, expression, phrase);
    }
}
