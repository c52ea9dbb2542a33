package dev.lakehouse4j.core.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that an engine spills to and removes when it is closed.
 *
 * <p>A process that is killed cannot remove its own, which may hold gigabytes. The lock on a file in it goes with the process,
 * so the next engine on the machine sees that nobody uses the folder any more, and removes it.
 */
final class SpillFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpillFolder.class);
    private static final String PREFIX = "lakehouse4j-";
    private static final String LOCK = "in-use";

    /** A folder this young may be about to get its lock. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Path path;
    private final FileChannel lock;

    private SpillFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static SpillFolder create() throws IOException {
        Path folder = Files.createTempDirectory(own());
        FileChannel lock =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            lock.lock();
        } catch (IOException e) {
            LOG.debug("No lock on {}: the file system has none; the folder will not be taken for abandoned", folder, e);
            Files.delete(folder.resolve(LOCK));
        }
        Path parent = folder.getParent();
        if (parent != null) {
            sweep(parent, Instant.now().minus(YOUNG));
        }
        return new SpillFolder(folder, lock);
    }

    /** With the process in the name: closing a second channel of a file gives up the locks that the process has on it. */
    private static String own() {
        return PREFIX + ProcessHandle.current().pid() + "-";
    }

    Path path() {
        return path;
    }

    /** Removes the folders of processes that are gone. */
    static void sweep(Path parent, Instant before) {
        try (Stream<Path> entries = Files.list(parent)) {
            List<Path> folders = entries.filter(entry -> {
                        String name = String.valueOf(entry.getFileName());
                        return name.startsWith(PREFIX) && !name.startsWith(own());
                    })
                    .toList();
            for (Path folder : folders) {
                Path file = folder.resolve(LOCK);
                if (Files.isRegularFile(file)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    removeAbandoned(folder, file);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("Cannot look for abandoned folders in {}", parent, e);
        }
    }

    private static void removeAbandoned(Path folder, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                delete(folder);
                LOG.info("Removed {}, which a process that is gone left behind", folder);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path entry : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
        delete(path);
    }
}
