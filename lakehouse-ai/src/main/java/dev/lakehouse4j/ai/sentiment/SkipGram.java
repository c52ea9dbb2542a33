package dev.lakehouse4j.ai.sentiment;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Vectors of words from the company they keep: skip-gram with negative sampling (Mikolov et al. 2013). One thread, so that
 * a seed gives the same vectors.
 */
final class SkipGram {

    private static final int WINDOW = 5;
    private static final int NEGATIVES = 8;
    private static final double RATE = 0.025;
    private static final double LAST_RATE = 1e-4;
    private static final double SUBSAMPLING = 1e-3;
    private static final int NOISE = 1 << 20;
    private static final int SIGMOIDS = 1024;
    private static final float LARGEST = 6;

    private final int size;
    private final float[] vectors;
    private final float[] contexts;
    private final int[] noise = new int[NOISE];
    private final float[] keep;
    private final float[] sigmoids = new float[SIGMOIDS];
    private final SplittableRandom random;

    /**
     * Prepares the training.
     *
     * @param texts rows of the words of each text; rows below {@link Vocabulary#FIRST} are skipped
     * @param rows number of rows
     */
    private SkipGram(List<int[]> texts, int rows, int size, long seed) {
        this.size = size;
        this.random = new SplittableRandom(seed);
        this.vectors = new float[rows * size];
        this.contexts = new float[rows * size];
        for (int i = Vocabulary.FIRST * size; i < vectors.length; i++) {
            vectors[i] = (float) ((random.nextDouble() - 0.5) / size);
        }
        long[] counts = new long[rows];
        long total = 0;
        for (int[] text : texts) {
            for (int row : text) {
                if (row >= Vocabulary.FIRST) {
                    counts[row]++;
                    total++;
                }
            }
        }
        this.keep = new float[rows];
        double all = 0;
        for (int row = Vocabulary.FIRST; row < rows; row++) {
            double share = (double) counts[row] / Math.max(1, total);
            keep[row] = share == 0 ? 0 : (float) Math.min(1, Math.sqrt(SUBSAMPLING / share) + SUBSAMPLING / share);
            all += Math.pow((double) counts[row], 0.75);
        }
        double sum = 0;
        int row = Vocabulary.FIRST - 1;
        for (int i = 0; i < NOISE; i++) {
            while (row < rows - 1 && (row < Vocabulary.FIRST || sum <= i * all / NOISE)) {
                row++;
                sum += Math.pow((double) counts[row], 0.75);
            }
            noise[i] = row;
        }
        for (int i = 0; i < SIGMOIDS; i++) {
            double x = (2.0 * i / SIGMOIDS - 1) * LARGEST;
            sigmoids[i] = (float) (1 / (1 + Math.exp(-x)));
        }
    }

    /** Vectors, [rows, size], scaled to a standard deviation; rows before the first word are zero. */
    static float[] train(List<int[]> texts, int rows, int size, int epochs, double deviation, long seed) {
        if (rows <= Vocabulary.FIRST) {
            return new float[rows * size];
        }
        SkipGram training = new SkipGram(texts, rows, size, seed);
        training.run(texts, epochs);
        double squares = 0;
        for (float value : training.vectors) {
            squares += (double) value * value;
        }
        float scale = (float) (deviation / Math.sqrt(squares / ((rows - Vocabulary.FIRST) * (double) size) + 1e-12));
        for (int i = 0; i < training.vectors.length; i++) {
            training.vectors[i] *= scale;
        }
        return training.vectors;
    }

    private void run(List<int[]> texts, int epochs) {
        int longest = texts.stream().mapToInt(text -> text.length).max().orElse(0);
        int[] kept = new int[longest];
        float[] change = new float[size];
        long done = 0;
        long all = (long) texts.size() * epochs;
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int[] text : texts) {
                float rate = (float) (RATE - (RATE - LAST_RATE) * done++ / all);
                int count = 0;
                for (int row : text) {
                    if (row >= Vocabulary.FIRST && random.nextDouble() < keep[row]) {
                        kept[count++] = row;
                    }
                }
                for (int i = 0; i < count; i++) {
                    int window = 1 + random.nextInt(WINDOW);
                    for (int j = Math.max(0, i - window); j < Math.min(count, i + window + 1); j++) {
                        if (j != i) {
                            learn(kept[i], kept[j], rate, change);
                        }
                    }
                }
            }
        }
    }

    private void learn(int word, int context, float rate, float[] change) {
        int w = word * size;
        java.util.Arrays.fill(change, 0);
        for (int n = 0; n <= NEGATIVES; n++) {
            int other = n == 0 ? context : noise[random.nextInt(NOISE)];
            if (n > 0 && other == context) {
                continue;
            }
            int c = other * size;
            float step = rate * ((n == 0 ? 1 : 0) - sigmoid(dot(w, c)));
            // One loop each: the compiler turns them into vector instructions.
            for (int d = 0; d < size; d++) {
                change[d] += step * contexts[c + d];
            }
            for (int d = 0; d < size; d++) {
                contexts[c + d] += step * vectors[w + d];
            }
        }
        for (int d = 0; d < size; d++) {
            vectors[w + d] += change[d];
        }
    }

    /** Four sums side by side, so that additions do not wait for each other. */
    private float dot(int w, int c) {
        float a = 0;
        float b = 0;
        float e = 0;
        float f = 0;
        int d = 0;
        for (; d + 3 < size; d += 4) {
            a += vectors[w + d] * contexts[c + d];
            b += vectors[w + d + 1] * contexts[c + d + 1];
            e += vectors[w + d + 2] * contexts[c + d + 2];
            f += vectors[w + d + 3] * contexts[c + d + 3];
        }
        for (; d < size; d++) {
            a += vectors[w + d] * contexts[c + d];
        }
        return a + b + e + f;
    }

    private float sigmoid(float x) {
        if (x >= LARGEST) {
            return 1;
        }
        return x <= -LARGEST ? 0 : sigmoids[(int) ((x + LARGEST) * (SIGMOIDS / (2 * LARGEST)))];
    }
}
