package dev.lakehouse4j.examples;

import dev.lakehouse4j.medallion.pipeline.RunListener;
import dev.lakehouse4j.medallion.pipeline.StepReport;
import dev.lakehouse4j.medallion.pipeline.StepStatus;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Shows a run on a terminal: one line that is rewritten, and a line per step that could not do its work. Without a
 * terminal (a log file, a pipe) it prints a line per finished step instead.
 */
final class TerminalProgress implements RunListener, AutoCloseable {

    /** Set by the launcher, which knows whether standard error is a terminal. */
    private static final String TERMINAL_PROPERTY = "lakehouse.terminal";

    private static final int LINE_WIDTH = 100;
    private static final long REDRAW_NANOS = 80_000_000L;

    private final PrintWriter out;
    private final boolean quiet;
    private final boolean interactive;
    private final Map<String, Double> running = new LinkedHashMap<>();
    private final long started = System.nanoTime();
    private int steps;
    private int finished;
    private long rows;
    private long lastDrawn;

    TerminalProgress(PrintWriter out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
        this.interactive = Boolean.getBoolean(TERMINAL_PROPERTY);
    }

    @Override
    public void runStarted(int count) {
        steps = count;
    }

    @Override
    public void stepStarted(String table) {
        running.put(table, 0.0);
        draw();
    }

    @Override
    public void stepProgress(String table, double share) {
        running.put(table, share);
        draw();
    }

    @Override
    public void stepFinished(StepReport report) {
        running.remove(report.table());
        finished++;
        rows += report.rowsOut();
        // The closing summary says why; it also names the steps that are blocked in consequence.
        boolean trouble = report.status() == StepStatus.MISSING || report.status() == StepStatus.FAILED;
        if (!quiet && (trouble || !interactive)) {
            clear();
            out.printf(
                    Locale.ROOT,
                    "[%2d/%d] %-28s %s%n",
                    finished,
                    steps,
                    report.table(),
                    report.status() == StepStatus.DONE
                            ? String.format(Locale.ROOT, "%,12d rows %,7d ms", report.rowsOut(), report.millis())
                            : report.status().name().toLowerCase(Locale.ROOT));
            out.flush();
        }
        draw();
    }

    private void draw() {
        long now = System.nanoTime();
        if (quiet || !interactive || now - lastDrawn < REDRAW_NANOS) {
            return;
        }
        lastDrawn = now;
        double part = running.values().stream().mapToDouble(Double::doubleValue).sum();
        double share = steps == 0 ? 0 : (finished + part) / steps;
        double seconds = (now - started) / 1e9;
        String line = String.format(
                Locale.ROOT,
                "%3.0f %%  %,d rows, %,.0f rows/s  %s",
                share * 100,
                rows,
                rows / Math.max(seconds, 0.001),
                running.keySet().stream().collect(Collectors.joining(", ")));
        out.print("\r" + (line.length() > LINE_WIDTH ? line.substring(0, LINE_WIDTH) : line) + "\u001b[K");
        out.flush();
    }

    private void clear() {
        if (interactive) {
            out.print("\r\u001b[K");
        }
    }

    @Override
    public void close() {
        if (!quiet) {
            clear();
            out.flush();
        }
    }
}
