package dev.lakehouse4j.ai.functions;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Results by what they were computed from, the least recently used dropped first. Safe for use by several threads. */
final class TextCache {

    private final long bound;
    private final Map<Key, Optional<Object>> results = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    TextCache(long bound) {
        this.bound = bound;
    }

    /**
     * What a result was computed from.
     *
     * @param function name of the function, and of the model where there are several
     * @param arguments the arguments, an absent one as the empty string
     */
    record Key(String function, List<String> arguments) {

        Key {
            arguments = List.copyOf(arguments);
        }

        String argument(int index) {
            return arguments.get(index);
        }
    }

    /** The result, present and empty when it is NULL; null when it is not known. */
    synchronized @Nullable Optional<Object> get(Key key) {
        return results.get(key);
    }

    synchronized void put(Key key, Optional<Object> result) {
        long weight = weight(key, result);
        if (weight > bound / 4) {
            return; // One long text would push out all others.
        }
        Optional<Object> before = results.put(key, result);
        characters += weight - (before == null ? 0 : weight(key, before));
        Iterator<Map.Entry<Key, Optional<Object>>> oldest = results.entrySet().iterator();
        while (characters > bound && oldest.hasNext()) {
            Map.Entry<Key, Optional<Object>> dropped = oldest.next();
            characters -= weight(dropped.getKey(), dropped.getValue());
            oldest.remove();
        }
    }

    private static long weight(Key key, Optional<Object> result) {
        long weight = 50; // what an entry takes beside its texts
        for (String argument : key.arguments()) {
            weight += argument.length();
        }
        return weight + (result.orElse("") instanceof String text ? text.length() : 8);
    }
}
