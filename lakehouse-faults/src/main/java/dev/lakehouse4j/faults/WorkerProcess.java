package dev.lakehouse4j.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker that can be told what to do, and killed. */
final class WorkerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;

    private WorkerProcess(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a worker and waits until it has opened its lake. */
    static WorkerProcess start(List<String> command, Path lake, Path log) throws IOException {
        List<String> whole = new ArrayList<>(command);
        whole.add(lake.toString());
        WorkerProcess worker = new WorkerProcess(new ProcessBuilder(whole)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
        String greeting = worker.answers.readLine();
        if (!Worker.READY.equals(greeting)) {
            worker.close();
            throw new Violation("a worker could not open its lake (" + greeting + "), see " + log);
        }
        return worker;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Kill −9; safe to call from another thread while the worker works. By its handle: the process itself would close the
     * pipe as well, and with it what was acknowledged and not read yet.
     */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Hands over an order; false when the worker is gone. */
    boolean order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The next answer, or null when the worker is gone without one. */
    @Nullable
    String answer() throws IOException {
        String line = answers.readLine();
        if (line != null && line.startsWith(Worker.FAILED)) {
            throw new Violation(
                    "a worker failed: " + line.substring(Worker.FAILED.length()).replace("\t", "\n"));
        }
        // A line without its end was not written whole, which a pipe does not do with so short ones.
        return line != null && line.startsWith(Worker.DONE) ? line.substring(Worker.DONE.length()) : null;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
            answers.close();
            orders.close();
        } catch (IOException e) {
            // The pipe of a process that is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
