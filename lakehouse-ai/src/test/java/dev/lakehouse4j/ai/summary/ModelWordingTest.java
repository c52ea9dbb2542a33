package dev.lakehouse4j.ai.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.PlantedLake;
import dev.lakehouse4j.ai.language.Completion;
import dev.lakehouse4j.ai.language.LanguageModelException;
import dev.lakehouse4j.ai.language.Prompt;
import dev.lakehouse4j.ai.language.TextModel;
import dev.lakehouse4j.core.Lakehouse;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelWordingTest {

    @TempDir
    static Path folder;

    private static KpiSheet sheet;

    @BeforeAll
    static void write() {
        try (Lakehouse lake =
                PlantedLake.usual().months(YearMonth.of(2018, 1), 6).write(folder.resolve("lake"))) {
            sheet = KpiSheet.of(lake);
        }
    }

    /** Answers each numbered line with a change of it, and remembers what it was asked. */
    private static final class Editor implements TextModel {
        private final UnaryOperator<String> first;
        private final UnaryOperator<String> later;
        private final List<Prompt> prompts = new ArrayList<>();

        Editor(UnaryOperator<String> first, UnaryOperator<String> later) {
            this.first = first;
            this.later = later;
        }

        @Override
        public Completion complete(Prompt prompt) {
            prompts.add(prompt);
            boolean correction = prompt.user().contains("Wrong:");
            String text = prompt.user()
                    .lines()
                    .filter(line -> line.matches("\\d+\\. .*"))
                    .map(line -> line.substring(0, line.indexOf(' ') + 1)
                            + (correction ? later : first).apply(line.substring(line.indexOf(' ') + 1)))
                    .collect(Collectors.joining("\n", "Here you are:\n", ""));
            return new Completion(text, 10, 10);
        }

        @Override
        public String name() {
            return "editor";
        }
    }

    private static List<Sentence> sentences(ExecutiveSummary summary) {
        return summary.sections().stream()
                .flatMap(section -> section.passages().stream())
                .flatMap(passage -> passage.sentences().stream())
                .toList();
    }

    private static List<String> texts(ExecutiveSummary summary) {
        return sentences(summary).stream().map(Sentence::text).toList();
    }

    @Test
    void groundedSentencesAreTakenAndSignedByTheModel() {
        Editor editor = new Editor(text -> text.replace("Revenue came to", "Revenue reached"), text -> text);
        ExecutiveSummary summary = ExecutiveSummary.of(sheet).wordedBy(editor).write();
        assertThat(summary.sentencesOfModel()).hasSameSizeAs(sentences(summary));
        assertThat(summary.text()).contains("Revenue reached").doesNotContain("Revenue came to");
        assertThat(summary.notes()).anyMatch(note -> note.contains("were worded by editor"));
        assertThat(summary.toJson()).contains("\"author\" : \"model\"");
        // One call per section, none to correct.
        assertThat(editor.prompts).hasSize(summary.sections().size());
    }

    @Test
    void falseSentencesAreCorrectedOnRequest() {
        Editor editor = new Editor(text -> text.replace("8", "9"), text -> text);
        ExecutiveSummary plain = ExecutiveSummary.of(sheet).write();
        ExecutiveSummary summary = ExecutiveSummary.of(sheet).wordedBy(editor).write();
        assertThat(texts(summary)).isEqualTo(texts(plain));
        assertThat(summary.sentencesOfModel()).hasSameSizeAs(sentences(summary));
        assertThat(editor.prompts)
                .anySatisfy(prompt ->
                        assertThat(prompt.user()).contains("You wrote:").contains("does not have this number"));
    }

    @Test
    void aModelThatInsistsIsReplacedSentenceBySentence() {
        UnaryOperator<String> lie = text -> text.contains("orders") ? text.replaceAll("\\d", "7") : text;
        ExecutiveSummary plain = ExecutiveSummary.of(sheet).write();
        ExecutiveSummary summary =
                ExecutiveSummary.of(sheet).wordedBy(new Editor(lie, lie)).write();
        assertThat(texts(summary)).isEqualTo(texts(plain));
        assertThat(sentences(summary))
                .extracting(Sentence::author)
                .contains(Sentence.Author.MODEL, Sentence.Author.TEMPLATE);
        assertThat(sentences(summary).stream()
                        .filter(sentence -> sentence.text().contains("orders placed")))
                .allMatch(sentence -> sentence.author() == Sentence.Author.TEMPLATE);
    }

    @Test
    void garbageLeavesTheTemplates() {
        for (String garbage :
                List.of("", "I am sorry.", "1.", "1. 2. 3.", "99999999999. Revenue is 5%.", "{\"a\": 1}")) {
            TextModel model = prompt -> new Completion(garbage, 1, 1);
            ExecutiveSummary summary =
                    ExecutiveSummary.of(sheet).wordedBy(model).write();
            assertThat(texts(summary))
                    .isEqualTo(texts(ExecutiveSummary.of(sheet).write()));
            assertThat(summary.sentencesOfModel()).isEmpty();
        }
    }

    @Test
    void aModelThatFailsIsAskedNoMoreAndSaid() {
        List<Prompt> asked = new ArrayList<>();
        TextModel model = prompt -> {
            asked.add(prompt);
            throw new LanguageModelException("Cannot reach the server.", true, null);
        };
        for (Language language : Language.values()) {
            asked.clear();
            ExecutiveSummary summary =
                    ExecutiveSummary.of(sheet).in(language).wordedBy(model).write();
            assertThat(asked).hasSize(1);
            assertThat(summary.sections()).isNotEmpty();
            assertThat(summary.notes()).anyMatch(note -> note.contains("Cannot reach the server."));
        }
    }

    @Test
    void thePromptHasNoMoreThanTheSentences() {
        Editor editor = new Editor(text -> text, text -> text);
        ExecutiveSummary.of(sheet).in(Language.PORTUGUESE).wordedBy(editor).write();
        assertThat(editor.prompts).allSatisfy(prompt -> {
            assertThat(prompt.system()).contains("Brazilian Portuguese");
            assertThat(prompt.user().lines()).allMatch(line -> line.matches("\\d+\\. .+"));
        });
    }
}
