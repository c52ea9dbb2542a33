package dev.lakehouse4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.ai.ask.Answer;
import dev.lakehouse4j.ai.ask.Ask;
import dev.lakehouse4j.ai.kpi.KpiRow;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.core.Lakehouse;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers a question about a lake. */
@Command(
        name = "ask",
        description = {
            "Answers a question in English or Portuguese with a defined metric, and shows the SQL.",
            "For example: lakehouse ask \"What was the late rate in Rio de Janeiro in March 2018?\""
        },
        mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PrincipalOption principal;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LanguageModelOptions model;

    @Parameters(paramLabel = "QUESTION", description = "The question.")
    @SuppressWarnings("NullAway.Init")
    private String question;

    @Option(
            names = "--language",
            paramLabel = "CODE",
            converter = SummaryCommand.LanguageCode.class,
            description = "Language of the answer, en or pt (default: that of the question).")
    private @Nullable Language language;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** Prints the answer; the exit code is 3 when there is none. */
    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        Answer answer;
        try (Lakehouse opened = lake.openExisting()) {
            Lakehouse session = principal.of(opened);
            PrintWriter err = spec.commandLine().getErr();
            Ask ask = model.languageModel()
                    .map(writer -> Ask.on(session).with(writer, sql -> {
                        err.printf("A language model wrote this query, which runs now:%n%s%n%n", sql);
                        err.flush();
                        return true;
                    }))
                    .orElse(Ask.on(session));
            answer = (language == null ? ask : ask.in(language)).answer(question);
        }
        out.println(json ? toJson(answer) : toText(answer));
        out.flush();
        return answer.isAnswered() ? 0 : LakehouseCommand.NOT_COMPLETE;
    }

    private static String toText(Answer answer) {
        StringBuilder text = new StringBuilder(answer.text());
        if (!answer.sql().isEmpty()) {
            text.append("\n\n").append(answer.sql());
        }
        if (!answer.tableVersions().isEmpty()) {
            text.append("\n\n-- ");
            String separator = "";
            for (Map.Entry<String, Long> table : answer.tableVersions().entrySet()) {
                text.append(separator)
                        .append(table.getKey())
                        .append(" version ")
                        .append(table.getValue());
                separator = ", ";
            }
        }
        if (!answer.suggestions().isEmpty()) {
            text.append('\n');
            answer.suggestions().forEach(suggestion -> text.append("\n  ").append(suggestion));
        }
        return text.toString();
    }

    private static String toJson(Answer answer) throws JsonProcessingException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("question", answer.question());
        root.put("origin", answer.origin().name().toLowerCase(java.util.Locale.ROOT));
        root.put("text", answer.text());
        root.put("sql", answer.sql());
        root.set("tableVersions", MAPPER.valueToTree(answer.tableVersions()));
        for (KpiRow row : answer.rows()) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            row.columns()
                    .forEach((column, value) -> values.put(
                            column,
                            value == null || value instanceof Number || value instanceof Boolean
                                    ? value
                                    : value.toString()));
            root.withArray("rows").add(MAPPER.valueToTree(values));
        }
        answer.suggestions().forEach(root.withArray("suggestions")::add);
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }
}
