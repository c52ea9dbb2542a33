package com.example.shop;

import static dev.lakehouse4j.ml.rfm.RfmTables.SEGMENT_PROFILE;

import dev.lakehouse4j.ai.sentiment.SentimentSteps;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.ai.summary.Section;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.ml.rfm.Rfm;
import dev.lakehouse4j.ml.rfm.SegmentProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * From a folder of CSV files to customer segments and what the summary says first of each topic.
 *
 * <p>Arguments: the folder of the files and the folder of the lake. Where there are no files yet, sample data is written.
 */
public final class ShopSegments {

    private ShopSegments() {}

    public static void main(String[] arguments) {
        Path files = Path.of(arguments.length > 0 ? arguments[0] : "sample");
        Path folder = Path.of(arguments.length > 1 ? arguments[1] : "lake");
        if (!Files.exists(files)) {
            SampleData.settings().scale(0.05).write(files);
        }

        Rfm segments = Rfm.commerce();
        Pipeline pipeline = Commerce.from(files).pipeline().toBuilder()
                .javaModels(segments.javaModels())
                .models(segments.sqlModels())
                .javaModels(SentimentSteps.defaults().javaModels())
                .build();

        try (Lakehouse lake = Lakehouse.open(folder)) {
            RunReport run = pipeline.run(lake).orThrow();
            System.out.println(run.changedAnything() ? "The tables are up to date." : "Nothing is new.");

            try (Stream<SegmentProfile> profiles = lake.table(SEGMENT_PROFILE).rows("view = 'rfm'")) {
                profiles.sorted(Comparator.comparing(SegmentProfile::revenue).reversed())
                        .map(ShopSegments::line)
                        .forEach(System.out::println);
            }

            ExecutiveSummary summary = ExecutiveSummary.of(lake).write();
            System.out.println(summary.title());
            for (Section section : summary.sections()) {
                System.out.println(
                        section.title() + ": " + section.passages().get(0).text());
            }
        }
    }

    private static String line(SegmentProfile segment) {
        return String.format(
                Locale.ROOT,
                "%-22s %,7d customers %,14.2f BRL",
                segment.name(),
                segment.customers(),
                segment.revenue());
    }
}
