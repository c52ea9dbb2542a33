package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.language.TextModel;
import dev.lakehouse4j.core.Lakehouse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How to write a summary. Immutable. */
public final class SummarySettings {

    private final Supplier<KpiSheet> kpis;
    private final Language language;
    private final @Nullable TextModel model;

    private SummarySettings(Supplier<KpiSheet> kpis, Language language, @Nullable TextModel model) {
        this.kpis = kpis;
        this.language = language;
        this.model = model;
    }

    static SummarySettings of(Lakehouse lake) {
        return new SummarySettings(() -> KpiSheet.of(lake), Language.ENGLISH, null);
    }

    static SummarySettings of(KpiSheet kpis) {
        return new SummarySettings(() -> kpis, Language.ENGLISH, null);
    }

    /**
     * Chooses the language.
     *
     * @param newLanguage language of all sentences; English unless given
     * @return changed settings
     */
    public SummarySettings in(Language newLanguage) {
        return new SummarySettings(kpis, newLanguage, model);
    }

    /**
     * Lets a language model word the findings. Each of its sentences is checked by {@link Grounding}; what does not pass is
     * replaced by the sentence of the template.
     *
     * @param newModel the model
     * @return changed settings
     */
    public SummarySettings wordedBy(TextModel newModel) {
        return new SummarySettings(kpis, language, newModel);
    }

    /**
     * Computes the key figures, detects findings and writes.
     *
     * @return the summary; a language model that fails costs its wording, not the summary
     */
    public ExecutiveSummary write() {
        return new SummaryWriter(language, model).write(kpis.get());
    }
}
