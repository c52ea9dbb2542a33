package dev.lakehouse4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.lakehouse4j.ai.sentiment.SentimentModel;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InBronze;
import dev.lakehouse4j.medallion.commerce.bronze.RawReview;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.CsvSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Measures the sentiment model: time to load it, to judge one text, and texts per second in batch with tokenisation, on all
 * processors; and the memory of the process.
 */
public final class SentimentBenchmark {

    private static final int LEAST_TEXTS = 30_000;
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 2;
    private static final int SINGLE = 5_000;

    private SentimentBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param args optionally {@code --source DIR}, a folder with the CSV file of reviews; sample data without it
     * @throws IOException when files cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path work = Files.createTempDirectory("sentiment-bench-");
        Path source = args.length > 1 && args[0].equals("--source") ? Path.of(args[1]) : work.resolve("sample");
        if (args.length == 0) {
            SampleData.settings().scale(0.3).write(source);
        }
        List<String> comments = comments(source, work.resolve("lake"));
        List<String> texts = new ArrayList<>(comments);
        while (texts.size() < LEAST_TEXTS) {
            texts.addAll(comments);
        }
        long start = System.nanoTime();
        try (SentimentModel model = SentimentModel.portuguese()) {
            System.out.printf(Locale.ROOT, "loaded %s in %.0f ms%n", model.version(), millis(start));
            start = System.nanoTime();
            model.analyze(texts.get(0));
            System.out.printf(Locale.ROOT, "first text %.1f ms%n", millis(start));
            single(model, texts);
            batch(model, texts, comments.size());
        }
        System.out.printf(Locale.ROOT, "highest resident memory %s%n", peakMemory());
    }

    private static void single(SentimentModel model, List<String> texts) {
        double[] micros = new double[SINGLE];
        for (int i = -SINGLE; i < SINGLE; i++) {
            long start = System.nanoTime();
            model.analyze(texts.get(Math.floorMod(i * 7, texts.size())));
            if (i >= 0) {
                micros[i] = (System.nanoTime() - start) / 1e3;
            }
        }
        Arrays.sort(micros);
        System.out.printf(
                Locale.ROOT,
                "one text: median %.0f µs, 99 of 100 below %.0f µs%n",
                micros[SINGLE / 2],
                micros[SINGLE / 100 * 99]);
    }

    private static void batch(SentimentModel model, List<String> texts, int different) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double[] perSecond = new double[ROUNDS];
        double[] perProcessorSecond = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = System.nanoTime();
            long processor = system.getProcessCpuTime();
            model.analyzeAll(texts);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (round == -WARM_UP) {
                System.out.printf(
                        Locale.ROOT, "first batch, native library loaded: %,.0f texts/s%n", texts.size() / seconds);
            } else if (round >= 0) {
                perSecond[round] = texts.size() / seconds;
                perProcessorSecond[round] = texts.size() / ((system.getProcessCpuTime() - processor) / 1e9);
            }
        }
        Arrays.sort(perSecond);
        Arrays.sort(perProcessorSecond);
        System.out.printf(
                Locale.ROOT,
                "batch of %,d texts (%,d different), tokenisation included, on %d processors: median %,.0f texts/s (%,.0f to"
                        + " %,.0f), %,.0f per second of processor time%n",
                texts.size(),
                different,
                Runtime.getRuntime().availableProcessors(),
                perSecond[ROUNDS / 2],
                perSecond[0],
                perSecond[ROUNDS - 1],
                perProcessorSecond[ROUNDS / 2]);
    }

    private static List<String> comments(Path source, Path lake) {
        try (Lakehouse opened = Lakehouse.open(lake)) {
            BronzeIngest.into(InBronze.REVIEWS)
                    .from(CsvSource.of(source).named("olist_order_reviews_dataset*.csv*"))
                    .run(opened);
            try (Stream<RawReview> reviews = opened.table(InBronze.REVIEWS).rows()) {
                return reviews.map(RawReview::reviewCommentMessage)
                        .filter(Objects::nonNull)
                        .filter(comment -> !comment.isBlank())
                        .toList();
            }
        }
    }

    private static double millis(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static String peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "unknown";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.substring("VmHWM:".length()).strip())
                .findFirst()
                .orElse("unknown");
    }
}
