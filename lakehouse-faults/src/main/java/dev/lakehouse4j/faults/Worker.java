package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.engine.EngineSettings;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The process under test: does what standard input says, one line at a time, and acknowledges each line on standard output.
 *
 * <p>An acknowledgement is one write to a pipe, which outlives the process.
 */
final class Worker {

    static final String READY = "ready";
    static final String DONE = "done ";
    static final String FAILED = "failed ";
    static final String EXIT = "exit";
    static final String INGEST = "ingest ";
    static final String PIPELINE = "pipeline ";

    private Worker() {}

    /** Settings that leave room for others on the machine. */
    static LakehouseSettings settings() {
        return LakehouseSettings.defaults()
                .withEngine(EngineSettings.defaults().withThreads(2).withMemoryLimitBytes(256L << 20));
    }

    public static void main(String[] arguments) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                FileOutputStream out = new FileOutputStream(FileDescriptor.out);
                Lakehouse lake = Lakehouse.open(Path.of(arguments[0]), settings())) {
            say(out, READY);
            for (String line = in.readLine(); line != null && !line.equals(EXIT); line = in.readLine()) {
                say(out, answer(lake, line));
            }
        }
    }

    private static String answer(Lakehouse lake, String line) {
        try {
            if (line.startsWith(INGEST)) {
                Deliveries.ingest(Path.of(line.substring(INGEST.length()))).run(lake);
                return DONE + 0;
            }
            if (line.startsWith(PIPELINE)) {
                Deliveries.pipeline(Path.of(line.substring(PIPELINE.length())))
                        .run(lake)
                        .orThrow();
                return DONE + 0;
            }
            return DONE + Operation.parse(line).run(lake);
        } catch (RuntimeException | Error e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return FAILED + String.join("\t", List.of(trace.toString().split("\n", -1)));
        }
    }

    private static void say(FileOutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
