package dev.lakehouse4j.core.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How much of the machine the SQL engine may use.
 *
 * @param threads number of threads for one query, at least 1
 * @param memoryLimitBytes memory for data that a query holds, outside the Java heap; what does not fit spills to disk
 * @param temporaryFolder where to spill; null for a folder of its own under the system's temporary folder
 */
public record EngineSettings(
        int threads, long memoryLimitBytes, @Nullable Path temporaryFolder) {

    private static final long SMALLEST_LIMIT = 64L << 20;

    /** Checks the ranges. */
    public EngineSettings {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "Cannot run queries on " + threads + " threads. Set at least 1, or leave the default.");
        }
        if (memoryLimitBytes < SMALLEST_LIMIT) {
            throw new IllegalArgumentException("Cannot run queries in " + memoryLimitBytes
                    + " bytes of memory. Set at least " + SMALLEST_LIMIT + ", or leave the default.");
        }
    }

    /**
     * All processors, and half of the machine's memory.
     *
     * @return the default settings
     */
    public static EngineSettings defaults() {
        return new EngineSettings(
                Runtime.getRuntime().availableProcessors(), Math.max(SMALLEST_LIMIT, physicalMemory() / 2), null);
    }

    /**
     * The same settings with another number of threads.
     *
     * @param value threads for one query, at least 1
     * @return the changed settings
     */
    public EngineSettings withThreads(int value) {
        return new EngineSettings(value, memoryLimitBytes, temporaryFolder);
    }

    /**
     * The same settings with another memory limit.
     *
     * @param value bytes, at least 64 MiB
     * @return the changed settings
     */
    public EngineSettings withMemoryLimitBytes(long value) {
        return new EngineSettings(threads, value, temporaryFolder);
    }

    /**
     * The same settings with another folder to spill to.
     *
     * @param value an existing folder
     * @return the changed settings
     */
    public EngineSettings withTemporaryFolder(Path value) {
        return new EngineSettings(threads, memoryLimitBytes, value);
    }

    private static long physicalMemory() {
        java.lang.management.OperatingSystemMXBean bean =
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return bean instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
