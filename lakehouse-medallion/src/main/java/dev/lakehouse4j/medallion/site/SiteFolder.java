package dev.lakehouse4j.medallion.site;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Puts the pages into a folder, all or none; an older site there is replaced. */
final class SiteFolder {

    /** A folder without this file is not ours, and nothing in it is replaced. */
    private static final String MARKER = ".lakehouse4j-site";

    private SiteFolder() {}

    static Path write(Path folder, Map<String, String> pages) {
        Path target = folder.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("Cannot write the site to " + target + ". Name a folder below it.");
        }
        requireOurs(target);
        String name = String.valueOf(target.getFileName());
        Path fresh = parent.resolve("." + name + "-" + UUID.randomUUID() + ".tmp");
        Path old = parent.resolve("." + name + "-" + UUID.randomUUID() + ".old");
        try {
            try {
                Files.createDirectories(fresh);
                for (Map.Entry<String, String> page : pages.entrySet()) {
                    Path file = fresh.resolve(page.getKey());
                    Files.createDirectories(file.resolveSibling("x").getParent());
                    Files.writeString(file, page.getValue());
                }
                Files.writeString(fresh.resolve(MARKER), "Pages in this folder are replaced as a whole.\n");
                replace(target, fresh, old);
            } finally {
                delete(fresh);
                delete(old);
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("write the site to " + target, e);
        }
        return target.resolve(SitePaths.INDEX);
    }

    private static void replace(Path target, Path fresh, Path old) throws IOException {
        boolean isThere = Files.exists(target);
        if (isThere) {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (isThere) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
    }

    private static void requireOurs(Path target) {
        try {
            if (!Files.exists(target) || Files.exists(target.resolve(MARKER))) {
                return;
            }
            if (!Files.isDirectory(target)) {
                throw new StorageException("Cannot write the site to " + target + ": it is a file. Name a folder.");
            }
            try (Stream<Path> entries = Files.list(target)) {
                List<String> foreign = entries.map(entry -> String.valueOf(entry.getFileName()))
                        .sorted()
                        .limit(4)
                        .toList();
                if (!foreign.isEmpty()) {
                    throw new StorageException(
                            "Cannot write the site to " + target + ": the folder holds other things ("
                                    + String.join(", ", foreign)
                                    + "), and a site replaces all that is there. Name an empty or a new folder.");
                }
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("write the site to " + target, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
