package dev.lakehouse4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one process took.
 *
 * @param exitCode how it ended; 0 when all went well
 * @param seconds wall time from before its start to after its end
 * @param cpuSeconds processor time of all its threads, which a busy machine changes less; 0 where the system does not tell
 * @param otherCpuSeconds processor time that everything else on the machine took meanwhile, other guests of the host
 *     included; 0 where the system does not tell
 * @param peakMegabytes most memory that was resident at once, in MiB; 0 where the system does not tell
 */
record Measured(int exitCode, double seconds, double cpuSeconds, double otherCpuSeconds, long peakMegabytes) {

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final long POLL_MILLIS = 10;

    /** Of a second; the kernel counts in these whatever its own clock. */
    private static final double TICKS = 100;

    /** Runs a command to its end; its output goes to a file. */
    static Measured run(List<String> command, Path log) throws IOException, InterruptedException {
        Measured measured = run(command, Map.of(), log);
        if (measured.exitCode != 0) {
            throw new IOException(
                    "A process ended with " + measured.exitCode + ", log " + log + ":" + "\n" + Files.readString(log));
        }
        return measured;
    }

    /** The same, whatever the exit code, with some variables of its environment set. */
    static Measured run(List<String> command, Map<String, String> environment, Path log)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        double before = busySeconds();
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
        double own = cpu.toMillis() / 1e3;
        double others = Math.max(0, busySeconds() - before - own);
        return new Measured(process.exitValue(), seconds, own, others, peak >> 10);
    }

    private static long peakKilobytes(Path status) {
        try {
            Matcher matcher = PEAK.matcher(Files.readString(status));
            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0; // It has just ended, or this is not Linux.
        }
    }

    /** Processor time of the whole machine that was not idle: user, nice, system, interrupts, and what the host took. */
    private static double busySeconds() {
        try {
            String[] ticks = Files.readString(Path.of("/proc/stat"))
                    .lines()
                    .findFirst()
                    .orElse("")
                    .split("\\s+", -1);
            double busy = 0;
            for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
                busy += Double.parseDouble(ticks[field]);
            }
            return busy / TICKS;
        } catch (IOException | RuntimeException e) {
            return 0; // Not Linux.
        }
    }
}
