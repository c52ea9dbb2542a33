package dev.lakehouse4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.ai.sentiment.Sentiment;
import dev.lakehouse4j.ai.sentiment.SentimentModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges texts. */
@Command(
        name = "sentiment",
        description = {
            "Tells praise from complaint in texts: label, score from -1 to 1, and probability of the label.",
            "Without a text it reads standard input, one text per line."
        },
        mixinStandardHelpOptions = true)
final class SentimentCommand implements Callable<Integer> {

    private static final int CHUNK = 8192;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts to judge.")
    private List<String> texts = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Folder of a model of your own, or of an exported Hugging Face classifier (default: the Portuguese"
                            + " model).")
    private @Nullable Path model;

    @Option(names = "--json", description = "Print one JSON object per text.")
    private boolean json;

    /** A line of the output. */
    record Line(String text, String label, double score, double probability, String modelVersion) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (SentimentModel opened = model == null ? SentimentModel.portuguese() : SentimentModel.open(model)) {
            if (texts.isEmpty()) {
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                List<String> part = new ArrayList<>();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    part.add(line);
                    // Somebody who types wants an answer per line; a file is faster in one go.
                    if (part.size() == CHUNK || !in.ready()) {
                        print(opened, part, out);
                        part.clear();
                    }
                }
                print(opened, part, out);
            } else {
                print(opened, texts, out);
            }
        }
        return 0;
    }

    private void print(SentimentModel opened, List<String> judged, PrintWriter out) throws JsonProcessingException {
        List<Sentiment> said = opened.analyzeAll(judged);
        for (int i = 0; i < said.size(); i++) {
            Sentiment sentiment = said.get(i);
            if (json) {
                out.println(MAPPER.writeValueAsString(new Line(
                        judged.get(i),
                        sentiment.label().text(),
                        sentiment.score(),
                        sentiment.probability(),
                        opened.version())));
            } else {
                out.println(String.format(
                        Locale.ROOT,
                        "%-8s  score %+.3f  probability %.3f  %s",
                        sentiment.label().text(),
                        sentiment.score(),
                        sentiment.probability(),
                        judged.get(i).replaceAll("\\p{Cntrl}", "·")));
            }
        }
        out.flush();
    }
}
