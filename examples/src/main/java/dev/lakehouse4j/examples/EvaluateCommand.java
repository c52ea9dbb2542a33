package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.ml.delivery.Candidate;
import dev.lakehouse4j.ml.delivery.DelayComparison;
import dev.lakehouse4j.ml.delivery.DeliveryDelay;
import dev.lakehouse4j.ml.delivery.DeliverySteps;
import dev.lakehouse4j.ml.delivery.MonthlyRetraining;
import dev.lakehouse4j.ml.delivery.StoredCandidates;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Judges models out of time. */
@Command(
        name = "evaluate",
        description = "Judges models on orders that they have not seen.",
        mixinStandardHelpOptions = true,
        subcommands = {EvaluateCommand.Delivery.class, EvaluateSentimentCommand.class})
final class EvaluateCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to evaluate: delivery or sentiment.");
    }

    /** Late-delivery prediction. */
    @Command(
            name = "delivery",
            description = {
                "Trains every candidate on orders bought before a date, with what was known of them then, and tests on those"
                        + " bought from that date on.",
                "The winner's test predictions go to gold.delivery_evaluation."
            },
            mixinStandardHelpOptions = true)
    static final class Delivery implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private LakeOptions lake;

        @Option(names = "--train-until", paramLabel = "DATE", required = true, description = "First day of the test.")
        @SuppressWarnings("NullAway.Init")
        private LocalDate trainUntil;

        @Option(names = "--test-until", paramLabel = "DATE", required = true, description = "Day after the test.")
        @SuppressWarnings("NullAway.Init")
        private LocalDate testUntil;

        @Option(
                names = "--retrain",
                paramLabel = "monthly",
                description = "Also train the winner anew for each month of the test, and keep these predictions.")
        private @Nullable Retrain retrain;

        @Option(names = "--candidate", paramLabel = "NAME", description = "Only this candidate; may be repeated.")
        private @Nullable List<String> names;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "42",
                description = "Seed of samples and bootstrap (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = "--alerts",
                paramLabel = "SHARE",
                defaultValue = "0.1",
                description = "Share of the orders that can be alerted (default: ${DEFAULT-VALUE}).")
        private double alerts;

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        /** How often to train anew. */
        enum Retrain {
            MONTHLY
        }

        @Override
        public Integer call() {
            if (!trainUntil.isBefore(testUntil)) {
                throw new ParameterException(
                        spec.commandLine(), "--test-until must be after --train-until, which begins the test.");
            }
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            try (Lakehouse opened = lake.openExisting()) {
                List<Candidate> candidates = candidates(opened);
                refreshFeatures(opened, err);
                DeliveryDelay delay = DeliveryDelay.on(opened)
                        .with(DeliveryDelay.Settings.defaults().withSeed(seed).withAlertShare(alerts));
                say(err, "training " + candidates.size() + " candidates ...");
                String runId = UUID.randomUUID().toString().replace("-", "");
                try (DelayComparison comparison = delay.compare(candidates, trainUntil, testUntil)) {
                    MonthlyRetraining retraining = retrain == null
                            ? null
                            : delay.retrainMonthly(
                                    comparison.winning().candidate(), trainUntil, testUntil, line -> say(err, line));
                    delay.keep(runId, retraining == null ? comparison.predictions() : retraining.predictions());
                    if (json) {
                        out.println(comparison.toJson(runId, retraining));
                    } else {
                        out.println(comparison.toText());
                        if (retraining != null) {
                            out.println(retraining.toText());
                        }
                        out.printf("The test predictions are in gold.delivery_evaluation, run_id %s%n", runId);
                    }
                }
            }
            out.flush();
            return 0;
        }

        private List<Candidate> candidates(Lakehouse opened) {
            List<Candidate> all = StoredCandidates.read(opened);
            List<String> wanted = names;
            if (wanted == null) {
                return all;
            }
            List<String> known = all.stream().map(Candidate::name).toList();
            for (String name : wanted) {
                if (!known.contains(name)) {
                    throw new ParameterException(
                            spec.commandLine(), "There is no candidate '" + name + "'. Choose of " + known + ".");
                }
            }
            return all.stream()
                    .filter(candidate -> wanted.contains(candidate.name()))
                    .toList();
        }
    }

    /** The features must be of the state of the orders. */
    static void refreshFeatures(Lakehouse opened, PrintWriter err) {
        say(err, "computing features ...");
        Pipeline.builder()
                .models(DeliverySteps.defaults().sqlModels())
                .build()
                .run(opened)
                .orThrow();
    }

    static void say(PrintWriter err, String line) {
        err.println("lakehouse: " + line);
        err.flush();
    }
}
