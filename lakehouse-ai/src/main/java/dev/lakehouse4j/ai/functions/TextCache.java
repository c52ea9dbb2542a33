package dev.lakehouse4j.ai.functions;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Results by what they were computed from, the least recently used dropped first. Safe for use by several threads. */
final class TextCache {

    private final long bound;
    private final Map<CallKey, Known> results = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    TextCache(long bound) {
        this.bound = bound;
    }

    /** A result that is known, NULL or not. */
    record Known(Optional<Object> result) {}

    synchronized Optional<Known> get(CallKey key) {
        return Optional.ofNullable(results.get(key));
    }

    synchronized void put(CallKey key, Optional<Object> result) {
        long weight = weight(key, result);
        if (weight > bound / 4) {
            return; // One long text would push out all others.
        }
        Known before = results.put(key, new Known(result));
        characters += weight - (before == null ? 0 : weight(key, before.result()));
        Iterator<Map.Entry<CallKey, Known>> oldest = results.entrySet().iterator();
        while (characters > bound && oldest.hasNext()) {
            Map.Entry<CallKey, Known> dropped = oldest.next();
            characters -= weight(dropped.getKey(), dropped.getValue().result());
            oldest.remove();
        }
    }

    private static long weight(CallKey key, Optional<Object> result) {
        long weight = 50; // what an entry takes beside its texts
        for (String argument : key.arguments()) {
            weight += argument.length();
        }
        return weight + (result.orElse("") instanceof String text ? text.length() : 8);
    }
}
