package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * The report on a lake of the e-commerce pack: one HTML file with the summary, the key figures and the charts, each with
 * its query and table versions.
 *
 * <p>The file is complete: it loads nothing when it is looked at, and its content security policy forbids it to. What a lake
 * lacks (a model that was not trained) is said in its place. The same lake gives the same bytes on the same day.
 *
 * <p>Immutable.
 */
public final class HtmlReport {

    private final Lakehouse lake;
    private final Locale language;
    private final String title;
    private final String style;
    private final LocalDate madeOn;

    private HtmlReport(Lakehouse lake, Locale language, String title, String style, LocalDate madeOn) {
        this.lake = lake;
        this.language = language;
        this.title = title;
        this.style = style;
        this.madeOn = madeOn;
    }

    /**
     * A report in English.
     *
     * @param lake the lake; the report reads it when it is written
     * @return the report
     */
    public static HtmlReport of(Lakehouse lake) {
        return new HtmlReport(lake, Locale.UK, "", "", LocalDate.now(java.time.ZoneId.systemDefault()));
    }

    public HtmlReport language(Locale newLanguage) {
        return new HtmlReport(lake, newLanguage, title, style, madeOn);
    }

    public String html() {
        Texts texts = Texts.of(language.getLanguage(), language);
        Answers answers = Answers.of(new LakeReader(lake), texts);
        Page page = new Page(
                title.isEmpty() ? texts.say("title") : title,
                dates(answers, texts),
                List.of(),
                "",
                new Prose(List.of()),
                List.of(
                        SalesSection.of(answers),
                        DeliverySection.of(answers),
                        SentimentSection.of(answers),
                        CustomersSection.of(answers),
                        ModelSection.of(answers)),
                style);
        return PageWriter.write(page, texts);
    }

    private String dates(Answers answers, Texts texts) {
        return answers.rows("period")
                .map(rows -> rows.rows().get(0))
                .filter(row -> row.value("first_day") != null)
                .map(row -> texts.say(
                        "dates", texts.day(row.day("first_day")), texts.day(row.day("last_day")), texts.day(madeOn)))
                .orElse(texts.say("dates.none", texts.day(madeOn)));
    }

    public Path write(Path file) throws StorageException {
        String html = html();
        Path target = file.toAbsolutePath().normalize();
        try {
            Files.createDirectories(target.getParent());
            Path temporary = Files.createTempFile(target.getParent(), ".", ".tmp");
            Files.writeString(temporary, html);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw LakehouseErrors.storage("write " + target, e);
        }
        return target;
    }
}
