package dev.lakehouse4j.ai.functions;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Summarises a text by its most central sentences, in their order and their own words.
 *
 * <p>Sentences that share words with many others rank high (TextRank: Mihalcea and Tarau 2004, over cosines of word counts
 * weighted by rarity); of two sentences that say nearly the same, one is taken.
 */
final class Excerpt {

    private static final double DAMPING = 0.85;
    private static final int ITERATIONS = 50;
    private static final double SAME = 0.7;
    /** Beyond it, comparing every sentence with every other would take too long: the first ones are looked at. */
    private static final int MOST_SENTENCES = 500;

    /** Words that say little, of Portuguese and English, without accents. */
    private static final Set<String> COMMON = Set.copyOf(List.of(
            ("a o e de da do em um uma que os as no na nos nas para com por se mais como mas ao aos foi ele ela seu sua ou"
                            + " ser quando muito ja esta eu tambem so pelo pela ate isso entre era depois sem mesmo ter meu"
                            + " minha nao the of and to in is was it that for on with as at this but be are were by an or"
                            + " not from have had has i my we they you")
                    .split(" ")));

    private Excerpt() {}

    /** At most so many words; 0 for as many as a third of the sentences have. */
    static String of(String text, int maxWords) {
        List<String> sentences = sentences(text);
        int total = sentences.stream().mapToInt(Excerpt::wordCount).sum();
        if (sentences.isEmpty() || (maxWords > 0 && total <= maxWords)) {
            return text.strip();
        }
        double[] ranks = ranks(sentences);
        List<Integer> order = IntStream.range(0, sentences.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -ranks[i]).thenComparing(i -> i))
                .toList();
        int most = maxWords > 0 ? sentences.size() : Math.max(1, (sentences.size() + 2) / 3);
        List<Integer> taken = new ArrayList<>();
        int words = 0;
        for (int sentence : order) {
            int more = wordCount(sentences.get(sentence));
            boolean fits = maxWords == 0 || words + more <= maxWords;
            if (fits && taken.size() < most && isNew(sentences, taken, sentence)) {
                taken.add(sentence);
                words += more;
            }
        }
        if (taken.isEmpty()) {
            return cut(sentences.get(order.get(0)), maxWords);
        }
        return taken.stream().sorted().map(sentences::get).collect(Collectors.joining(" "));
    }

    private static boolean isNew(List<String> sentences, List<Integer> taken, int sentence) {
        return taken.stream()
                .noneMatch(other -> Wording.similarity(sentences.get(other), sentences.get(sentence)) > SAME);
    }

    private static String cut(String sentence, int maxWords) {
        String[] words = sentence.split("\\s+");
        return String.join(" ", List.of(words).subList(0, Math.min(words.length, maxWords))) + "…";
    }

    private static int wordCount(String sentence) {
        return sentence.split("\\s+").length;
    }

    static List<String> sentences(String text) {
        List<String> sentences = new ArrayList<>();
        for (String line : text.lines().toList()) {
            BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
            breaks.setText(line);
            int start = breaks.first();
            for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
                String sentence = line.substring(start, end).strip();
                if (!sentence.isEmpty() && sentences.size() < MOST_SENTENCES) {
                    sentences.add(sentence);
                }
            }
        }
        return sentences;
    }

    private static double[] ranks(List<String> sentences) {
        int size = sentences.size();
        List<Map<String, Double>> weights = weights(sentences);
        double[][] near = new double[size][size];
        double[] sums = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                near[i][j] = cosine(weights.get(i), weights.get(j));
                near[j][i] = near[i][j];
                sums[i] += near[i][j];
                sums[j] += near[i][j];
            }
        }
        double[] ranks = new double[size];
        java.util.Arrays.fill(ranks, 1.0 / size);
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[] next = new double[size];
            for (int i = 0; i < size; i++) {
                double votes = 0;
                for (int j = 0; j < size; j++) {
                    votes += sums[j] == 0 ? 0 : near[i][j] / sums[j] * ranks[j];
                }
                next[i] = (1 - DAMPING) / size + DAMPING * votes;
            }
            ranks = next;
        }
        return ranks;
    }

    /** Each sentence's words, weighted by how few sentences have them, scaled to length 1. */
    private static List<Map<String, Double>> weights(List<String> sentences) {
        List<Map<String, Integer>> counts = new ArrayList<>();
        Map<String, Integer> having = new HashMap<>();
        for (String sentence : sentences) {
            Map<String, Integer> count = new HashMap<>();
            for (String word : Wording.words(sentence)) {
                if (!COMMON.contains(word)) {
                    count.merge(word, 1, Integer::sum);
                }
            }
            counts.add(count);
            new HashSet<>(count.keySet()).forEach(word -> having.merge(word, 1, Integer::sum));
        }
        List<Map<String, Double>> weights = new ArrayList<>();
        for (Map<String, Integer> count : counts) {
            Map<String, Double> weight = new HashMap<>();
            count.forEach((word, n) ->
                    weight.put(word, n * Math.log(1 + (double) sentences.size() / having.getOrDefault(word, 1))));
            double length = Math.sqrt(
                    weight.values().stream().mapToDouble(value -> value * value).sum());
            weight.replaceAll((word, value) -> value / length);
            weights.add(weight);
        }
        return weights;
    }

    private static double cosine(Map<String, Double> a, Map<String, Double> b) {
        double product = 0;
        for (Map.Entry<String, Double> entry : a.entrySet()) {
            product += entry.getValue() * b.getOrDefault(entry.getKey(), 0.0);
        }
        return product;
    }
}
