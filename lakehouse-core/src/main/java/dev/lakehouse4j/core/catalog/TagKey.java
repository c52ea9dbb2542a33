package dev.lakehouse4j.core.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Which columns a mask is for.
 *
 * @param tag name of the tag
 * @param value value of the tag, or null for every value that has no mask of its own
 */
record TagKey(String tag, @Nullable String value) {

    @Override
    public String toString() {
        return value == null ? "tag " + tag : "tag " + tag + " = " + value;
    }
}
