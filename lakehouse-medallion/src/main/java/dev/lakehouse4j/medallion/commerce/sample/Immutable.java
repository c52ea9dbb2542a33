package dev.lakehouse4j.medallion.commerce.sample;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sorted maps that cannot change. */
final class Immutable {

    private Immutable() {}

    static <V> SortedMap<String, V> sorted(SortedMap<String, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
