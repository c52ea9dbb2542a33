package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.kpi.KpiLineage;
import dev.lakehouse4j.ai.language.TextModel;
import dev.lakehouse4j.ai.report.HtmlReport;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.ai.summary.SummaryFiles;
import dev.lakehouse4j.ai.summary.SummarySettings;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a run leaves under {@code report/}: what it did, the key figures, the summary and the report to look at. */
final class ReportFiles {

    private final Lakehouse lake;
    private final Path folder;
    private final PrintWriter out;
    private final PrintWriter err;

    ReportFiles(Lakehouse lake, PrintWriter out, PrintWriter err) {
        this.lake = lake;
        this.folder = lake.root().resolve("report");
        this.out = out;
        this.err = err;
    }

    void write(RunReport run) {
        lake.requireOutput(folder);
        write(folder.resolve("run.json"), run.toJson());
    }

    /**
     * Writes summary and report over what the run made, however little that is.
     *
     * @return whether all could be written; what could not is said
     */
    boolean writeSummary(Language language, @Nullable TextModel model, boolean quiet) {
        if (!lake.tables().contains("gold.fact_orders")) {
            out.printf("There is no gold.fact_orders to report on. The run report (run.json) is in %s%n", folder);
            return true;
        }
        long started = System.nanoTime();
        HtmlReport report = HtmlReport.of(lake).language(language);
        boolean complete = true;
        try {
            say(quiet, "Writing the summary ...");
            SummarySettings settings = ExecutiveSummary.of(lake).in(language);
            ExecutiveSummary summary = (model == null ? settings : settings.wordedBy(model)).write();
            report = report.summary(summary);
            KpiLineage.record(lake, summary.kpis(), List.of("summary", "index"));
            Path text = SummaryFiles.write(lake, summary, folder);
            out.printf("%n%s%n%n", summary.text());
            out.printf(
                    "The summary (%s), %d key figures (kpis.json) and the run report (run.json) are in %s%n",
                    text.getFileName(), summary.kpis().kpis().size(), folder);
        } catch (LakehouseException e) {
            complete = failed("the summary is not", e);
        }
        try {
            say(quiet, "Writing the report ...");
            Path file = report.write(folder.resolve("index.html"));
            out.printf(
                    Locale.ROOT,
                    "Summary and report took %.1f s. Look at %s%n",
                    (System.nanoTime() - started) / 1e9,
                    file);
        } catch (LakehouseException e) {
            complete = failed("the report to look at is not", e);
        }
        return complete;
    }

    /** One file that cannot be made does not cost the other. */
    private boolean failed(String what, LakehouseException e) {
        err.println("The tables are made, but " + what + ": " + e.getMessage());
        return false;
    }

    private void say(boolean quiet, String what) {
        if (!quiet) {
            err.println(what);
            err.flush();
        }
    }

    /** Puts a file in place whole, so that a reader never sees half of it. */
    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(file.getParent(), ".", ".tmp");
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw LakehouseErrors.storage("write " + file, e);
        }
    }
}
