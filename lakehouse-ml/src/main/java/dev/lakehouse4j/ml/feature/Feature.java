package dev.lakehouse4j.ml.feature;

import java.util.IllegalFormatException;
import java.util.Locale;

/**
 * An input of a model.
 *
 * @param name snake_case name, the column of the feature table
 * @param kind number, share or category
 * @param sql expression over the columns of its group, and of no other group
 * @param phrase how a reason reads, with one {@code %} format for the value, such as {@code promised in %.0f days}
 */
public record Feature(String name, Kind kind, String sql, String phrase) {

    /** What the values of a feature are. */
    public enum Kind {
        /** A number; null when unknown. */
        NUMBER,
        /** A share, 0 to 1, that reads as 0 to 100; null when unknown. */
        SHARE,
        /** One of a few texts; null when unknown. */
        CATEGORY
    }

    /** Checks the name and the phrase. */
    public Feature {
        requireName("feature", name);
        try {
            words(phrase, kind, kind == Kind.CATEGORY ? "a" : (Object) 1.5);
        } catch (IllegalFormatException e) {
            throw new IllegalArgumentException(
                    "Cannot read the feature " + name + " as '" + phrase + "': " + e.getMessage()
                            + ". Use one format for the value, such as %.0f for a number and %s for a category.",
                    e);
        }
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
     * A share that is a column of its group.
     *
     * @param name name of the feature and the column
     * @param phrase how a reason reads, with one format for a {@code double} of 0 to 100
     * @return the feature
     */
    public static Feature percentage(String name, String phrase) {
        return new Feature(name, Kind.SHARE, name, phrase);
    }

    /**
     * Whether the values are numbers.
     *
     * @return true for numbers and shares
     */
    public boolean isNumeric() {
        return kind != Kind.CATEGORY;
    }

    /**
     * How a value reads.
     *
     * @param value a {@code Double} or a text
     * @return the phrase with the value in it
     */
    public String words(Object value) {
        return words(phrase, kind, value);
    }

    private static String words(String phrase, Kind kind, Object value) {
        return String.format(
                Locale.ROOT,
                phrase,
                kind == Kind.SHARE && value instanceof Double share ? (Object) (100 * share) : value);
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
