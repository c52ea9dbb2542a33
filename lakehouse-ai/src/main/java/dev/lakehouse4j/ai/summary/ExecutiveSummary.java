package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.core.Lakehouse;
import java.util.List;
import java.util.Optional;

/**
 * What the key figures of a lake say, in words: business health, revenue drivers, delivery risks, customer sentiment and
 * recommendations.
 *
 * <p>The sentences come from {@link Finding}s, which are detected in the {@link KpiSheet}; nothing is said that the figures do
 * not hold. Immutable.
 *
 * <pre>{@code
 * ExecutiveSummary summary = ExecutiveSummary.of(lake).write();
 * System.out.println(summary.text());
 * }</pre>
 */
public final class ExecutiveSummary {

    private final Language language;
    private final KpiSheet kpis;
    private final String title;
    private final List<Section> sections;
    private final List<Finding> findings;
    private final List<String> notes;

    ExecutiveSummary(
            Language language,
            KpiSheet kpis,
            String title,
            List<Section> sections,
            List<Finding> findings,
            List<String> notes) {
        this.language = language;
        this.kpis = kpis;
        this.title = title;
        this.sections = List.copyOf(sections);
        this.findings = List.copyOf(findings);
        this.notes = List.copyOf(notes);
    }

    /**
     * Prepares the summary of a lake.
     *
     * @param lake a lake with the tables of the e-commerce pack; where tables of models are missing, their part is left out
     * @return settings; {@link SummarySettings#write()} computes the key figures and writes
     */
    public static SummarySettings of(Lakehouse lake) {
        return SummarySettings.of(lake);
    }

    /**
     * Prepares the summary of key figures that were computed before.
     *
     * @param kpis the figures
     * @return settings
     */
    public static SummarySettings of(KpiSheet kpis) {
        return SummarySettings.of(kpis);
    }

    /**
     * The language.
     *
     * @return language of all sentences
     */
    public Language language() {
        return language;
    }

    /**
     * The title.
     *
     * @return a line with the days covered
     */
    public String title() {
        return title;
    }

    /**
     * The sections.
     *
     * @return those with something to say, in the order of {@link Topic}
     */
    public List<Section> sections() {
        return sections;
    }

    /**
     * A section.
     *
     * @param topic which one
     * @return empty when it has nothing to say
     */
    public Optional<Section> section(Topic topic) {
        return sections.stream().filter(section -> section.topic() == topic).findFirst();
    }

    /**
     * What was found, told or not.
     *
     * @return findings by section and weight
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * The key figures that the summary rests on.
     *
     * @return the sheet
     */
    public KpiSheet kpis() {
        return kpis;
    }

    /**
     * What readers should know about the summary itself: missing tables, sentences of a language model that were refused.
     *
     * @return sentences in the language of the summary
     */
    public List<String> notes() {
        return notes;
    }

    /**
     * The sentences that a language model worded.
     *
     * @return in order; empty when none did
     */
    public List<Sentence> sentencesOfModel() {
        return sections.stream()
                .flatMap(section -> section.passages().stream())
                .flatMap(passage -> passage.sentences().stream())
                .filter(sentence -> sentence.author() == Sentence.Author.MODEL)
                .toList();
    }

    /**
     * The summary as plain text.
     *
     * @return lines of at most 100 characters
     */
    public String text() {
        return SummaryPage.text(this);
    }

    /**
     * The summary as Markdown, as in {@code report/summary.md}.
     *
     * @return Markdown with links from sentences to the key figures that they cite
     */
    public String markdown() {
        return SummaryPage.markdown(this);
    }

    /**
     * The summary as JSON: sections with their sentences, authors and sources, and the findings with their facts.
     *
     * @return an object
     */
    public String toJson() {
        return SummaryJson.write(this);
    }
}
