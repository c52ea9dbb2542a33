package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.ml.delivery.Candidate;
import dev.lakehouse4j.ml.delivery.DelayTuning;
import dev.lakehouse4j.ml.delivery.DeliveryDelay;
import dev.lakehouse4j.ml.delivery.StoredCandidates;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Searches settings of models. */
@Command(
        name = "tune",
        description = "Searches settings of models, for runs and evaluations from then on.",
        mixinStandardHelpOptions = true,
        subcommands = TuneCommand.Delivery.class)
final class TuneCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to tune: delivery.");
    }

    /** Late-delivery prediction. */
    @Command(
            name = "delivery",
            description = {
                "Tries settings of each candidate: trains on orders bought before a date, judges on those bought from it up"
                        + " to another.",
                "Judge later evaluations on months after these only: settings that were chosen by a month flatter it."
            },
            mixinStandardHelpOptions = true)
    static final class Delivery implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private LakeOptions lake;

        @Option(
                names = "--train-until",
                paramLabel = "DATE",
                required = true,
                description = "First day of the tuning months.")
        @SuppressWarnings("NullAway.Init")
        private LocalDate trainUntil;

        @Option(
                names = "--tune-until",
                paramLabel = "DATE",
                required = true,
                description = "Day after the tuning months.")
        @SuppressWarnings("NullAway.Init")
        private LocalDate tuneUntil;

        @Option(
                names = "--trials",
                paramLabel = "N",
                defaultValue = "8",
                description = "Settings to try for each candidate (default: ${DEFAULT-VALUE}).")
        private int trials;

        @Option(names = "--candidate", paramLabel = "NAME", description = "Only this candidate; may be repeated.")
        private @Nullable List<String> names;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "42",
                description = "Seed of the search (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(names = "--dry-run", description = "Print the trials and store nothing.")
        private boolean dryRun;

        @Override
        public Integer call() {
            if (!trainUntil.isBefore(tuneUntil) || trials < 1) {
                throw new ParameterException(
                        spec.commandLine(), "--tune-until must be after --train-until, and --trials at least 1.");
            }
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            List<String> wanted = names;
            try (Lakehouse opened = lake.openExisting()) {
                EvaluateCommand.refreshFeatures(opened, err);
                DelayTuning tuning =
                        DelayTuning.on(opened, DeliveryDelay.Settings.defaults().withSeed(seed));
                List<Candidate> tuned = new ArrayList<>();
                for (Candidate candidate : StoredCandidates.read(opened)) {
                    if (wanted != null && !wanted.contains(candidate.name())) {
                        tuned.add(candidate);
                        continue;
                    }
                    List<DelayTuning.Trial> found = tuning.search(
                            candidate,
                            trainUntil,
                            tuneUntil,
                            trials,
                            trial -> EvaluateCommand.say(err, trial.toText()));
                    out.println(found.get(0).toText());
                    tuned.add(found.get(0).candidate());
                }
                if (dryRun) {
                    out.println("Nothing was stored.");
                } else {
                    StoredCandidates.write(opened, tuned);
                    out.println("Stored; run and evaluate use these settings from now on.");
                }
            }
            out.flush();
            return 0;
        }
    }
}
