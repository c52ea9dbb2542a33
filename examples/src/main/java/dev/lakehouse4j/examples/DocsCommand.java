package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.site.CatalogSite;
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

/** Writes the catalog as a site. */
@Command(
        name = "docs",
        description = {
            "Writes the catalog of a lake as a static HTML site with search and lineage.",
            "It shows what the principal may see; the owner sees everything but personal data in example rows."
        },
        mixinStandardHelpOptions = true)
final class DocsCommand implements Callable<Integer> {

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
            names = "--out",
            paramLabel = "FOLDER",
            description = "Folder to write; a site in it is replaced (default: docs in the lake).")
    private @Nullable Path folder;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "5",
            description = "Example rows per table, 0 to 100 (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--title", paramLabel = "TEXT", defaultValue = "", description = "Title of the site.")
    private String title = "";

    @Override
    public Integer call() {
        try (Lakehouse opened = lake.openExisting()) {
            Lakehouse session = principal.of(opened);
            Path target = folder == null ? opened.root().resolve("docs") : folder;
            session.requireOutput(target);
            Path written = site(session).write(target);
            PrintWriter out = spec.commandLine().getOut();
            out.println("The site begins at " + written);
            out.flush();
        }
        return 0;
    }

    private CatalogSite site(Lakehouse session) {
        try {
            return CatalogSite.of(session).title(title).exampleRows(rows);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
