package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.erasure.Erasure;
import dev.lakehouse4j.core.erasure.ErasureReport;
import dev.lakehouse4j.core.erasure.ErasureReport.Status;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.medallion.commerce.Commerce;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Erases a customer from every layer, the history and the files. */
@Command(
        name = "forget",
        description = {
            "Erases a customer: rows in every layer, quarantine, history, statistics, reports. Then it searches every file"
                    + " of the lake for the proof.",
            "Time travel to before ends for the tables that held the customer. The report goes to"
                    + " report/erasure-<time>.json in the lake; it names no identifier."
        },
        mixinStandardHelpOptions = true)
final class ForgetCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Parameters(paramLabel = "CUSTOMER_UNIQUE_ID", description = "The customer to forget.")
    @SuppressWarnings("NullAway.Init")
    private String customer;

    @Option(names = "--dry-run", description = "Show what would be erased, and do nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--everywhere",
            description =
                    "Also delete rows of tables that no plan declares, when they hold an identifier of the customer.")
    private boolean everywhere;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try (Lakehouse opened = lake.openExisting()) {
            Erasure erasure = Erasure.of(opened, Commerce.erasure()).onProgress(step -> {
                err.println(step + " ...");
                err.flush();
            });
            if (everywhere) {
                erasure = erasure.everywhere();
            }
            if (dryRun) {
                return print(erasure.preview(customer));
            }
            if (!yes) {
                ErasureReport planned = erasure.preview(customer);
                if (planned.status() == Status.UNKNOWN) {
                    return print(planned);
                }
                err.println(planned.summary());
                if (!confirmed(err)) {
                    err.println("Nothing was done.");
                    return 1;
                }
            }
            ErasureReport report = erasure.forget(customer);
            if (report.status() != Status.UNKNOWN) {
                Path file = opened.root().resolve("report").resolve("erasure-" + TIME.format(report.at()) + ".json");
                write(file, report.toJson());
                err.println("The report is in " + file);
            }
            return print(report);
        }
    }

    /** Up to Java 21 there is no console without a terminal; later it may be there and read nothing, which means no. */
    @SuppressWarnings("SystemConsoleNull")
    private boolean confirmed(PrintWriter err) {
        Console console = System.console();
        if (console == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Cannot ask for confirmation without a terminal. Give --yes, or --dry-run to look.");
        }
        err.print("Erase for good? There is no way back. [y/N] ");
        err.flush();
        String answer = console.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private int print(ErasureReport report) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? report.toJson() : report.summary());
        out.flush();
        return switch (report.status()) {
            case PLANNED, ERASED -> 0;
            case UNKNOWN -> 1;
            case INCOMPLETE -> LakehouseCommand.NOT_COMPLETE;
        };
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw LakehouseErrors.storage("write " + file, e);
        }
    }
}
