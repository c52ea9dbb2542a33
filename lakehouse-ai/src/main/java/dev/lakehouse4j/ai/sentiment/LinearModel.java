package dev.lakehouse4j.ai.sentiment;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The wide part: four logistic regressions over hashed n-grams, for more than 1, 2, 3 and 4 stars.
 *
 * @param buckets number of buckets
 * @param weights weight per bucket and output, [buckets, 4]
 * @param bias per output
 * @param idf inverse document frequency per bucket
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record LinearModel(int buckets, float[] weights, float[] bias, float[] idf) {

    static final int OUTPUTS = 4;
    private static final String WEIGHTS = "ngrams";
    private static final String BIAS = "ngrams.bias";
    private static final String IDF = "ngrams.idf";
    private static final int LEAST_DOCUMENTS = 2;
    private static final int MOST_PASSES = 100;
    private static final double PRECISION = 0.05;

    static LinearModel of(int buckets, Map<String, Safetensors.Tensor> stored) {
        return new LinearModel(
                buckets,
                Safetensors.values(stored, WEIGHTS, buckets, OUTPUTS),
                Safetensors.values(stored, BIAS, OUTPUTS),
                Safetensors.values(stored, IDF, buckets));
    }

    void store(Safetensors.Writer writer) {
        writer.add(WEIGHTS, new int[] {buckets, OUTPUTS}, weights, Safetensors.Precision.F16);
        writer.add(BIAS, new int[] {OUTPUTS}, bias, Safetensors.Precision.F32);
        writer.add(IDF, new int[] {buckets}, idf, Safetensors.Precision.F16);
    }

    /** The logits of a text whose n-grams were read. */
    float[] logits(Ngrams ngrams) {
        float[] logits = bias.clone();
        add(ngrams.words(), logits);
        add(ngrams.characters(), logits);
        return logits;
    }

    /** The logits with one of positive against negative behind them, as a network has it. */
    float[] outputs(Ngrams ngrams) {
        float[] logits = logits(ngrams);
        float[] outputs = Arrays.copyOf(logits, NetworkShape.OUTPUTS);
        outputs[OUTPUTS] = (logits[1] + logits[2]) / 2;
        return outputs;
    }

    private void add(Ngrams.Block block, float[] logits) {
        block.weigh(idf);
        for (int i = 0; i < block.size(); i++) {
            int row = block.bucket(i) * OUTPUTS;
            float value = block.value(i);
            for (int o = 0; o < OUTPUTS; o++) {
                logits[o] += value * weights[row + o];
            }
        }
    }

    /** A text as a sparse row. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Row(int[] buckets, float[] values) {}

    /**
     * Learns from texts.
     *
     * @param texts the texts
     * @param rules what is done to them first
     * @param targets whether each text has more than 1, 2, 3 and 4 stars, as 0 or 1
     * @param weights how much each text counts
     * @param real number of texts, the first ones, that count as documents
     * @param buckets number of buckets
     * @param cost how much errors cost against large weights; the {@code C} of LIBLINEAR
     * @param seed order of the texts
     */
    static LinearModel fit(
            List<String> texts,
            TextRules rules,
            boolean[][] targets,
            float[] weights,
            int real,
            int buckets,
            double cost,
            long seed) {
        int[] documents = new int[buckets];
        Tokens tokens = new Tokens();
        Ngrams ngrams = new Ngrams(buckets);
        for (String text : texts.subList(0, real)) {
            rules.read(text, tokens);
            ngrams.read(tokens, 0, tokens.count());
            for (Ngrams.Block block : List.of(ngrams.words(), ngrams.characters())) {
                for (int i = 0; i < block.size(); i++) {
                    documents[block.bucket(i)]++;
                }
            }
        }
        float[] idf = new float[buckets];
        for (int i = 0; i < buckets; i++) {
            // Runs of characters that only one text has teach nothing.
            boolean isRare = i >= buckets / 2 && documents[i] < LEAST_DOCUMENTS;
            idf[i] = isRare ? 0 : (float) (Math.log((1.0 + real) / (1.0 + documents[i])) + 1);
        }
        Row[] rows = new Row[texts.size()];
        for (int i = 0; i < rows.length; i++) {
            rules.read(texts.get(i), tokens);
            ngrams.read(tokens, 0, tokens.count());
            ngrams.words().weigh(idf);
            ngrams.characters().weigh(idf);
            rows[i] = new Row(
                    concat(ngrams.words().copyBuckets(), ngrams.characters().copyBuckets()),
                    concat(ngrams.words().copyValues(), ngrams.characters().copyValues()));
        }
        float[] all = new float[buckets * OUTPUTS];
        float[] bias = new float[OUTPUTS];
        IntStream.range(0, OUTPUTS).parallel().forEach(output -> {
            float[] solved = new DualAscent(rows, targets, weights, output, buckets, cost).run(seed + output);
            for (int i = 0; i < buckets; i++) {
                all[i * OUTPUTS + output] = solved[i];
            }
            bias[output] = solved[buckets];
        });
        return new LinearModel(buckets, all, bias, idf);
    }

    private static int[] concat(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static float[] concat(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /**
     * Coordinate ascent in the dual of logistic regression with L2 regularisation (Yu, Huang and Lin 2011). The bias is the
     * weight of a feature that is always 1.
     */
    private static final class DualAscent {

        private final Row[] rows;
        private final boolean[][] targets;
        private final int output;
        private final double[] costs;
        private final double[] alpha;
        private final double[] squares;
        private final float[] weights;
        private final int bias;

        DualAscent(Row[] rows, boolean[][] targets, float[] counts, int output, int buckets, double cost) {
            this.rows = rows;
            this.targets = targets;
            this.output = output;
            this.weights = new float[buckets + 1];
            this.bias = buckets;
            this.costs = new double[rows.length];
            this.alpha = new double[rows.length];
            this.squares = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                costs[i] = cost * counts[i];
                alpha[i] = Math.min(0.001 * costs[i], 1e-8);
                squares[i] = 1;
                for (float value : rows[i].values()) {
                    squares[i] += value * value;
                }
                move(i, alpha[i]);
            }
        }

        private double sign(int row) {
            return targets[row][output] ? 1 : -1;
        }

        private void move(int row, double step) {
            float change = (float) (sign(row) * step);
            int[] places = rows[row].buckets();
            float[] values = rows[row].values();
            for (int i = 0; i < places.length; i++) {
                weights[places[i]] += change * values[i];
            }
            weights[bias] += change;
        }

        private double margin(int row) {
            int[] places = rows[row].buckets();
            float[] values = rows[row].values();
            float sum = weights[bias];
            for (int i = 0; i < places.length; i++) {
                sum += weights[places[i]] * values[i];
            }
            return sign(row) * sum;
        }

        float[] run(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            int[] order = IntStream.range(0, rows.length).toArray();
            double inner = 1e-2;
            for (int pass = 0; pass < MOST_PASSES; pass++) {
                for (int i = order.length - 1; i > 0; i--) {
                    int j = random.nextInt(i + 1);
                    int swapped = order[i];
                    order[i] = order[j];
                    order[j] = swapped;
                }
                double largest = 0;
                int steps = 0;
                for (int row : order) {
                    double cost = costs[row];
                    if (cost <= 0) {
                        continue;
                    }
                    double a = squares[row];
                    double b = margin(row);
                    // The smaller of alpha and its mirror, so that the logarithms stay exact.
                    boolean mirrored = 0.5 * a * (cost - 2 * alpha[row]) + b < 0;
                    double old = mirrored ? cost - alpha[row] : alpha[row];
                    double side = mirrored ? -1 : 1;
                    double z = cost - old < 0.5 * cost ? 0.1 * old : old;
                    double slope = a * (z - old) + side * b + Math.log(z / (cost - z));
                    largest = Math.max(largest, Math.abs(slope));
                    int newton = 0;
                    while (newton <= 100 && Math.abs(slope) >= inner) {
                        double next = z - slope / (a + cost / (cost - z) / z);
                        z = next <= 0 ? 0.1 * z : next;
                        slope = a * (z - old) + side * b + Math.log(z / (cost - z));
                        newton++;
                    }
                    if (newton > 0) {
                        steps += newton;
                        alpha[row] = mirrored ? cost - z : z;
                        move(row, side * (z - old));
                    }
                }
                if (largest < PRECISION) {
                    break;
                }
                if (steps <= rows.length / 10) {
                    inner = Math.max(1e-8, 0.1 * inner);
                }
            }
            return weights;
        }
    }
}
