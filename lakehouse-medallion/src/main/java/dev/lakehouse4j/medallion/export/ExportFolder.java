package dev.lakehouse4j.medallion.export;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Puts the files of an export into a folder. */
final class ExportFolder {

    /** Lists the files of the export, so that the next one knows which of them are no longer wanted. */
    private static final String MANIFEST = ".lakehouse4j-export";

    private ExportFolder() {}

    static void write(Path folder, Map<String, String> files, boolean overwrite) {
        try {
            requireFree(folder, overwrite);
            for (String old : earlier(folder)) {
                if (!files.containsKey(old)) {
                    Files.deleteIfExists(folder.resolve(old));
                }
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                Path parent = target.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.writeString(target, file.getValue());
            }
            Files.writeString(folder.resolve(MANIFEST), String.join("\n", new TreeSet<>(files.keySet())) + "\n");
        } catch (IOException e) {
            throw LakehouseErrors.storage("write the export to " + folder, e);
        }
    }

    private static void requireFree(Path folder, boolean overwrite) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new StorageException("Cannot write the export to " + folder + ": it is a file. Name a folder.");
        }
        if (overwrite) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> there = entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .limit(4)
                    .toList();
            if (!there.isEmpty()) {
                throw new StorageException("Cannot write the export to " + folder + ": the folder is not empty ("
                        + String.join(", ", there)
                        + "). Name a new folder, or say --overwrite (overwriting() in a program): files of an earlier"
                        + " export are replaced then, and others stay.");
            }
        }
    }

    /** The files of an earlier export; a manifest that somebody changed names nothing outside the folder. */
    private static List<String> earlier(Path folder) throws IOException {
        Path manifest = folder.resolve(MANIFEST);
        if (!Files.exists(manifest)) {
            return List.of();
        }
        List<String> inside = new ArrayList<>();
        for (String name : Files.readAllLines(manifest)) {
            Path file = folder.resolve(name).normalize();
            if (!name.isBlank() && file.startsWith(folder.normalize()) && Files.isRegularFile(file)) {
                inside.add(name);
            }
        }
        return inside;
    }
}
