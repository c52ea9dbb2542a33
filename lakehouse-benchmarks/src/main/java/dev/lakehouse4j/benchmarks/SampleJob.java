package dev.lakehouse4j.benchmarks;

import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import java.nio.file.Path;

/** Writes sample data of one size, in a process of its own. */
public final class SampleJob {

    private SampleJob() {}

    /**
     * Writes the nine files and prints the number of orders.
     *
     * @param args folder, scale, seed
     */
    public static void main(String[] args) {
        var truth = SampleData.settings()
                .scale(Double.parseDouble(args[1]))
                .seed(Long.parseLong(args[2]))
                .write(Path.of(args[0]));
        System.out.println(truth.orders().rows());
    }
}
