package dev.lakehouse4j.core.erasure;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Finds any of several identifiers in bytes, in one pass (Aho and Corasick 1975), whatever way they are spelt there: UTF-8,
 * UTF-16, escaped for JSON, HTML or a URL, or, for whole numbers, as eight bytes.
 */
final class IdentifierMatcher {

    /** Shorter identifiers occur in other people's data by chance; they are looked for as whole values only. */
    static final int SHORTEST = 6;

    /** Smaller numbers occur as eight bytes by chance. */
    private static final long SMALLEST_BINARY = 1L << 40;

    private final List<String> identifiers;
    private final Map<Long, Integer> numbers = new HashMap<>();

    /** Bytes that no spelling has are one class, so that the table stays small with thousands of identifiers. */
    private final int[] classes = new int[1 << Byte.SIZE];

    private final int width;
    private int[] next;
    private int[] found = new int[] {-1};
    private int states = 1;

    private IdentifierMatcher(List<String> identifiers) {
        this.identifiers = identifiers;
        int used = 1;
        for (String identifier : identifiers) {
            for (byte[] spelling : spellings(identifier)) {
                for (byte b : spelling) {
                    if (classes[b & 0xff] == 0) {
                        classes[b & 0xff] = used++;
                    }
                }
            }
        }
        this.width = used;
        this.next = new int[width];
    }

    static IdentifierMatcher of(Iterable<String> values) {
        List<String> searchable = new ArrayList<>();
        values.forEach(value -> {
            if (isSearchable(value)) {
                searchable.add(value);
            }
        });
        IdentifierMatcher matcher = new IdentifierMatcher(List.copyOf(searchable));
        for (int i = 0; i < searchable.size(); i++) {
            for (byte[] spelling : spellings(searchable.get(i))) {
                matcher.add(spelling, i);
            }
            int identifier = i;
            wholeNumber(searchable.get(i)).ifPresent(number -> matcher.numbers.put(number, identifier));
        }
        matcher.link();
        return matcher;
    }

    static boolean isSearchable(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length >= SHORTEST;
    }

    static Optional<Long> wholeNumber(String value) {
        if (!value.matches("-?\\d{1,19}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The ways in which a text stands in a text. */
    static Set<String> textSpellings(String value) {
        Set<String> spellings = new LinkedHashSet<>();
        spellings.add(value);
        String json = new String(JsonStringEncoder.getInstance().quoteAsString(value));
        spellings.add(json);
        StringBuilder ascii = new StringBuilder();
        json.chars().forEach(c -> ascii.append(c < 128 ? String.valueOf((char) c) : String.format("\\u%04x", c)));
        spellings.add(ascii.toString());
        spellings.add(ascii.toString().replace("/", "\\/"));
        String html = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        spellings.add(html);
        spellings.add(html.replace("\"", "&quot;"));
        spellings.add(html.replace("\"", "&quot;").replace("'", "&#39;"));
        spellings.add(value.replace("\"", "\"\""));
        String url = URLEncoder.encode(value, StandardCharsets.UTF_8);
        spellings.add(url);
        spellings.add(url.replace("+", "%20"));
        return spellings;
    }

    private static List<byte[]> spellings(String value) {
        List<byte[]> spellings = new ArrayList<>();
        for (String text : textSpellings(value)) {
            spellings.add(text.getBytes(StandardCharsets.UTF_8));
        }
        spellings.add(value.getBytes(StandardCharsets.UTF_16LE));
        spellings.add(value.getBytes(StandardCharsets.UTF_16BE));
        wholeNumber(value)
                .filter(number -> Math.abs(number) >= SMALLEST_BINARY)
                .ifPresent(number -> spellings.add(ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(number)
                        .array()));
        return spellings;
    }

    private void add(byte[] pattern, int identifier) {
        int state = 0;
        for (byte b : pattern) {
            int at = state * width + classes[b & 0xff];
            if (next[at] == 0) {
                if (states == found.length) {
                    found = Arrays.copyOf(found, found.length * 2);
                    next = Arrays.copyOf(next, found.length * width);
                }
                found[states] = -1;
                next[at] = states++;
            }
            state = next[at];
        }
        found[state] = identifier;
    }

    /** Turns the tree of patterns into an automaton that never goes back in its input. */
    private void link() {
        int[] fallback = new int[states];
        Queue<Integer> queue = new ArrayDeque<>();
        for (int b = 0; b < width; b++) {
            if (next[b] != 0) {
                queue.add(next[b]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            if (found[state] < 0) {
                found[state] = found[fallback[state]];
            }
            for (int b = 0; b < width; b++) {
                int at = state * width + b;
                int other = next[fallback[state] * width + b];
                if (next[at] == 0) {
                    next[at] = other;
                } else {
                    fallback[next[at]] = other;
                    queue.add(next[at]);
                }
            }
        }
    }

    /** Identifiers that are too short to be looked for are not among them. */
    List<String> identifiers() {
        return identifiers;
    }

    Pass pass() {
        return new Pass();
    }

    /** One search; it keeps its place between buffers. Not safe for use by several threads. */
    final class Pass {

        private final long[] hits = new long[identifiers.size()];
        private long bytes;
        private int state;

        void feed(byte[] buffer, int offset, int length) {
            int current = state;
            for (int i = offset; i < offset + length; i++) {
                current = next[current * width + classes[buffer[i] & 0xff]];
                int identifier = found[current];
                if (identifier >= 0) {
                    hits[identifier]++;
                }
            }
            state = current;
            bytes += length;
        }

        void feed(long number) {
            Integer identifier = numbers.get(number);
            if (identifier != null) {
                hits[identifier]++;
            }
            bytes += Long.BYTES;
        }

        /** What follows does not belong to what came before. */
        void restart() {
            state = 0;
        }

        long bytes() {
            return bytes;
        }

        /** Hits by identifier; those that were not found are not in it. */
        Map<String, Long> hits() {
            Map<String, Long> byIdentifier = new HashMap<>();
            for (int i = 0; i < hits.length; i++) {
                if (hits[i] > 0) {
                    byIdentifier.merge(identifiers.get(i), hits[i], Long::sum);
                }
            }
            return byIdentifier;
        }
    }
}
