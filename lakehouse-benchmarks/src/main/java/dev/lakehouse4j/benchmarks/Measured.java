package dev.lakehouse4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one process took.
 *
 * @param seconds wall time from before its start to after its end
 * @param cpuSeconds processor time of all its threads, which a busy machine changes less; 0 where the system does not tell
 * @param peakMegabytes most memory that was resident at once, in MiB; 0 where the system does not tell
 */
record Measured(double seconds, double cpuSeconds, long peakMegabytes) {

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final long POLL_MILLIS = 10;

    /** Runs a command to its end; its output goes to a file. */
    static Measured run(List<String> command, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        long start = System.nanoTime();
        Process process = builder.start();
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        long peak = 0;
        Duration cpu = Duration.ZERO;
        // The kernel keeps the highest mark itself, so the polling misses only what comes in the last milliseconds.
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peakKilobytes(status));
            cpu = process.info().totalCpuDuration().orElse(cpu);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException("A process ended with " + process.exitValue() + ", log " + log + ":" + "\n"
                    + Files.readString(log));
        }
        return new Measured(seconds, cpu.toMillis() / 1e3, peak >> 10);
    }

    private static long peakKilobytes(Path status) {
        try {
            Matcher matcher = PEAK.matcher(Files.readString(status));
            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0; // It has just ended, or this is not Linux.
        }
    }
}
