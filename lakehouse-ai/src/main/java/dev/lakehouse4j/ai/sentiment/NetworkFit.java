package dev.lakehouse4j.ai.sentiment;

import ai.djl.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trains one network. All chance comes from its seed, and the order of sums is fixed, so that the same texts and seed give
 * the same weights on the same machine.
 */
final class NetworkFit {

    private static final int SORTED_BATCHES = 40;
    private static final double LARGEST_NORM = 5;

    private final NetworkSettings settings;
    private final NetworkShape shape;
    private final NetworkGraph graph;
    private final EncodedTexts texts;
    private final SplittableRandom random;
    private final Network network;

    private final Map<String, AdamW> optimizers = new LinkedHashMap<>();
    private final TableGradient wordGradient;
    private final int[] numberInBatch;
    private int step;

    NetworkFit(Engine engine, NetworkSettings settings, EncodedTexts texts, Network network, long seed) {
        this.settings = settings;
        this.shape = network.shape();
        this.graph = new NetworkGraph(engine, shape);
        this.texts = texts;
        this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
        this.network = network;
        network.all().forEach((name, weights) -> optimizers.put(name, new AdamW(weights, settings.decay())));
        this.wordGradient = new TableGradient(shape.words(), shape.size());
        this.numberInBatch = new int[shape.words()];
    }

    /**
     * What each text should be told to be.
     *
     * @param probabilities of each output, per text
     * @param weights how much each counts, per text
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Goals(float[][] probabilities, float[][] weights) {}

    /** Trains for some passes over all texts. */
    Network run(Goals goals, int epochs) {
        int[] rows = IntStream.range(0, texts.size()).toArray();
        int batches = (rows.length + settings.batch() - 1) / settings.batch();
        int steps = Math.max(1, batches * epochs);
        int warmUp = Math.min(200, steps / 4 + 1);
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int[] batch : batches(rows)) {
                double done = (double) step / steps;
                double rate = settings.rate() * Math.min(1, (step + 1.0) / warmUp) * (1 - done);
                step++;
                learn(batch, goals, rate);
            }
        }
        return network;
    }

    /** Texts of about one length share a batch, so that little of it is empty; the order of batches is by chance. */
    private List<int[]> batches(int[] rows) {
        int[] shuffled = rows.clone();
        for (int i = shuffled.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = swapped;
        }
        List<int[]> batches = new ArrayList<>();
        int window = settings.batch() * SORTED_BATCHES;
        for (int from = 0; from < shuffled.length; from += window) {
            int[] part = IntStream.of(Arrays.copyOfRange(shuffled, from, Math.min(shuffled.length, from + window)))
                    .boxed()
                    .sorted((a, b) -> Integer.compare(texts.text(a).length, texts.text(b).length))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int i = 0; i < part.length; i += settings.batch()) {
                batches.add(Arrays.copyOfRange(part, i, Math.min(part.length, i + settings.batch())));
            }
        }
        Collections.shuffle(batches, new Random(random.nextLong()));
        return batches;
    }

    private void learn(int[] rows, Goals goals, double rate) {
        // An empty text has one place without a word.
        int[] lengths = IntStream.of(rows)
                .map(row -> Math.max(1, texts.text(row).length))
                .toArray();
        int length = IntStream.of(lengths).max().orElse(1);
        int[] words = new int[rows.length * length];
        List<Integer> distinct = new ArrayList<>();
        for (int b = 0; b < rows.length; b++) {
            int[] text = texts.text(rows[b]);
            for (int i = 0; i < text.length; i++) {
                if (random.nextDouble() < settings.tokenDropout()) {
                    continue;
                }
                int number = numberInBatch[text[i]];
                if (number == 0) {
                    distinct.add(text[i]);
                    number = distinct.size();
                    numberInBatch[text[i]] = number;
                }
                words[b * length + i] = number;
            }
        }
        distinct.forEach(row -> numberInBatch[row] = 0);
        NetworkGraph.Batch batch = new NetworkGraph.Batch(
                length,
                lengths,
                words,
                vectors(distinct),
                kept(words.length * shape.size(), settings.inputDropout()),
                kept(rows.length * shape.hidden(), settings.hiddenDropout()));
        NetworkGraph.Gradients gradients = graph.gradients(network, batch, targets(rows, goals));
        if (!Float.isFinite(gradients.loss())) {
            throw new SentimentException(
                    "Cannot go on training: the loss is no longer a number. Use a lower learning rate.");
        }
        scatter(distinct, gradients.vectors());
        update(gradients.dense(), rate);
    }

    private static NetworkGraph.Targets targets(int[] rows, Goals goals) {
        int outputs = NetworkShape.OUTPUTS;
        float[] probabilities = new float[rows.length * outputs];
        float[] weights = new float[rows.length * outputs];
        for (int b = 0; b < rows.length; b++) {
            System.arraycopy(goals.probabilities()[rows[b]], 0, probabilities, b * outputs, outputs);
            System.arraycopy(goals.weights()[rows[b]], 0, weights, b * outputs, outputs);
        }
        return new NetworkGraph.Targets(probabilities, weights);
    }

    /** Row 0, of no word, is zero. */
    private float[] vectors(List<Integer> distinct) {
        int size = shape.size();
        float[] table = network.get(Network.WORDS);
        float[] vectors = new float[(distinct.size() + 1) * size];
        for (int i = 0; i < distinct.size(); i++) {
            System.arraycopy(table, distinct.get(i) * size, vectors, (i + 1) * size, size);
        }
        return vectors;
    }

    private void scatter(List<Integer> distinct, float[] gradient) {
        for (int i = 0; i < distinct.size(); i++) {
            wordGradient.add(distinct.get(i), gradient, (i + 1) * shape.size(), 1);
        }
    }

    private void update(Map<String, float[]> dense, double rate) {
        double squares = wordGradient.squares();
        for (float[] gradient : dense.values()) {
            for (float g : gradient) {
                squares += (double) g * g;
            }
        }
        float scale = (float) Math.min(1, LARGEST_NORM / Math.sqrt(squares + 1e-12));
        dense.forEach((name, gradient) -> optimizer(name).update(0, gradient, 0, gradient.length, rate, step, scale));
        wordGradient.apply(optimizer(Network.WORDS), rate, step, scale);
    }

    private AdamW optimizer(String name) {
        return java.util.Objects.requireNonNull(optimizers.get(name));
    }

    /** Ones that a dropout has thinned out, with the rest raised; empty without dropout. */
    private float[] kept(int count, double dropout) {
        if (dropout == 0) {
            return new float[0];
        }
        float[] kept = new float[count];
        float raised = (float) (1 / (1 - dropout));
        // 16 bits decide; a long has four of them.
        int limit = (int) Math.round(dropout * 0x10000);
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits = (i & 3) == 0 ? random.nextLong() : bits >>> 16;
            kept[i] = (bits & 0xffff) < limit ? 0 : raised;
        }
        return kept;
    }
}
