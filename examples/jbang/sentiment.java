///usr/bin/env jbang "$0" "$@" ; exit $?
//DESCRIPTION Sentiment of Portuguese texts, one per line: label, score, probability
//JAVA 17+
//DEPS dev.lakehouse4j:lakehouse-ai:0.1.0-SNAPSHOT
//DEPS dev.lakehouse4j:lakehouse-ai-model-pt:0.1.0-SNAPSHOT
//DEPS dev.lakehouse4j:lakehouse-notebook:0.1.0-SNAPSHOT
//DEPS info.picocli:picocli:4.7.7
//DEPS org.slf4j:slf4j-nop:2.0.17
//RUNTIME_OPTIONS --add-opens=java.base/java.nio=ALL-UNNAMED
// From Java 22 on, System.console() is there without a terminal as well, unless told so.
//RUNTIME_OPTIONS -Djdk.console=java.base

import dev.lakehouse4j.ai.sentiment.*;
import dev.lakehouse4j.notebook.ResultTable;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.Callable;
import java.util.stream.*;
import picocli.CommandLine;
import picocli.CommandLine.*;

@Command(name = "sentiment", mixinStandardHelpOptions = true, description = {
    "Tells praise from complaint in Portuguese texts: label, score from -1 to 1, probability of the label.",
    "Reads a file with a text per line, or standard input; where neither is given, it judges a few samples."})
class sentiment implements Callable<Integer> {

    enum Format { table, csv, json }

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "UTF-8 text, a text per line; - is standard input.") Path file;
    @Option(names = "--format", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).") Format format;
    @Option(names = "--model", paramLabel = "DIR", description = "Folder of a model of your own (default: the Portuguese model).") Path model;

    record Judged(String label, double score, double probability, String text) {}

    @Override
    public Integer call() throws IOException {
        List<String> texts = texts();
        try (SentimentModel opened = model == null ? SentimentModel.portuguese() : SentimentModel.open(model)) {
            List<Sentiment> found = opened.analyzeAll(texts);
            List<Judged> rows = IntStream.range(0, texts.size()).mapToObj(i -> new Judged(
                    found.get(i).label().text(), found.get(i).score(), found.get(i).probability(), texts.get(i))).toList();
            ResultTable table = ResultTable.of(Judged.class, rows).format("score", "+0.000;-0.000").format("probability", "0.000");
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
            out.print(switch (format) { case table -> table.text(); case csv -> table.csv(); case json -> table.json(); });
            Map<String, Long> counts = rows.stream().collect(Collectors.groupingBy(Judged::label, TreeMap::new, Collectors.counting()));
            System.err.println(texts.size() + " texts" + (texts.isEmpty() ? "" : ": ") + counts.entrySet().stream()
                    .map(count -> count.getValue() + " " + count.getKey()).collect(Collectors.joining(", ")));
        }
        return 0;
    }

    private List<String> texts() throws IOException {
        if (file != null && !file.toString().equals("-")) {
            if (!Files.isReadable(file)) {
                throw new IOException("Cannot read " + file + ": there is no such file, or it may not be read.");
            }
            return Files.readAllLines(file);
        }
        if (file == null && System.console() != null) {
            return List.of("Chegou antes do prazo, adorei!", "Produto veio quebrado e ninguém responde",
                    "Chegou rápido, mas o produto veio com defeito", "ok");
        }
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines().toList();
    }

    public static void main(String... arguments) {
        System.exit(new CommandLine(new sentiment()).setExecutionExceptionHandler((problem, command, parsed) -> {
            command.getErr().println(problem.getMessage());
            return 1;
        }).execute(arguments));
    }
}
