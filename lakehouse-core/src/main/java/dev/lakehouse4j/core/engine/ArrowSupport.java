package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import java.nio.Buffer;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Arrow's Java library works in this JVM: it reaches into {@code java.nio} and needs a flag for that.
 *
 * <p>Without the flag, typed reads go through JDBC: the same rows, about a third as fast. Only the Arrow methods
 * themselves need it.
 */
final class ArrowSupport {

    private static final String FLAG = "--add-opens=java.base/java.nio=ALL-UNNAMED";

    /** Computed once, when the class is first used; a JVM does not change its flags. */
    private static final @Nullable String PROBLEM = probe();

    private ArrowSupport() {}

    private static @Nullable String probe() {
        // Asked first, because Arrow prints a stack trace to standard error when it finds it closed.
        if (!Buffer.class.getModule().isOpen(Buffer.class.getPackageName(), RootAllocator.class.getModule())) {
            return unavailable("the package java.nio is not open");
        }
        try (RootAllocator allocator = new RootAllocator()) {
            allocator.buffer(8).close();
            return null;
        } catch (RuntimeException | LinkageError e) {
            return unavailable(e.toString());
        }
    }

    private static String unavailable(String problem) {
        Logger log = LoggerFactory.getLogger(ArrowSupport.class);
        log.info("Arrow is not available, rows are read through JDBC. To read faster, start Java with {}", FLAG);
        return problem;
    }

    static boolean isAvailable() {
        return PROBLEM == null;
    }

    static void require() {
        if (PROBLEM != null) {
            throw new UnsupportedFeatureException(
                    "Cannot exchange Arrow batches: Arrow's memory access is closed in this JVM (" + PROBLEM
                            + "). Start Java with " + FLAG + ".");
        }
    }
}
