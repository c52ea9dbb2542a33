package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.storage.HistoryPurge;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Drops versions that nobody needs any more. */
@Command(
        name = "retain",
        description =
                "Keeps the versions of the last days readable and drops older ones, with the files that only they need.",
        mixinStandardHelpOptions = true)
final class RetainCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Option(
            names = "--days",
            paramLabel = "N",
            required = true,
            description = "How many days back versions stay readable; longer than the longest write.")
    private int days;

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Tables, such as silver.orders (default: all).")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        if (days < 0) {
            throw new ParameterException(spec.commandLine(), "--days is " + days + ". Give 0 or more.");
        }
        try (Lakehouse opened = lake.openExisting()) {
            TextTable table = new TextTable("table", "oldest version", "versions dropped", "files removed", "bytes");
            for (String name : names.isEmpty() ? opened.tables() : names) {
                HistoryPurge dropped =
                        opened.store().expire(opened.snapshot(name).root(), Duration.ofDays(days));
                table.add(
                        name,
                        String.valueOf(dropped.version()),
                        String.valueOf(dropped.versionsDropped()),
                        String.valueOf(dropped.logFilesDeleted() + dropped.dataFilesDeleted()),
                        String.format(Locale.ROOT, "%,d", dropped.bytesDeleted()));
            }
            table.print(spec.commandLine().getOut(), 1, 2, 3, 4);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
