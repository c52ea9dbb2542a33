package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.storage.DataFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The data files that a session wrote. */
final class StagedFiles {

    /** A file of a table as this library names them, or in folders of partitions; nothing of the log, nothing outside. */
    private static final Pattern LOG_PATH =
            Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9._%=-]*/)*[A-Za-z0-9][A-Za-z0-9._%-]*\\.parquet");

    private final Set<Path> files = ConcurrentHashMap.newKeySet();

    void add(Path root, List<DataFile> added) {
        for (DataFile file : added) {
            files.add(requireInside(root, file));
        }
    }

    boolean containsAll(Path root, List<DataFile> others) {
        return others.stream().allMatch(file -> files.contains(requireInside(root, file)));
    }

    /** The place of a data file of a table; refused when it could be a file of anything else. */
    static Path requireInside(Path root, DataFile file) {
        Path folder = root.toAbsolutePath().normalize();
        String path = file.logPath();
        if (LOG_PATH.matcher(path).matches()
                && !path.contains("..")
                && !path.toLowerCase(java.util.Locale.ROOT).contains("%2e")
                && !path.toLowerCase(java.util.Locale.ROOT).contains("%2f")) {
            Path resolved = file.resolve(folder).normalize();
            if (resolved.startsWith(folder)) {
                return resolved;
            }
        }
        throw new AccessDeniedException("Cannot use the file " + path.replaceAll("[^\\w./%=-]", "?")
                + ": it is no data file of the table. A restricted session uses files that it wrote through the lake.");
    }
}
