package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.Metric;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be asked, and the words of questions. */
final class Catalog {

    /** What an entry is answered by. */
    enum Kind {
        METRIC,
        FIGURE,
        FINDING
    }

    /** Something that can be asked: its name, titles with article, and the phrases that name it. */
    record Entry(Kind kind, String name, String english, String portuguese, List<List<String>> phrases) {

        String title(Language language) {
            return language == Language.PORTUGUESE ? portuguese : "the " + english;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Metric> metrics;
    private final Set<String> filler = new HashSet<>();
    private final Map<String, String> words = new HashMap<>();

    Catalog() {
        metrics = KpiSheet.metrics().stream().collect(Collectors.toMap(Metric::name, metric -> metric));
        lines("questions.txt").forEach(this::readEntry);
        lines("words.txt").forEach(this::readWords);
    }

    List<Entry> entries() {
        return entries;
    }

    Metric metric(String name) {
        Metric metric = metrics.get(name);
        if (metric == null) {
            throw new IllegalStateException("questions.txt names a metric that there is not: " + name);
        }
        return metric;
    }

    boolean isFiller(String word) {
        return filler.contains(word) || word.length() == 1;
    }

    /** The role of a word, such as {@code group state} or {@code most}; empty for none. */
    String role(String word) {
        String known = words.get(word);
        if (known != null) {
            return known;
        }
        return words.entrySet().stream()
                .filter(entry -> entry.getKey().length() >= 6 && Text.isNear(word, entry.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .findFirst()
                .orElse("");
    }

    private void readEntry(String line) {
        String[] parts = line.split("=", -1);
        String[] head = parts[0].strip().split(" ", -1);
        Kind kind = head.length == 1 ? Kind.METRIC : head[0].equals("figure") ? Kind.FIGURE : Kind.FINDING;
        String[] titles = parts[1].split(" / ", -1);
        entries.add(new Entry(
                kind,
                head[head.length - 1],
                titles[0].strip(),
                titles[1].strip(),
                Stream.concat(
                                Arrays.stream(parts[2].split("\\|", -1)),
                                // The titles name it as well, so that what is suggested can be asked.
                                Arrays.stream(titles).map(title -> title.strip().replaceFirst("^(o|a|os|as) ", "")))
                        .map(Text::words)
                        .toList()));
    }

    private void readWords(String line) {
        String[] parts = line.split("=", -1);
        List<String> list = Text.words(parts[1]);
        if (parts[0].strip().equals("filler")) {
            filler.addAll(list);
        } else {
            list.forEach(word -> words.put(word, parts[0].strip()));
        }
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Catalog.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new StorageException("Cannot read the resource " + resource + ".", e);
        }
    }
}
