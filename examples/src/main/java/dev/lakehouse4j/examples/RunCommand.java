package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.language.LanguageModel;
import dev.lakehouse4j.ai.sentiment.SentimentSteps;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.SourceMissingException;
import dev.lakehouse4j.medallion.lineage.OpenLineageSink;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.ml.delivery.DeliverySteps;
import dev.lakehouse4j.ml.delivery.DeliveryTracking;
import dev.lakehouse4j.ml.delivery.StoredCandidates;
import dev.lakehouse4j.ml.rfm.Rfm;
import dev.lakehouse4j.ml.tracking.RunTracker;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job: from the nine CSV files to the star schema, the models, the summaries and the report. */
@Command(
        name = "run",
        description = {
            "Takes a folder of the nine Olist CSV files through Bronze and Silver to the Gold star schema, the models, the"
                    + " summary and the report.",
            "Without --source it first writes deterministic sample data of the same shape.",
            "A file is loaded once: a second run over the same folder changes nothing."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PrincipalOption principal;

    @Option(names = "--source", paramLabel = "DIR", description = "Folder with the CSV files.")
    private @Nullable Path source;

    @ArgGroup(exclusive = false, heading = "Sample data, used without --source:%n")
    private Sample sample = new Sample();

    @Option(
            names = "--track",
            paramLabel = "LOCATION",
            description = "Where to track trainings: a folder in MLflow's layout, or the address of an MLflow server"
                    + " (default: mlruns in the lake).")
    private @Nullable String track;

    @Option(
            names = "--language",
            paramLabel = "CODE",
            defaultValue = "en",
            description = "Language of summary and report: en or pt (default: ${DEFAULT-VALUE}).")
    private String language = "en";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LanguageModelOptions languageModel;

    @Option(names = "--quiet", description = "No progress, only the closing summary.")
    private boolean quiet;

    /** What sample data to write. */
    static final class Sample {
        @Option(
                names = "--sample",
                paramLabel = "DIR",
                defaultValue = "sample",
                description = "Folder for the sample data (default: ${DEFAULT-VALUE}).")
        private Path folder = Path.of("sample");

        @Option(
                names = "--scale",
                paramLabel = "X",
                defaultValue = "0.1",
                description = "Size of the sample data; 1 is about 87,000 orders (default: ${DEFAULT-VALUE}).")
        private double scale = 0.1;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "42",
                description = "Seed of the sample data (default: ${DEFAULT-VALUE}).")
        private long seed = 42;
    }

    @Override
    public Integer call() {
        Language spoken = summaryLanguage();
        Optional<LanguageModel> wording = languageModel.languageModel();
        PrintWriter err = spec.commandLine().getErr();
        if (principal.isGiven()) {
            try (Lakehouse opened = lake.openExisting()) { // What may not be written stops the run before it begins.
                requireOutputs(principal.of(opened));
            }
        }
        Path folder = source;
        if (folder == null) {
            folder = sample.folder;
            SampleData settings = sampleSettings();
            err.printf("Writing sample data (scale %s, seed %d) to %s ...%n", sample.scale, sample.seed, folder);
            err.flush();
            settings.write(folder);
        }
        Commerce commerce = Commerce.from(folder);
        requireFiles(commerce, folder);
        try (Lakehouse opened = lake.open()) {
            Lakehouse session = principal.of(opened);
            RunReport report;
            try (TerminalProgress progress = new TerminalProgress(err, quiet);
                    RunTracker tracker = tracker(session)) {
                report = pipeline(commerce, session, tracker).run(session, progress);
            }
            PrintWriter out = spec.commandLine().getOut();
            ReportFiles files = new ReportFiles(session, out, err);
            files.write(report);
            out.println(report.summary());
            boolean complete = files.writeSummary(spoken, wording.orElse(null), quiet);
            out.flush();
            return report.succeeded() && complete ? 0 : LakehouseCommand.NOT_COMPLETE;
        }
    }

    /** From the files to the tables of the models. */
    private static Pipeline pipeline(Commerce commerce, Lakehouse opened, RunTracker tracker) {
        Rfm segments = Rfm.commerce();
        DeliverySteps delivery = DeliverySteps.defaults()
                .comparing(StoredCandidates.read(opened))
                .onTraining(DeliveryTracking.with(tracker)::track);
        return commerce.pipeline().toBuilder()
                .javaModels(segments.javaModels())
                .models(segments.sqlModels())
                .models(delivery.sqlModels())
                .javaModels(delivery.javaModels())
                .javaModels(SentimentSteps.defaults().javaModels())
                .lineageEvents(OpenLineageSink.folder(opened.root().resolve("lineage")))
                .build();
    }

    private void requireOutputs(Lakehouse session) {
        session.requireOutput(session.root().resolve("report"));
        if (track == null) {
            session.requireOutput(session.root().resolve("mlruns"));
        }
    }

    private Language summaryLanguage() {
        try {
            return Language.of(language);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private RunTracker tracker(Lakehouse opened) {
        return track == null ? RunTracker.folder(opened.root().resolve("mlruns")) : RunTracker.open(track);
    }

    private SampleData sampleSettings() {
        try {
            return SampleData.settings().seed(sample.seed).scale(sample.scale);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** One message instead of one per file, and before a lake is made for nothing. */
    private static void requireFiles(Commerce commerce, Path folder) {
        if (commerce.ingests().stream().anyMatch(RunCommand::hasFiles)) {
            return;
        }
        String why = Files.isDirectory(folder)
                ? "none of the Olist CSV files is in it"
                : Files.exists(folder) ? "it is not a folder" : "there is no such folder";
        throw new SourceMissingException(
                folder.toString(),
                "Cannot run over " + folder.toAbsolutePath().normalize() + ": " + why
                        + ". Give --source the folder that holds olist_orders_dataset.csv and the files beside it, or leave"
                        + " --source out to run on sample data.");
    }

    private static boolean hasFiles(BronzeIngest<?> ingest) {
        try {
            return !ingest.source().files().isEmpty();
        } catch (SourceMissingException e) {
            return false;
        }
    }
}
