package dev.lakehouse4j.ai.summary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words around a number up to the numbers beside it, on each side with a weight that falls with their distance.
 *
 * @param before weights of the words before it
 * @param after weights of the words after it
 * @param own its unit
 */
record Surroundings(Map<String, Double> before, Map<String, Double> after, String own) {

    private static final int STEM = 5;
    private static final int REACH = 10;
    private static final double LABEL = 2;
    private static final Set<String> SKIPPED =
            Set.of("the", "a", "an", "o", "os", "as", ",", ".", "is", "are", "was", "were", "é", "são", "foi", "foram");

    static Surroundings of(Scan scan, Scan.Amount number) {
        int from = 0;
        int until = scan.tokens.size();
        for (Scan.Amount other : scan.numbers) {
            if (other.end() <= number.start()) {
                from = Math.max(from, other.end());
            } else if (other.start() >= number.end()) {
                until = Math.min(until, other.start());
            }
        }
        Map<String, Double> before = new HashMap<>();
        Map<String, Double> after = new HashMap<>();
        for (int i = Math.max(from, number.start() - REACH); i < number.start(); i++) {
            add(before, scan, i, number.start() - i);
        }
        for (int i = number.end(); i < Math.min(until, number.end() + REACH); i++) {
            add(after, scan, i, i - number.end() + 1);
        }
        for (List<Lexicon.Hit> hits : List.of(scan.concepts, scan.qualifiers, scan.names)) {
            for (Lexicon.Hit hit : hits) {
                if (hit.start() >= from && hit.end() <= number.start()) {
                    before.merge("#" + hit.label(), LABEL * weight(number.start() - hit.end() + 1), Math::max);
                } else if (hit.start() >= number.end() && hit.end() <= until) {
                    after.merge("#" + hit.label(), LABEL * weight(hit.start() - number.end() + 1), Math::max);
                }
            }
        }
        return new Surroundings(before, after, number.isMoney() ? "money" : number.unit());
    }

    private static void add(Map<String, Double> weights, Scan scan, int index, int distance) {
        String word = scan.tokens.get(index).lower();
        if (!SKIPPED.contains(word)) {
            weights.merge(word.substring(0, Math.min(STEM, word.length())), weight(distance), Math::max);
        }
    }

    private static double weight(int distance) {
        return 1 / (1 + distance / 3.0);
    }

    double likeness(Surroundings other) {
        return likeness(before, other.before) + likeness(after, other.after);
    }

    private static double likeness(Map<String, Double> one, Map<String, Double> other) {
        return one.entrySet().stream()
                .mapToDouble(word -> Math.min(word.getValue(), other.getOrDefault(word.getKey(), 0.0)))
                .sum();
    }
}
