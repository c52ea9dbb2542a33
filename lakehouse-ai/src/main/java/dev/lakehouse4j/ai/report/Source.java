package dev.lakehouse4j.ai.report;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A query and the versions of the tables that it read. */
record Source(String sql, SortedMap<String, Long> versions) {

    Source {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    static Source of(String sql, Map<String, Long> versions) {
        return new Source(sql, new TreeMap<>(versions));
    }
}
