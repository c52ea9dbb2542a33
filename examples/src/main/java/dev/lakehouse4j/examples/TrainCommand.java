package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.sentiment.SentimentTrainer;
import dev.lakehouse4j.ai.sentiment.TrainedSentiment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains models of one's own. */
@Command(
        name = "train",
        description = "Trains models on data of your own.",
        mixinStandardHelpOptions = true,
        subcommands = TrainCommand.SentimentOfReviews.class)
final class TrainCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to train: sentiment.");
    }

    /** Review sentiment. */
    @Command(
            name = "sentiment",
            description = {
                "Trains the sentiment model on review comments and their stars, of orders bought before a day.",
                "The newest tenth of them is kept out at first, to calibrate and to judge; the report is of that."
            },
            mixinStandardHelpOptions = true)
    static final class SentimentOfReviews implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Option(
                names = "--source",
                paramLabel = "DIR",
                required = true,
                description = "Folder of a lake, or with the CSV files of orders and reviews.")
        @SuppressWarnings("NullAway.Init")
        private Path source;

        @Option(
                names = "--until",
                paramLabel = "DATE",
                required = true,
                description = "First day of purchases that the model must not see.")
        @SuppressWarnings("NullAway.Init")
        private LocalDate until;

        @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the model.")
        @SuppressWarnings("NullAway.Init")
        private Path out;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                defaultValue = "pt",
                description = "Name of the model, the beginning of its version (default: ${DEFAULT-VALUE}).")
        private String name = "pt";

        @Option(
                names = "--seeds",
                paramLabel = "N",
                split = ",",
                description =
                        "Seeds; as many networks teach the model. One is faster and a little weaker (default: those of"
                                + " the shipped model).")
        private long @Nullable [] seeds;

        @Option(
                names = "--teacher",
                paramLabel = "DIR",
                description = "Folder of an exported Hugging Face classifier that teaches beside them.")
        private @Nullable Path teacher;

        @Option(
                names = "--lessons",
                paramLabel = "FILE",
                description = "What a bigger model says of texts, as JSON lines, to learn from beside the stars.")
        private @Nullable Path lessons;

        @Option(names = "--json", description = "Print the report as one JSON object.")
        private boolean json;

        @Override
        public Integer call() {
            PrintWriter err = spec.commandLine().getErr();
            EvaluateCommand.say(err, "reading reviews ...");
            ReviewTexts.Reviews reviews = ReviewTexts.of(source);
            SentimentTrainer.Settings settings = SentimentTrainer.Settings.defaults()
                    .withName(name)
                    .withData("review comments with stars of orders bought before " + until);
            if (seeds != null) {
                settings = settings.withSeeds(seeds);
            }
            if (teacher != null) {
                settings = settings.withTeacher(teacher);
            }
            TrainedSentiment trained = SentimentTrainer.with(settings)
                    .taughtBy(lessons == null ? List.of() : LessonFile.read(lessons))
                    .onProgress((share, doing) ->
                            EvaluateCommand.say(err, String.format(Locale.ROOT, "%3.0f %% %s", 100 * share, doing)))
                    .train(reviews.comments(), reviews.titles(), until);
            trained.save(out);
            PrintWriter printed = spec.commandLine().getOut();
            if (json) {
                printed.println(trained.evaluation().toJson());
            } else {
                printed.println("Trained on the older texts, judged on the newest ones before " + until + ":");
                printed.println(trained.evaluation().toText());
                printed.printf(
                        "Then trained on all %d: %s is in %s%n",
                        trained.manifest().texts(), trained.manifest().version(), out);
            }
            printed.flush();
            return 0;
        }
    }
}
