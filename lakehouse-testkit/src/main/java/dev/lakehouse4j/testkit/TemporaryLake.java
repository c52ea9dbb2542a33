package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A lake in a folder of its own, which goes when it is closed. */
final class TemporaryLake implements AutoCloseable {

    private static final int MOST_THREADS = 4;
    private static final long MEMORY_LIMIT_BYTES = 1L << 30;

    private final Path folder;
    private final Lakehouse lake;

    private TemporaryLake(Path folder, Lakehouse lake) {
        this.folder = folder;
        this.lake = lake;
    }

    static TemporaryLake create() {
        EngineSettings engine = EngineSettings.defaults();
        engine = engine.withThreads(Math.min(MOST_THREADS, engine.threads()))
                .withMemoryLimitBytes(Math.min(MEMORY_LIMIT_BYTES, engine.memoryLimitBytes()));
        try {
            Path folder = Files.createTempDirectory("lakehouse4j-test-");
            try {
                return new TemporaryLake(
                        folder,
                        Lakehouse.open(folder, LakehouseSettings.defaults().withEngine(engine)));
            } catch (RuntimeException e) {
                delete(folder);
                throw e;
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("make a lake for a test", e);
        }
    }

    Lakehouse lake() {
        return lake;
    }

    @Override
    public void close() {
        try {
            lake.close();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("remove the test's folder " + folder, e);
        }
    }
}
