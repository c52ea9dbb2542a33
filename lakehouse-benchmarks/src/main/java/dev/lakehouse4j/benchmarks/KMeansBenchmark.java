package dev.lakehouse4j.benchmarks;

import dev.lakehouse4j.ml.cluster.Clustering;
import dev.lakehouse4j.ml.cluster.KMeans;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Measures k-means on generated customers (recency, frequency, monetary, transformed and standardised), beside
 * scikit-learn's KMeans on the same points with the same number of clusters, starts, tolerance and threads. The two take
 * turns.
 */
public final class KMeansBenchmark {

    private static final int DIMENSIONS = 3;
    private static final int STARTS = 10;
    private static final int ITERATIONS = 300;
    private static final double TOLERANCE = 1e-4;

    private KMeansBenchmark() {}

    /** One fit. */
    private record Fit(double seconds, double inertia, int iterations) {}

    /** Fits the points once. */
    @FunctionalInterface
    private interface Contestant {
        Fit fit(int seed) throws IOException;
    }

    /**
     * Runs the benchmark.
     *
     * @param args {@code --rows N --clusters K --times N --threads N --python FILE --script FILE}; without {@code
     *     --python}, the library alone
     * @throws IOException when the points cannot be written, or the peer cannot be started
     */
    public static void main(String[] args) throws IOException {
        int rows = Integer.parseInt(option(args, "--rows", "1000000"));
        int clusters = Integer.parseInt(option(args, "--clusters", "7"));
        int times = Integer.parseInt(option(args, "--times", "5"));
        int threads = Integer.parseInt(option(args, "--threads", "2"));
        String python = option(args, "--python", "");
        double[] points = points(rows);
        KMeans settings = KMeans.settings()
                .clusters(clusters)
                .starts(STARTS)
                .tolerance(TOLERANCE)
                .iterations(ITERATIONS)
                .silhouetteSample(2)
                .threads(threads);
        System.out.printf(
                Locale.ROOT,
                "%,d points of %d dimensions, %d clusters, %d starts, tolerance %s, %d threads, %d fits in turn%n",
                rows,
                DIMENSIONS,
                clusters,
                STARTS,
                TOLERANCE,
                threads,
                times);
        Contestant library = seed -> {
            long start = System.nanoTime();
            Clustering clustering = settings.seed(seed).fit(points, DIMENSIONS);
            return new Fit((System.nanoTime() - start) / 1e9, clustering.inertia(), clustering.iterations());
        };
        Path file = Files.createTempFile("kmeans-", ".bin");
        @Nullable Process process = null;
        try {
            @Nullable Contestant peer = null;
            String peerName = "";
            if (!python.isEmpty()) {
                write(points, file);
                process = start(python, option(args, "--script", ""), file, clusters, threads);
                BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter writer = process.outputWriter(StandardCharsets.UTF_8);
                peerName = line(reader);
                peer = seed -> {
                    writer.write(seed + "\n");
                    writer.flush();
                    String[] answer = line(reader).split(" ", -1);
                    return new Fit(
                            Double.parseDouble(answer[0]), Double.parseDouble(answer[1]), Integer.parseInt(answer[2]));
                };
            }
            List<Fit> ours = new ArrayList<>();
            List<Fit> theirs = new ArrayList<>();
            for (int round = 0; round < times; round++) {
                ours.add(library.fit(round));
                if (peer != null) {
                    theirs.add(peer.fit(round));
                }
            }
            print("lakehouse4j", ours);
            if (peer != null) {
                print(peerName, theirs);
            }
        } finally {
            if (process != null) {
                process.destroy();
            }
            Files.delete(file);
        }
    }

    private static String option(String[] args, String name, String otherwise) {
        int at = Arrays.asList(args).indexOf(name);
        return at < 0 || at + 1 >= args.length ? otherwise : args[at + 1];
    }

    private static Process start(String python, String script, Path file, int clusters, int threads)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        python,
                        script,
                        file.toString(),
                        String.valueOf(DIMENSIONS),
                        String.valueOf(clusters),
                        String.valueOf(STARTS),
                        String.valueOf(TOLERANCE),
                        String.valueOf(ITERATIONS))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")) {
            builder.environment().put(variable, String.valueOf(threads));
        }
        return builder.start();
    }

    private static String line(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        if (line == null) {
            throw new IOException("The peer ended. It needs Python with numpy and scikit-learn; its errors are above.");
        }
        return line;
    }

    private static void write(double[] points, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(points.length * Double.BYTES).order(ByteOrder.nativeOrder());
        bytes.asDoubleBuffer().put(points);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** Customers as in retail: most buy once, spending has a long tail, the days are spread over two years. */
    private static double[] points(int rows) {
        Random random = new Random(42);
        double[] points = new double[rows * DIMENSIONS];
        for (int i = 0; i < rows; i++) {
            int frequency = 1;
            while (random.nextDouble() < (frequency == 1 ? 0.03 : 0.1)) {
                frequency++;
            }
            points[i * DIMENSIONS] = 1 + Math.floor(650 * Math.pow(random.nextDouble(), 1.5));
            points[i * DIMENSIONS + 1] = Math.log1p(frequency);
            points[i * DIMENSIONS + 2] =
                    Math.log1p(Math.round(frequency * 100 * Math.exp(4.4 + 0.9 * random.nextGaussian())) / 100.0);
        }
        for (int dimension = 0; dimension < DIMENSIONS; dimension++) {
            double sum = 0;
            double squares = 0;
            for (int i = dimension; i < points.length; i += DIMENSIONS) {
                sum += points[i];
                squares += points[i] * points[i];
            }
            double mean = sum / rows;
            double deviation = Math.sqrt(squares / rows - mean * mean);
            for (int i = dimension; i < points.length; i += DIMENSIONS) {
                points[i] = (points[i] - mean) / deviation;
            }
        }
        return points;
    }

    private static void print(String name, List<Fit> fits) {
        double[] seconds = fits.stream().mapToDouble(Fit::seconds).sorted().toArray();
        double[] inertias = fits.stream().mapToDouble(Fit::inertia).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-20s first %.2f s, median %.2f s (%.2f to %.2f), inertia %.1f to %.1f, iterations %s%n",
                name,
                fits.get(0).seconds(),
                seconds[seconds.length / 2],
                seconds[0],
                seconds[seconds.length - 1],
                inertias[0],
                inertias[inertias.length - 1],
                fits.stream().map(fit -> String.valueOf(fit.iterations())).toList());
    }
}
