package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.error.LakehouseException;
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
        subcommands = {RunCommand.class, SqlCommand.class, TablesCommand.class, HistoryCommand.class})
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
        int code = execute(arguments);
        System.out.flush();
        System.exit(code);
    }

    static int execute(String... arguments) {
        LakehouseCommand command = new LakehouseCommand();
        return new CommandLine(command)
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    line.getErr().println(line.getColorScheme().errorText("lakehouse: " + message(error)));
                    if (command.stackTrace) {
                        error.printStackTrace(line.getErr());
                    }
                    return 1;
                })
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    private static String message(Exception error) {
        return error instanceof LakehouseException && error.getMessage() != null
                ? error.getMessage()
                : error.toString();
    }
}
