package dev.lakehouse4j.core.erasure;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.storage.TableStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every Delta table under a lake's folder, those of the system and of nobody included. */
final class LakeTables {

    private static final int DEPTH = 6;
    private static final String SYSTEM_FOLDER = "_system";

    private final Path root;
    private final List<LakeTable> tables;

    private LakeTables(Path root, List<LakeTable> tables) {
        this.root = root;
        this.tables = tables;
    }

    /**
     * A table.
     *
     * @param name {@code schema.table}
     * @param root its folder
     */
    record LakeTable(String name, Path root) {

        boolean isSystem() {
            return name.startsWith("system.");
        }

        boolean isQuarantine() {
            return name.endsWith("_quarantine") && !isSystem();
        }
    }

    static LakeTables of(Path root, TableStore store) {
        try (Stream<Path> folders = Files.walk(root, DEPTH)) {
            List<LakeTable> tables = new ArrayList<>();
            folders.filter(folder -> folder.endsWith("_delta_log") && Files.isDirectory(folder))
                    .map(Path::getParent)
                    .filter(folder -> TableStore.isListed(store, folder))
                    .sorted(Comparator.naturalOrder())
                    .forEach(folder -> tables.add(new LakeTable(name(root, folder), folder)));
            return new LakeTables(root, tables);
        } catch (IOException e) {
            throw LakehouseErrors.storage("list the tables of " + root, e);
        } catch (UncheckedIOException e) {
            throw LakehouseErrors.storage("list the tables of " + root, new IOException(e));
        }
    }

    private static String name(Path root, Path folder) {
        String name = root.relativize(folder)
                .toString()
                .replace(folder.getFileSystem().getSeparator(), ".");
        return name.startsWith(SYSTEM_FOLDER + ".") ? name.substring(1) : name;
    }

    List<LakeTable> all() {
        return tables;
    }

    Optional<LakeTable> find(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /** The table that a file belongs to, by a path relative to the lake. */
    Optional<LakeTable> owner(Path file) {
        Path absolute = root.resolve(file);
        return tables.stream()
                .filter(table -> absolute.startsWith(table.root()))
                .findFirst();
    }
}
