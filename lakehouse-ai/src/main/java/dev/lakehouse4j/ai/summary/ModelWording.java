package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.language.LanguageModelException;
import dev.lakehouse4j.ai.language.Prompt;
import dev.lakehouse4j.ai.language.TextModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a language model word sentences, checks each, asks for corrections, and keeps the template's sentence where that does
 * not help.
 */
final class ModelWording {

    private static final Logger LOG = LoggerFactory.getLogger(ModelWording.class);
    private static final int CORRECTIONS = 2;
    private static final Pattern LINE = Pattern.compile("^\\s*[\\[(*]*\\s*(\\d+)\\s*[\\])*.:]+\\s*(.+?)\\s*$");

    private final TextModel model;
    private final Language language;
    private final List<String> notes = new ArrayList<>();
    private int asked;
    private int accepted;
    private boolean failed;

    ModelWording(TextModel model, Language language) {
        this.model = model;
        this.language = language;
    }

    /** A sentence to be worded: which number it has in the prompt, and what it may say. */
    record Task(int number, Grounding grounding) {}

    /**
     * Words the sentences of a section.
     *
     * @param tasks the sentences
     * @return the accepted wordings by number; the template's sentence stays for those that are missing
     */
    Map<Integer, String> word(List<Task> tasks) {
        Map<Integer, String> done = new LinkedHashMap<>();
        if (failed || tasks.isEmpty()) {
            return done;
        }
        asked += tasks.size();
        Map<Integer, String> complaints = new LinkedHashMap<>();
        List<Task> open = tasks;
        for (int round = 0; round <= CORRECTIONS && !open.isEmpty(); round++) {
            Map<Integer, String> answer;
            try {
                answer = ask(open, complaints);
            } catch (LanguageModelException e) {
                failed = true;
                notes.add(
                        language == Language.PORTUGUESE
                                ? "O modelo de linguagem " + model.name() + " falhou (" + e.getMessage()
                                        + "); as frases restantes são dos modelos de texto."
                                : "The language model " + model.name() + " failed (" + e.getMessage()
                                        + "); the remaining sentences are those of the templates.");
                break;
            }
            List<Task> refused = new ArrayList<>();
            complaints.clear();
            for (Task task : open) {
                String text = answer.get(task.number());
                if (text == null) {
                    refused.add(task);
                    complaints.put(task.number(), "The line is missing.");
                    continue;
                }
                List<Grounding.Problem> problems = task.grounding().check(text);
                if (problems.isEmpty()) {
                    done.put(task.number(), text);
                } else {
                    LOG.debug("Refused «{}»: {}", text, problems);
                    refused.add(task);
                    complaints.put(task.number(), describe(text, problems));
                }
            }
            open = refused;
        }
        accepted += done.size();
        return done;
    }

    private static String describe(String text, List<Grounding.Problem> problems) {
        return "You wrote: " + text + "\nWrong: "
                + problems.stream()
                        .map(problem ->
                                (problem.quote().isEmpty() ? "" : "«" + problem.quote() + "»: ") + problem.message())
                        .collect(Collectors.joining(" "));
    }

    private Map<Integer, String> ask(List<Task> tasks, Map<Integer, String> complaints) {
        String name = language == Language.PORTUGUESE ? "Brazilian Portuguese" : "English";
        String system =
                "You edit an executive summary in " + name + ". Reword each numbered sentence so that it reads well"
                        + " for a board. Keep every number, unit, month, name and direction exactly; add no number, name, cause or"
                        + " judgement; leave none out that changes the meaning; keep negations. Answer with the same numbers, one"
                        + " sentence per line, in the form «1. sentence», and nothing else.";
        StringBuilder user = new StringBuilder();
        int length = 0;
        for (Task task : tasks) {
            String reference = task.grounding().reference();
            length += reference.length();
            user.append(task.number()).append(". ").append(reference).append('\n');
            String complaint = complaints.get(task.number());
            if (complaint != null) {
                user.append(complaint).append('\n');
            }
        }
        // A token is three characters at least in these languages; half as much again leaves room.
        Prompt prompt = new Prompt(system, user.toString(), 64 + length / 2);
        Map<Integer, String> lines = new LinkedHashMap<>();
        for (String line : model.complete(prompt).text().split("\\R", -1)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && matcher.group(1).length() < 5) {
                lines.putIfAbsent(Integer.parseInt(matcher.group(1)), matcher.group(2));
            }
        }
        return lines;
    }

    /** What readers should know: whose sentences these are. */
    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        all.add(
                0,
                language == Language.PORTUGUESE
                        ? accepted + " de " + asked + " frases foram redigidas por " + model.name()
                                + " e conferidas com os indicadores; as demais são dos modelos de texto."
                        : accepted + " of " + asked + " sentences were worded by " + model.name()
                                + " and checked against the key figures; the others are those of the templates.");
        return all;
    }
}
