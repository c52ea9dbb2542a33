package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the tables of a lake. */
@Command(
        name = "tables",
        description = "Lists the tables of a lake with their rows, size, files and version.",
        mixinStandardHelpOptions = true)
final class TablesCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PrincipalOption principal;

    @Override
    public Integer call() {
        try (Lakehouse opened = lake.openExisting()) {
            Lakehouse session = principal.of(opened);
            List<String> names = session.tables();
            if (names.isEmpty()) {
                spec.commandLine()
                        .getOut()
                        .println(
                                session == opened
                                        ? "The lake has no tables yet. `lakehouse run` builds them."
                                        : "There are no tables that the principal may read or write.");
                return 0;
            }
            TextTable table = new TextTable("table", "rows", "size", "files", "columns", "version", "what a row is");
            for (String name : names) {
                TableSnapshot snapshot = session.snapshot(name);
                boolean seesAll = session.seesAll(name);
                String comment = snapshot.schema().comment();
                table.add(
                        name,
                        snapshot.rowCount() < 0 || !seesAll
                                ? "?"
                                : String.format(Locale.ROOT, "%,d", snapshot.rowCount()),
                        seesAll ? size(snapshot.sizeBytes()) : "?",
                        seesAll ? String.valueOf(snapshot.files().size()) : "?",
                        String.valueOf(snapshot.schema().columns().size()),
                        String.valueOf(snapshot.version()),
                        comment == null ? "" : comment);
            }
            table.print(spec.commandLine().getOut(), 1, 2, 3, 4, 5);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%,d kB", (bytes + 999) / 1_000)
                : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }
}
