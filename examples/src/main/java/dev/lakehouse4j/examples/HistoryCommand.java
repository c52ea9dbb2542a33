package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.storage.Commit;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the versions of a table. */
@Command(
        name = "history",
        description = "Shows the versions of a table, newest first.",
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PrincipalOption principal;

    @Parameters(paramLabel = "TABLE", description = "Name of the table, such as silver.orders.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Override
    public Integer call() {
        try (Lakehouse opened = lake.openExisting()) {
            TextTable table = new TextTable("version", "time", "operation", "rows written", "files", "details");
            Lakehouse session = principal.of(opened);
            for (Commit commit : session.store().history(session.snapshot(name).root())) {
                table.add(
                        String.valueOf(commit.version()),
                        TIME.format(commit.timestamp()),
                        commit.operation(),
                        rows(commit),
                        "+" + commit.metrics().getOrDefault("numAddedFiles", "?") + " -"
                                + commit.metrics().getOrDefault("numRemovedFiles", "?"),
                        new TreeMap<>(commit.parameters())
                                .entrySet().stream()
                                        // Results are long; the site of the catalog shows them.
                                        .filter(entry -> !entry.getKey().equals("expectations"))
                                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                                        .collect(Collectors.joining(" ")));
            }
            table.print(spec.commandLine().getOut(), 0, 3);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static String rows(Commit commit) {
        String rows = commit.metrics().getOrDefault("numOutputRows", "");
        return rows.matches("\\d{1,18}") ? String.format(Locale.ROOT, "%,d", Long.parseLong(rows)) : rows;
    }
}
