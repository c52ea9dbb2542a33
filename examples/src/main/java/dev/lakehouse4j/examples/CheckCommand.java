package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.storage.Verification;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the files of tables with their checksums. */
@Command(
        name = "check",
        description = {
            "Reads every file of the tables and compares it with the checksum that was written with it.",
            "Exit code 3 when a file is missing or damaged."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Tables, such as silver.orders (default: all).")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        List<String> damages = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        try (Lakehouse opened = lake.openExisting()) {
            TextTable table = new TextTable("table", "data files", "without checksum", "log files", "bytes", "result");
            List<String> known = opened.tables();
            for (String name : names.isEmpty() ? known : names) {
                if (!known.contains(name)) {
                    opened.snapshot(name); // Refuses, with the names that are near.
                }
                Verification verification = opened.store().verify(opened.folder(name));
                table.add(
                        name,
                        String.valueOf(verification.dataFiles()),
                        String.valueOf(verification.withoutChecksum()),
                        String.valueOf(verification.logFiles()),
                        String.format(Locale.ROOT, "%,d", verification.bytes()),
                        verification.isSound()
                                ? "sound"
                                : "damaged: " + verification.damages().size());
                damages.addAll(verification.damages());
            }
            table.print(out, 1, 2, 3, 4);
        }
        damages.forEach(out::println);
        out.flush();
        return damages.isEmpty() ? 0 : LakehouseCommand.NOT_COMPLETE;
    }
}
