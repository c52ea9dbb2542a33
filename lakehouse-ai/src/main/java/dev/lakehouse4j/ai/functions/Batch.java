package dev.lakehouse4j.ai.functions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Computes each distinct row of a batch once, and not at all when the cache has it. */
final class Batch {

    private Batch() {}

    /**
     * Computes a batch.
     *
     * @param size number of rows
     * @param keyOf what a row is computed from, null for a row whose result is NULL
     * @param cache earlier results
     * @param compute gives the results of distinct keys, in their order
     */
    static List<@Nullable Object> compute(
            int size,
            IntFunction<@Nullable CallKey> keyOf,
            TextCache cache,
            Function<List<CallKey>, List<Optional<Object>>> compute) {
        List<@Nullable CallKey> keys = new ArrayList<>(size);
        Map<CallKey, Optional<Object>> known = new HashMap<>();
        Set<CallKey> unknown = new LinkedHashSet<>();
        for (int row = 0; row < size; row++) {
            CallKey key = keyOf.apply(row);
            keys.add(key);
            if (key != null && !known.containsKey(key) && !unknown.contains(key)) {
                cache.get(key).ifPresentOrElse(cached -> known.put(key, cached.result()), () -> unknown.add(key));
            }
        }
        if (!unknown.isEmpty()) {
            List<CallKey> asked = List.copyOf(unknown);
            List<Optional<Object>> results = compute.apply(asked);
            for (int i = 0; i < asked.size(); i++) {
                known.put(asked.get(i), results.get(i));
                cache.put(asked.get(i), results.get(i));
            }
        }
        List<@Nullable Object> values = new ArrayList<>(size);
        for (CallKey key : keys) {
            values.add(
                    key == null
                            ? null
                            : known.getOrDefault(key, Optional.empty()).orElse(null));
        }
        return values;
    }
}
