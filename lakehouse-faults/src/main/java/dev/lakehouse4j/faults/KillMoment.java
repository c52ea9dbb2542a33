package dev.lakehouse4j.faults;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * When a worker is to be killed.
 *
 * @param watched when a file like this comes into being in the lake, the worker is killed; empty waits for the time alone
 * @param files how many such files must have come
 * @param delayMicros how long to wait behind the last of them
 * @param millis how long to wait at most
 */
record KillMoment(String watched, int files, int delayMicros, int millis) {

    private static final List<String> PATTERNS =
            List.of("part-.*\\.parquet", "\\.lakehouse4j-tmp-.*", "\\d{20}\\.json", "(tmp_.*|.*checkpoint.*)");

    /** Half at a time by chance, half when a file of some kind comes. */
    static KillMoment next(Random random) {
        if (random.nextBoolean()) {
            return new KillMoment("", 0, 0, 30 + random.nextInt(1_200));
        }
        return new KillMoment(
                PATTERNS.get(random.nextInt(PATTERNS.size())), 1 + random.nextInt(6), random.nextInt(4_000), 1_500);
    }

    /** Waits for the moment. */
    void await(Path lake) throws IOException, InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000L;
        if (watched.isEmpty()) {
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
            return;
        }
        try (WatchService events = FileSystems.getDefault().newWatchService()) {
            try (Stream<Path> folders = Files.walk(lake, 3)) {
                for (Path folder : folders.filter(Files::isDirectory).toList()) {
                    folder.register(events, StandardWatchEventKinds.ENTRY_CREATE);
                }
            }
            int left = files;
            while (left > 0) {
                WatchKey key = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (key == null) {
                    return;
                }
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (String.valueOf(event.context()).matches(watched)) {
                        left--;
                    }
                }
                key.reset();
            }
            TimeUnit.MICROSECONDS.sleep(delayMicros);
        }
    }
}
