package dev.lakehouse4j.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.storage.LocalDisk;
import dev.lakehouse4j.core.storage.TableStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a lake: a marker file that says its format, and a folder per layer and table. */
final class LakeFolder {

    /** Raised when older versions of this library could no longer read a lake. */
    static final int FORMAT = 1;

    static final List<String> LAYERS = List.of("bronze", "silver", "gold");

    private static final String MARKER = "_lakehouse.json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LakeFolder() {}

    static Path open(Path folder, boolean create) {
        LocalDisk.requireNoAddress("open the lake", folder);
        Path root = folder.toAbsolutePath().normalize();
        try {
            if (Files.isRegularFile(root.resolve(MARKER))) {
                requireKnownFormat(root);
            } else if (Files.exists(root) && !Files.isDirectory(root)) {
                throw new StorageException("Cannot open the lake " + root + ": it is a file. Name a folder.");
            } else if (!create) {
                throw new StorageException("Cannot open the lake " + root + ": "
                        + (Files.exists(root)
                                ? "the folder is not a lake (it has no " + MARKER + ")"
                                : "no such folder")
                        + ". Check the path, or create the lake with `run` first.");
            } else {
                create(root);
            }
            return root;
        } catch (IOException e) {
            throw LakehouseErrors.storage("open the lake " + root, e);
        }
    }

    private static void create(Path root) throws IOException {
        Files.createDirectories(root);
        try (Stream<Path> entries = Files.list(root)) {
            List<String> foreign = entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .limit(4)
                    .toList();
            if (!foreign.isEmpty() && !Files.exists(root.resolve(MARKER))) {
                throw new StorageException("Cannot create a lake in " + root + ": the folder holds other things ("
                        + String.join(", ", foreign) + "). Name an empty folder, or an existing lake.");
            }
        }
        String marker = MAPPER.createObjectNode().put("format", FORMAT).toPrettyString() + "\n";
        Path temporary =
                root.resolve("." + MARKER + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            Files.writeString(temporary, marker, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
            Files.createLink(root.resolve(MARKER), temporary);
        } catch (FileAlreadyExistsException e) {
            requireKnownFormat(root); // Another process created the lake at the same moment.
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void requireKnownFormat(Path root) throws IOException {
        JsonNode marker;
        try {
            marker = MAPPER.readTree(Files.readString(root.resolve(MARKER), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new StorageException(
                    "Cannot open the lake " + root + ": its file " + MARKER
                            + " is damaged. It should read {\"format\": " + FORMAT + "}; restore it.",
                    e);
        }
        int format = marker.path("format").asInt(-1);
        if (format > FORMAT) {
            throw new UnsupportedFeatureException("Cannot open the lake " + root + ": it has format " + format
                    + ", and this version of the library knows formats up to " + FORMAT
                    + ". Use a newer version of lakehouse4j.");
        }
        if (format < 1) {
            throw new StorageException("Cannot open the lake " + root + ": its file " + MARKER
                    + " names no format. It should read {\"format\": " + FORMAT + "}; restore it.");
        }
    }

    /** Full names of all tables, sorted. */
    static List<String> tables(Path root, TableStore store) {
        List<String> names = new ArrayList<>();
        for (String layer : LAYERS) {
            Path folder = root.resolve(layer);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> tables = Files.list(folder)) {
                    tables.filter(table -> TableStore.isListed(store, table))
                            .map(table -> layer + "." + table.getFileName())
                            .sorted()
                            .forEach(names::add);
                } catch (IOException e) {
                    throw LakehouseErrors.storage("list the tables of " + root, e);
                }
            }
        }
        return names;
    }
}
