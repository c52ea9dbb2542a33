///usr/bin/env jbang "$0" "$@" ; exit $?
//DESCRIPTION From a folder of the commerce CSV files, or from sample data, to an executive report in HTML
//JAVA 17+
//DEPS dev.lakehouse4j:lakehouse-ml:0.1.0-SNAPSHOT
//DEPS dev.lakehouse4j:lakehouse-ai:0.1.0-SNAPSHOT
//DEPS dev.lakehouse4j:lakehouse-ai-model-pt:0.1.0-SNAPSHOT
//DEPS info.picocli:picocli:4.7.7
//DEPS org.slf4j:slf4j-nop:2.0.17
//RUNTIME_OPTIONS --add-opens=java.base/java.nio=ALL-UNNAMED

import dev.lakehouse4j.ai.report.HtmlReport;
import dev.lakehouse4j.ai.sentiment.SentimentSteps;
import dev.lakehouse4j.ai.summary.*;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.pipeline.*;
import dev.lakehouse4j.ml.delivery.DeliverySteps;
import dev.lakehouse4j.ml.rfm.Rfm;
import java.nio.file.*;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.*;

@Command(name = "report", mixinStandardHelpOptions = true, description = {
    "Takes the nine CSV files of the commerce pack through tables, segments, delivery model and sentiment to a report.",
    "Without --source it writes sample data first."})
class report implements Callable<Integer> {

    @Option(names = "--source", paramLabel = "DIR", description = "Folder with olist_orders_dataset.csv and the files beside it.") Path source;
    @Option(names = "--scale", defaultValue = "0.05", description = "Size of the sample data; 1 is about 87,000 orders (default: ${DEFAULT-VALUE}).") double scale;
    @Option(names = "--lake", paramLabel = "DIR", defaultValue = "lake", description = "The lake (default: ${DEFAULT-VALUE}).") Path folder;
    @Option(names = "--out", paramLabel = "FILE", defaultValue = "report.html", description = "The report (default: ${DEFAULT-VALUE}).") Path out;
    @Option(names = "--language", defaultValue = "en", description = "en or pt (default: ${DEFAULT-VALUE}).") String language;

    @Override
    public Integer call() {
        if (source == null) {
            source = Path.of("sample");
            System.err.println("No --source given: writing sample data to " + source.toAbsolutePath());
            SampleData.settings().scale(scale).write(source);
        } else if (!Files.isRegularFile(source.resolve("olist_orders_dataset.csv"))) {
            throw new IllegalArgumentException("Cannot report on " + source
                    + ": there is no olist_orders_dataset.csv in it. Give the folder of the nine files, or leave --source out.");
        }
        Rfm segments = Rfm.commerce();
        DeliverySteps delivery = DeliverySteps.defaults();
        Pipeline pipeline = Commerce.from(source).pipeline().toBuilder()
                .javaModels(segments.javaModels()).models(segments.sqlModels())
                .models(delivery.sqlModels()).javaModels(delivery.javaModels())
                .javaModels(SentimentSteps.defaults().javaModels())
                .build();
        try (Lakehouse lake = Lakehouse.open(folder)) {
            RunReport run = pipeline.run(lake);
            System.out.println(run.summary());
            ExecutiveSummary summary = ExecutiveSummary.of(lake).in(Language.of(language)).write();
            System.out.println("\n" + summary.text());
            System.out.println("\nThe report is " + HtmlReport.of(lake).summary(summary).write(out));
            return run.succeeded() ? 0 : 3;
        }
    }

    public static void main(String... arguments) {
        System.exit(new CommandLine(new report()).setExecutionExceptionHandler((problem, command, parsed) -> {
            command.getErr().println(problem.getMessage());
            return 1;
        }).execute(arguments));
    }
}
