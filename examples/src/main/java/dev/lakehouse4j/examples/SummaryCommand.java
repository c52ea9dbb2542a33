package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.language.LanguageModel;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.ai.summary.SummaryFiles;
import dev.lakehouse4j.ai.summary.SummarySettings;
import dev.lakehouse4j.core.Lakehouse;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes the executive summary of a lake. */
@Command(
        name = "summary",
        description = {
            "Computes the key figures of a lake and prints what they say: business health, revenue drivers, delivery risks,"
                    + " customer sentiment, and recommendations.",
            "Every sentence comes from the figures; the report folder of the lake gets them with their SQL."
        },
        mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PrincipalOption principal;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LanguageModelOptions model;

    @Option(
            names = "--language",
            paramLabel = "CODE",
            converter = LanguageCode.class,
            defaultValue = "en",
            description = "en or pt (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Language language;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for kpis.json and the summary (default: report in the lake).")
    private @Nullable Path folder;

    @Option(names = "--markdown", description = "Print Markdown instead of plain text.")
    private boolean markdown;

    @Option(
            names = "--json",
            description = "Print one JSON object with the sentences, their sources, and the findings.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Lakehouse opened = lake.openExisting()) {
            Lakehouse session = principal.of(opened);
            Path target = folder == null ? opened.root().resolve("report") : folder;
            session.requireOutput(target);
            SummarySettings settings = ExecutiveSummary.of(session).in(language);
            Optional<LanguageModel> wording = model.languageModel();
            ExecutiveSummary summary =
                    wording.map(settings::wordedBy).orElse(settings).write();
            SummaryFiles.write(session, summary, target);
            out.println((json ? summary.toJson() : markdown ? summary.markdown() : summary.text()).stripTrailing());
        }
        out.flush();
        return 0;
    }

    /** Reads codes of languages. */
    static final class LanguageCode implements ITypeConverter<Language> {
        @Override
        public Language convert(String code) {
            try {
                return Language.of(code);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
