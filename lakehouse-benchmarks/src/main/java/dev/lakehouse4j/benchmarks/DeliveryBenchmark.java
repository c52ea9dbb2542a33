package dev.lakehouse4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.ml.delivery.DelayModel;
import dev.lakehouse4j.ml.delivery.DeliveryFeatures;
import dev.lakehouse4j.ml.delivery.DeliveryModelStore;
import dev.lakehouse4j.ml.delivery.DeliverySteps;
import dev.lakehouse4j.ml.estimator.FeatureMatrix;
import dev.lakehouse4j.ml.estimator.Fit;
import dev.lakehouse4j.ml.estimator.FittedModel;
import dev.lakehouse4j.ml.estimator.Learner;
import dev.lakehouse4j.ml.estimator.Target;
import dev.lakehouse4j.ml.feature.FeatureFrame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Measures the late-delivery model: native memory over many train and score cycles, the time to score one order, and orders
 * per second in batch on one thread.
 */
public final class DeliveryBenchmark {

    private static final int COLUMNS = 40;
    private static final int TRAINING_ROWS = 2_000;
    private static final int SINGLE_SCORES = 20_000;
    private static final int BATCH_ROUNDS = 9;
    private static final int LEAST_BATCH = 100_000;
    private static final Path STATUS = Path.of("/proc/self/status");

    private DeliveryBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param arguments {@code --work DIR} for the sample lake, {@code --lake DIR} for a lake with predictions instead,
     *     {@code --cycles N}
     * @throws IOException when a folder cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path work = Path.of(option(arguments, "--work", "target/benchmark"));
        int cycles = Integer.parseInt(option(arguments, "--cycles", "1000"));
        String given = option(arguments, "--lake", "");
        cycles(cycles);
        Path folder = given.isEmpty() ? sampleLake(work.resolve("delivery")) : Path.of(given);
        try (Lakehouse lake =
                Lakehouse.open(folder, LakehouseSettings.defaults().existing())) {
            speed(lake);
        }
    }

    private static String option(String[] arguments, String name, String otherwise) {
        int at = Arrays.asList(arguments).indexOf(name);
        return at < 0 || at + 1 == arguments.length ? otherwise : arguments[at + 1];
    }

    private static Path sampleLake(Path folder) throws IOException {
        Path lake = folder.resolve("lake");
        Path source = folder.resolve("source");
        Files.createDirectories(folder);
        SampleData.settings().seed(42).scale(0.1).write(source);
        DeliverySteps steps = DeliverySteps.defaults();
        try (Lakehouse opened = Lakehouse.open(lake)) {
            Commerce.from(source).pipeline().toBuilder()
                    .models(steps.sqlModels())
                    .javaModels(steps.javaModels())
                    .build()
                    .run(opened)
                    .orThrow();
        }
        return lake;
    }

    /** Trains, scores, explains and closes a model again and again; what is not freed shows in the resident memory. */
    private static void cycles(int cycles) throws IOException {
        FeatureMatrix x = features(TRAINING_ROWS);
        boolean[] late = new boolean[TRAINING_ROWS];
        for (int row = 0; row < late.length; row++) {
            late[row] = x.get(row, 0) > 1;
        }
        FeatureMatrix some = x.rows(IntStream.range(0, 200).toArray());
        Learner learner = Learner.Trees.boosting().withRounds(20).withDepth(5);
        System.out.printf(
                Locale.ROOT, "%,d cycles of training on %,d rows, scoring and explaining%n", cycles, TRAINING_ROWS);
        double sum = 0;
        long start = System.nanoTime();
        for (int cycle = 0; cycle < cycles; cycle++) {
            try (FittedModel model = Fit.of(learner).on(x, new Target.Classes(late))) {
                sum += model.score(x)[0] + model.contributions(some)[0][0];
            }
            int tenth = Math.max(1, cycles / 10);
            if (cycle == 0 || (cycle + 1) % tenth == 0) {
                System.gc();
                System.out.printf(Locale.ROOT, "  after %,5d: resident %,d MiB%n", cycle + 1, residentMiB());
            }
        }
        System.out.printf(
                Locale.ROOT, "  %.1f ms a cycle (%.3f)%n", (System.nanoTime() - start) / 1e6 / cycles, sum / cycles);
    }

    private static FeatureMatrix features(int rows) {
        Random random = new Random(42);
        float[] values = new float[rows * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(20) == 0 ? Float.NaN : (float) random.nextGaussian();
        }
        return FeatureMatrix.of(
                IntStream.range(0, COLUMNS).mapToObj(column -> "f" + column).toList(), values);
    }

    /** Resident memory of this process, or -1 where the system does not say. */
    private static long residentMiB() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return -1;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void speed(Lakehouse lake) {
        FeatureFrame all = DeliveryFeatures.learned().read(lake);
        List<String> keys = all.keys();
        try (DelayModel model = DelayModel.load(DeliveryModelStore.newest(lake))) {
            FeatureFrame one = DeliveryFeatures.learned().read(lake, List.of(keys.get(keys.size() / 2)));
            long[] nanos = new long[SINGLE_SCORES];
            double sum = 0;
            for (int i = -SINGLE_SCORES / 4; i < SINGLE_SCORES; i++) {
                long start = System.nanoTime();
                sum += model.probabilities(one)[0];
                if (i >= 0) {
                    nanos[i] = System.nanoTime() - start;
                }
            }
            Arrays.sort(nanos);
            System.out.printf(
                    Locale.ROOT,
                    "one order with %s: median %.0f µs, 99 of 100 below %.0f µs%n",
                    model.candidate(),
                    nanos[SINGLE_SCORES / 2] / 1e3,
                    nanos[SINGLE_SCORES / 100 * 99] / 1e3);
            int repeats = Math.max(1, LEAST_BATCH / Math.max(1, all.rows()));
            double[] perSecond = new double[BATCH_ROUNDS];
            double[] perProcessorSecond = new double[BATCH_ROUNDS];
            for (int round = -2; round < BATCH_ROUNDS; round++) {
                long start = System.nanoTime();
                long processorStart = processorNanos();
                for (int i = 0; i < repeats; i++) {
                    sum += model.probabilities(all)[0];
                }
                if (round >= 0) {
                    double orders = (double) repeats * all.rows();
                    perSecond[round] = orders / ((System.nanoTime() - start) / 1e9);
                    perProcessorSecond[round] = orders / ((processorNanos() - processorStart) / 1e9);
                }
            }
            Arrays.sort(perSecond);
            Arrays.sort(perProcessorSecond);
            System.out.printf(
                    Locale.ROOT,
                    "batches of %,d orders, encoding included: median %,.0f orders/s, %,.0f per second of processor time"
                            + " (%.3f)%n",
                    all.rows(),
                    perSecond[BATCH_ROUNDS / 2],
                    perProcessorSecond[BATCH_ROUNDS / 2],
                    sum);
        }
    }
}
