package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.medallion.pipeline.StepReport;
import dev.lakehouse4j.ml.estimator.Learner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lakes of sample data for tests, with the steps of late-delivery prediction. */
final class SampleLake {

    /** Two candidates of different kinds, small enough for a test. */
    static final DeliverySteps STEPS = DeliverySteps.defaults()
            .with(DeliveryDelay.Settings.defaults().withThreads(1))
            .comparing(List.of(
                    Candidate.logisticRegression(),
                    Candidate.gradientBoostingDays()
                            .with(Learner.Trees.boosting().withRounds(150).withDepth(4))));

    static final Candidate SMALL = Candidate.gradientBoostingDays()
            .with(Learner.Trees.boosting().withRounds(150).withDepth(4));

    private SampleLake() {}

    static Lakehouse open(Path folder) {
        return Lakehouse.open(
                folder,
                LakehouseSettings.defaults()
                        .withEngine(EngineSettings.defaults().withThreads(2).withMemoryLimitBytes(1L << 29)));
    }

    /** Writes sample data and the true probabilities of being late beside it. */
    static void write(Path folder, double scale) {
        SampleData.settings()
                .seed(11)
                .scale(scale)
                .lateProbabilities(folder.resolveSibling("truth.csv"))
                .write(folder);
    }

    static Pipeline pipeline(Path source, DeliverySteps steps) {
        return Commerce.from(source).pipeline().toBuilder()
                .models(steps.sqlModels())
                .javaModels(steps.javaModels())
                .build();
    }

    static StepReport step(RunReport report, String table) {
        return report.steps().stream()
                .filter(step -> step.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    static Map<String, Double> truth(Path source) throws IOException {
        Map<String, Double> truth = new HashMap<>();
        Files.readAllLines(source.resolveSibling("truth.csv")).stream().skip(1).forEach(line -> {
            String[] cells = line.replace("\"", "").split(",", -1);
            truth.put(cells[0], Double.valueOf(cells[1]));
        });
        return truth;
    }
}
