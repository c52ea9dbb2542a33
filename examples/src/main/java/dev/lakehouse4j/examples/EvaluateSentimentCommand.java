package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.sentiment.LabelledText;
import dev.lakehouse4j.ai.sentiment.SentimentEvaluation;
import dev.lakehouse4j.ai.sentiment.SentimentException;
import dev.lakehouse4j.ai.sentiment.SentimentManifest;
import dev.lakehouse4j.ai.sentiment.SentimentModel;
import dev.lakehouse4j.core.Lakehouse;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Judges the sentiment model by the stars. */
@Command(
        name = "sentiment",
        description = {
            "Judges the sentiment model by the stars of reviews of orders bought from a date up to another.",
            "4 and 5 stars are positive, 1 and 2 negative, 3 are left out of the two-class figures. Reviews that the weights were"
                    + " trained on are refused."
        },
        mixinStandardHelpOptions = true)
final class EvaluateSentimentCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Option(names = "--from", paramLabel = "DATE", required = true, description = "First day of the purchases.")
    @SuppressWarnings("NullAway.Init")
    private LocalDate from;

    @Option(names = "--until", paramLabel = "DATE", required = true, description = "Day after the last of them.")
    @SuppressWarnings("NullAway.Init")
    private LocalDate until;

    @Option(names = "--model", paramLabel = "DIR", description = "Folder of the model (default: the Portuguese model).")
    private @Nullable Path model;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (!from.isBefore(until)) {
            throw new ParameterException(spec.commandLine(), "--until must be after --from.");
        }
        try (SentimentModel opened = model == null ? SentimentModel.portuguese() : SentimentModel.open(model);
                Lakehouse source = lake.openExisting()) {
            LocalDate seenUntil =
                    opened.manifest().map(SentimentManifest::trainedUntil).orElse(null);
            requireUnseen(opened, seenUntil);
            List<LabelledText> texts = ReviewTexts.of(source).comments();
            List<LabelledText> judged =
                    texts.stream().filter(text -> isBetween(text, from, until)).toList();
            Stream<String> seen = seenUntil == null
                    ? Stream.empty()
                    : texts.stream()
                            .filter(text -> isBetween(text, LocalDate.EPOCH, seenUntil))
                            .map(LabelledText::text);
            SentimentEvaluation evaluation = SentimentEvaluation.of(opened, judged, seen);
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? evaluation.toJson() : evaluation.toText());
            out.flush();
        }
        return 0;
    }

    private static boolean isBetween(LabelledText text, LocalDate first, LocalDate after) {
        LocalDateTime moment = text.moment();
        return moment != null && !moment.isBefore(first.atStartOfDay()) && moment.isBefore(after.atStartOfDay());
    }

    /** Models of other projects say nothing of what they were trained on. */
    private void requireUnseen(SentimentModel opened, @Nullable LocalDate seenUntil) {
        if (opened.manifest().isPresent() && seenUntil == null) {
            throw new SentimentException(
                    "Cannot evaluate " + opened.version() + ": it does not say until when the texts are"
                            + " that it was trained on, so they may be among those asked for. Train it with a cut-off.");
        }
        if (seenUntil != null && from.isBefore(seenUntil)) {
            throw new SentimentException("Cannot evaluate " + opened.version() + " on reviews from " + from
                    + " on: it was trained on those of orders bought before " + seenUntil + ". Choose --from "
                    + seenUntil
                    + " or later, or a model that was trained on less (./lakehouse train sentiment --until " + from
                    + ").");
        }
    }
}
