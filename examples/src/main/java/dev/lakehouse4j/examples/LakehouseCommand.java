package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.error.LakehouseException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code ./lakehouse}: results go to standard output, progress and logs to standard error. */
@Command(
        name = "lakehouse",
        description = "Builds and reads a lakehouse: CSV files become Bronze, Silver and Gold Delta tables.",
        mixinStandardHelpOptions = true,
        version = "lakehouse4j 0.1.0",
        subcommands = {
            RunCommand.class,
            SegmentsCommand.class,
            EvaluateCommand.class,
            TuneCommand.class,
            TrainCommand.class,
            ScoreCommand.class,
            SentimentCommand.class,
            SummaryCommand.class,
            AskCommand.class,
            ReportCommand.class,
            SqlCommand.class,
            TablesCommand.class,
            HistoryCommand.class,
            DocsCommand.class,
            AuditCommand.class,
            PublishCommand.class,
            ExportCommand.class,
            LineageCommand.class,
            TraceCommand.class,
            ForgetCommand.class,
            RetainCommand.class,
            CheckCommand.class
        })
public final class LakehouseCommand implements Runnable {

    /** Exit code of a run that did not complete. */
    static final int NOT_COMPLETE = 3;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--stacktrace",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print the whole stack trace of an error.")
    private boolean stackTrace;

    private LakehouseCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }

    /**
     * Runs a command and ends the JVM with its exit code: 0 done, 1 failed, 2 wrong arguments, 3 a run that did not
     * complete.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        // UTF-8 whatever the locale: what is printed here is read by programs.
        PrintWriter out = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8), false);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        System.exit(execute(out, err, arguments));
    }

    /** Runs a command that prints to the given writers, and returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        LakehouseCommand command = new LakehouseCommand();
        int code = new CommandLine(command)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    line.getErr().println(line.getColorScheme().errorText("lakehouse: " + message(error)));
                    if (command.stackTrace) {
                        error.printStackTrace(line.getErr());
                    }
                    return 1;
                })
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
        err.flush();
        // A writer keeps its failure to itself: a result that a full disk cut short must not look complete.
        if (out.checkError() && code == 0) {
            err.println("lakehouse: Cannot write to standard output; what was printed is not complete.");
            return 1;
        }
        return code;
    }

    private static String message(Exception error) {
        boolean speaksForItself = error instanceof LakehouseException || error instanceof UncheckedIOException;
        return speaksForItself && error.getMessage() != null
                ? error.getMessage()
                : "Unexpected error: " + error + ". --stacktrace shows where it comes from.";
    }
}
