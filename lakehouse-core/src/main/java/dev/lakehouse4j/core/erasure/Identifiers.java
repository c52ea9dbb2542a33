package dev.lakehouse4j.core.erasure;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The identifiers of one person, by key. */
final class Identifiers {

    private final Map<String, Set<String>> byKey = new TreeMap<>();

    /** Blank values stand for nobody, and are left out. */
    boolean add(String key, String value) {
        String trimmed = value.strip();
        return !trimmed.isEmpty()
                && byKey.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(trimmed);
    }

    void addAll(Map<String, Set<String>> others) {
        others.forEach((key, values) -> values.forEach(value -> add(key, value)));
    }

    Set<String> of(String key) {
        return byKey.getOrDefault(key, Set.of());
    }

    Map<String, Set<String>> byKey() {
        return byKey;
    }

    Set<String> all() {
        Set<String> all = new LinkedHashSet<>();
        byKey.values().forEach(all::addAll);
        return all;
    }

    /** How many of each key, for reports, which must not name them. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        byKey.forEach((key, values) -> counts.put(key, values.size()));
        return counts;
    }

    /** The keys that a set of values belongs to. */
    Set<String> keysOf(Set<String> values) {
        Set<String> keys = new LinkedHashSet<>();
        byKey.forEach((key, own) -> {
            if (own.stream().anyMatch(values::contains)) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** A text without the identifiers that stand in it. */
    String redact(String text) {
        String redacted = text;
        for (String value : all()) {
            if (IdentifierMatcher.isSearchable(value)) {
                redacted = redacted.replace(value, RowErasure.ERASED);
            }
        }
        return redacted;
    }
}
