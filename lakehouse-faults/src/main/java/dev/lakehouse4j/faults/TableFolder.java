package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files on disk of a table, looked at without the library. */
final class TableFolder {

    private static final Pattern LOG = Pattern.compile("\\d{20}\\.(json|crc|checkpoint\\.parquet)|_last_checkpoint");

    private TableFolder() {}

    /** Files that neither the log is made of nor the given version needs. */
    static Set<String> leftovers(TableSnapshot snapshot) {
        Set<Path> needed = new TreeSet<>();
        snapshot.files().forEach(file -> needed.add(file.resolve(snapshot.root())));
        Set<String> left = new TreeSet<>();
        for (Path file : files(snapshot.root())) {
            Path relative = snapshot.root().relativize(file);
            boolean log = relative.startsWith("_delta_log")
                    && relative.getNameCount() == 2
                    && LOG.matcher(relative.getName(1).toString()).matches();
            if (!log && !needed.contains(file)) {
                left.add(relative.toString());
            }
        }
        return left;
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path path : entries.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
