package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.report.HtmlReport;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.core.Lakehouse;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the report anew, without a run. */
@Command(
        name = "report",
        description = {
            "Writes the report on a lake as one HTML file, which loads nothing when it is looked at.",
            "A run writes it as well; this command writes it in another language or to another place."
        },
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PrincipalOption principal;

    @Option(
            names = "--language",
            paramLabel = "CODE",
            defaultValue = "en",
            description = "Language of the report: en or pt (default: ${DEFAULT-VALUE}).")
    private String language = "en";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "File to write (default: report/index.html in the lake).")
    private @Nullable Path file;

    @Override
    public Integer call() {
        try (Lakehouse opened = lake.openExisting()) {
            Path target = file == null ? opened.root().resolve("report").resolve("index.html") : file;
            Path written = HtmlReport.of(principal.of(opened)).language(known()).write(target);
            PrintWriter out = spec.commandLine().getOut();
            out.println("The report is " + written);
            out.flush();
        }
        return 0;
    }

    private Language known() {
        try {
            return Language.of(language);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
