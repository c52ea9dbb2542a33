package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.Period;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report on a lake of the e-commerce pack as one HTML file: the executive summary, headline figures and charts, each with
 * its query, the versions of its tables and a table of its values.
 *
 * <p>The file is complete. It loads nothing when it is looked at, and its content security policy forbids it to. A chart whose
 * table is not in the lake (a model that was not trained) is named with the reason. The same lake and day give the same bytes.
 *
 * <p>Immutable; each method returns a changed copy.
 *
 * <pre>{@code
 * HtmlReport.of(lake).language(Language.PORTUGUESE).write(Path.of("report.html"));
 * }</pre>
 */
public final class HtmlReport {

    private static final Logger LOG = LoggerFactory.getLogger(HtmlReport.class);

    private final Lakehouse lake;
    private final Language language;
    private final @Nullable ExecutiveSummary summary;
    private final String title;
    private final String style;
    private final @Nullable LocalDate madeOn;

    private HtmlReport(
            Lakehouse lake,
            Language language,
            @Nullable ExecutiveSummary summary,
            String title,
            String style,
            @Nullable LocalDate madeOn) {
        this.lake = lake;
        this.language = language;
        this.summary = summary;
        this.title = title;
        this.style = style;
        this.madeOn = madeOn;
    }

    /**
     * A report in English with a summary of its own.
     *
     * @param lake the lake; it is read when the report is written, and tables may be missing from it
     * @return the report
     */
    public static HtmlReport of(Lakehouse lake) {
        return new HtmlReport(lake, Language.ENGLISH, null, "", "", null);
    }

    /**
     * Takes a summary that was written before, with its key figures and its language, so that neither is computed again.
     *
     * @param newSummary a summary of the same lake
     * @return changed report
     */
    public HtmlReport summary(ExecutiveSummary newSummary) {
        return new HtmlReport(lake, newSummary.language(), newSummary, title, style, madeOn);
    }

    /**
     * Chooses the language of all texts, numbers and dates. A summary that was given in another language is worded anew from
     * its key figures, without a language model.
     *
     * @param newLanguage the language; English unless given
     * @return changed report
     */
    public HtmlReport language(Language newLanguage) {
        return new HtmlReport(lake, newLanguage, summary, title, style, madeOn);
    }

    /**
     * Chooses the title.
     *
     * @param newTitle plain text; empty for the usual title
     * @return changed report
     */
    public HtmlReport title(String newTitle) {
        return new HtmlReport(lake, language, summary, newTitle, style, madeOn);
    }

    /**
     * Adds style rules after those of the report, for the colours and type of a house; {@code docs/report.md} lists the custom
     * properties. Rules that load something from elsewhere have no effect.
     *
     * @param css style rules; empty for none
     * @return changed report
     * @throws IllegalArgumentException when the rules would end the style element
     */
    public HtmlReport style(String css) {
        if (css.toLowerCase(Locale.ROOT).contains("</style")) {
            throw new IllegalArgumentException(
                    "Cannot add the style: it holds '</style', which would end the element that"
                            + " it stands in. Give plain CSS without HTML around it.");
        }
        return new HtmlReport(lake, language, summary, title, css, madeOn);
    }

    /**
     * States the day on which the report was made, for reports that must not differ from one day to the next.
     *
     * @param day the day; the day of writing unless given
     * @return changed report
     */
    public HtmlReport madeOn(LocalDate day) {
        return new HtmlReport(lake, language, summary, title, style, day);
    }

    /**
     * Reads the lake and writes the report.
     *
     * @return one HTML document, with what the lake's principal sees
     * @throws AccessDeniedException when the principal may not read {@code gold.fact_orders}
     */
    public String html() {
        lake.require(Privilege.SELECT, Securable.table("gold.fact_orders"));
        Texts texts = Texts.in(language);
        ExecutiveSummary told = told();
        KpiSheet kpis = told == null ? null : told.kpis();
        Answers answers = Answers.of(new LakeReader(lake), texts);
        return PageWriter.write(
                new Page(
                        title.isEmpty() ? texts.say("title") : title,
                        dates(kpis, texts),
                        kpis == null ? List.of() : Tiles.of(kpis, texts),
                        told,
                        told == null ? List.of() : cited(told),
                        List.of(
                                SalesSection.of(answers, kpis),
                                DeliverySection.of(answers),
                                SentimentSection.of(answers, kpis),
                                CustomersSection.of(answers),
                                ModelSection.of(answers)),
                        style),
                texts);
    }

    /** The summary; null when the lake's tables do not let it be made, which shall not cost the charts. */
    private @Nullable ExecutiveSummary told() {
        if (summary != null) {
            return summary.language() == language
                    ? summary
                    : ExecutiveSummary.of(summary.kpis()).in(language).write();
        }
        try {
            return ExecutiveSummary.of(lake).in(language).write();
        } catch (LakehouseException e) {
            LOG.warn("The report goes without a summary: {}", e.getMessage());
            return null;
        }
    }

    private String dates(@Nullable KpiSheet kpis, Texts texts) {
        String day = texts.day(madeOn == null ? LocalDate.now(ZoneId.systemDefault()) : madeOn);
        Period period = kpis == null ? null : kpis.period().orElse(null);
        return period == null
                ? texts.say("dates.none", day)
                : texts.say("dates", texts.day(period.from()), texts.day(period.last()), day);
    }

    /** The key figures of tiles and sentences, in the order of the sheet. */
    private static List<Kpi> cited(ExecutiveSummary told) {
        Set<String> names = new LinkedHashSet<>(Tiles.NAMES);
        told.sections()
                .forEach(section -> section.passages()
                        .forEach(passage -> passage.sentences().forEach(sentence -> names.addAll(sentence.sources()))));
        return told.kpis().kpis().stream()
                .filter(kpi -> names.contains(kpi.name()))
                .toList();
    }

    /**
     * Reads the lake and writes the report to a file, whole or not at all; the folder is made when missing.
     *
     * @param file the file, usually {@code report/index.html} in the lake's folder; replaced when there
     * @return the absolute path of the file
     * @throws AccessDeniedException when the lake's principal may not read {@code gold.fact_orders}, or may not write to that
     *     place in the lake
     * @throws StorageException when the file cannot be written
     */
    public Path write(Path file) {
        lake.requireOutput(file);
        String html = html();
        Path target = file.toAbsolutePath().normalize();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IllegalArgumentException(
                    "Cannot write the report to " + target + ": it is a folder. Name a file.");
        }
        // Not createTempFile: others than the owner, such as a web server, shall be able to read it.
        Path temporary = folder.resolve("." + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(folder);
            try {
                Files.writeString(temporary, html);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("write " + target, e);
        }
        return target;
    }
}
