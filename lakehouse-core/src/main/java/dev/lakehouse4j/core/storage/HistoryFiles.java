package dev.lakehouse4j.core.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files on disk that make up the history of a table, and their deletion. */
final class HistoryFiles {

    /** Entries, checksums, checkpoints in one or many parts or of the second kind, and compacted entries. */
    private static final Pattern VERSIONED =
            Pattern.compile("(\\d{20})(\\.(\\d{20})\\.compacted)?(\\.json|\\.crc|\\.checkpoint\\..*)");

    private final Path root;
    private final Path log;
    private int deleted;
    private long bytes;

    HistoryFiles(Path root) {
        this.root = root;
        this.log = root.resolve("_delta_log");
    }

    int deleted() {
        return deleted;
    }

    long bytes() {
        return bytes;
    }

    /** Deletes what the log holds of the versions before one, oldest first, so that what is left after a crash is whole. */
    void deleteLogBefore(long version) throws IOException {
        for (Path file : list(log)) {
            if (before(file, version)) {
                delete(file);
            }
        }
    }

    /** Deletes what no reader of the newest version looks at: parts of other checkpoints, files of a torn write. */
    void deleteLogLeftovers() throws IOException {
        for (String folder : List.of("_sidecars", "_staged_commits", "_commits")) {
            if (Files.isDirectory(log.resolve(folder))) {
                for (Path file : list(log.resolve(folder))) {
                    delete(file);
                }
            }
        }
        for (Path file : list(log)) {
            String name = name(file);
            if (name.startsWith(".") || name.endsWith(".tmp")) {
                delete(file);
            }
        }
    }

    /** Every file of the table but the log and the given ones. */
    List<Path> dataFilesBut(Set<Path> needed) throws IOException {
        try (Stream<Path> entries = Files.walk(root)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(log))
                    .filter(file -> !needed.contains(file.toAbsolutePath()))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    void delete(Path file) throws IOException {
        long size;
        try {
            size = Files.size(file);
        } catch (NoSuchFileException e) {
            return; // Another purge was faster.
        }
        if (Files.deleteIfExists(file)) {
            deleted++;
            bytes += size;
        }
    }

    private static boolean before(Path file, long version) {
        Matcher matcher = VERSIONED.matcher(name(file));
        if (!matcher.matches()) {
            return false;
        }
        String last = matcher.group(3) == null ? matcher.group(1) : matcher.group(3);
        return Long.parseLong(last) < version;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        return files;
    }
}
