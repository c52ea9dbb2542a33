package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.KpiSheet;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From key figures to sentences. */
final class SummaryWriter {

    private final Language language;
    private final Wording wording;

    SummaryWriter(Language language) {
        this.language = language;
        this.wording = new Wording(language);
    }

    ExecutiveSummary write(KpiSheet kpis) {
        List<Finding> findings = Detectors.findings(kpis).stream()
                .sorted(Comparator.comparing(Finding::topic)
                        .thenComparing(
                                Comparator.comparingDouble(Finding::weight).reversed()))
                .toList();
        List<Section> sections = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            List<Section.Passage> passages = findings.stream()
                    .filter(finding -> finding.topic() == topic)
                    .map(this::passage)
                    .toList();
            if (!passages.isEmpty()) {
                sections.add(new Section(topic, topic.title(language), passages));
            }
        }
        return new ExecutiveSummary(language, kpis, title(kpis), sections, findings, notes(kpis));
    }

    private Section.Passage passage(Finding finding) {
        return new Section.Passage(
                finding.id(),
                wording.fill(finding.heading().template(language), finding.facts()),
                finding.statements().stream()
                        .map(statement -> new Sentence(
                                wording.fill(statement.template(language), finding.facts()),
                                Sentence.Author.TEMPLATE,
                                statement.sources().isEmpty() ? finding.sources() : statement.sources()))
                        .toList());
    }

    private String title(KpiSheet kpis) {
        String title = language == Language.PORTUGUESE ? "Resumo executivo" : "Executive summary";
        return kpis.period()
                .map(period -> title + ", "
                        + wording.write(Fact.month(YearMonth.from(period.from())), "")
                        + (language == Language.PORTUGUESE ? " a " : " to ")
                        + wording.write(Fact.month(YearMonth.from(period.last())), ""))
                .orElse(title);
    }

    private List<String> notes(KpiSheet kpis) {
        return kpis.notes();
    }
}
