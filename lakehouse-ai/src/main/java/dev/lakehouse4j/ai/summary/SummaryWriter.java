package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.language.TextModel;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From key figures to sentences. */
final class SummaryWriter {

    private final Language language;
    private final Wording wording;
    private final @Nullable ModelWording model;

    SummaryWriter(Language language, @Nullable TextModel model) {
        this.language = language;
        this.wording = new Wording(language);
        this.model = model == null ? null : new ModelWording(model, language);
    }

    ExecutiveSummary write(KpiSheet kpis) {
        List<Finding> findings = Detectors.findings(kpis).stream()
                .sorted(Comparator.comparing(Finding::topic)
                        .thenComparing(
                                Comparator.comparingDouble(Finding::weight).reversed()))
                .toList();
        List<Section> sections = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            List<Finding> here = findings.stream()
                    .filter(finding -> finding.topic() == topic)
                    .toList();
            if (!here.isEmpty()) {
                sections.add(new Section(topic, topic.title(language), passages(here)));
            }
        }
        List<String> notes = new ArrayList<>(kpis.notes());
        if (model != null) {
            notes.addAll(model.notes());
        }
        return new ExecutiveSummary(language, kpis, title(kpis), sections, findings, notes);
    }

    private List<Section.Passage> passages(List<Finding> findings) {
        Map<Integer, String> worded = Map.of();
        if (model != null) {
            List<ModelWording.Task> tasks = new ArrayList<>();
            for (Finding finding : findings) {
                for (Finding.Statement statement : finding.statements()) {
                    tasks.add(new ModelWording.Task(tasks.size() + 1, Grounding.of(finding, statement, language)));
                }
            }
            worded = model.word(tasks);
        }
        List<Section.Passage> passages = new ArrayList<>();
        int number = 0;
        for (Finding finding : findings) {
            List<Sentence> sentences = new ArrayList<>();
            for (Finding.Statement statement : finding.statements()) {
                String text = worded.get(++number);
                sentences.add(new Sentence(
                        text != null ? text : wording.fill(statement.template(language), finding.facts()),
                        text != null ? Sentence.Author.MODEL : Sentence.Author.TEMPLATE,
                        statement.sources().isEmpty() ? finding.sources() : statement.sources()));
            }
            passages.add(new Section.Passage(
                    finding.id(), wording.fill(finding.heading().template(language), finding.facts()), sentences));
        }
        return passages;
    }

    private String title(KpiSheet kpis) {
        boolean isPortuguese = language == Language.PORTUGUESE;
        String title = isPortuguese ? "Resumo executivo" : "Executive summary";
        return kpis.period()
                .map(period -> {
                    String first = wording.write(Fact.month(YearMonth.from(period.from())), "");
                    String last = wording.write(Fact.month(YearMonth.from(period.last())), "");
                    return title + ", " + (first.equals(last) ? first : first + (isPortuguese ? " a " : " to ") + last);
                })
                .orElse(title);
    }
}
