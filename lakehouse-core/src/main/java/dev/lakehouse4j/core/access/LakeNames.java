package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which folder is which table.
 *
 * @param root absolute path of the lake
 */
record LakeNames(Path root) {

    /** Schema of the lake's own records, in whose folder no table of the application lies. */
    static final String SYSTEM = "system";

    /** Schema of the relations that describe the lake. */
    static final String INFORMATION = "information_schema";

    /** The engine has schemas of these names itself, so a statement is bound to other ones. */
    static final String BOUND_PREFIX = "lakehouse_";

    private static final String SYSTEM_FOLDER = "_system";
    private static final List<String> LAYERS = List.of("bronze", "silver", "gold");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** The full name of the table in a folder, or empty when no table of the lake can lie there. */
    Optional<String> name(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        if (!path.startsWith(root) || path.getNameCount() != root.getNameCount() + 2) {
            return Optional.empty();
        }
        String schema = path.getName(root.getNameCount()).toString();
        String table = path.getName(root.getNameCount() + 1).toString();
        if (!NAME.matcher(table).matches()) {
            return Optional.empty();
        }
        if (schema.equals(SYSTEM_FOLDER)) {
            return Optional.of(SYSTEM + "." + table);
        }
        return LAYERS.contains(schema) ? Optional.of(schema + "." + table) : Optional.empty();
    }

    /** The full name of the table in a folder that a restricted session named. */
    String requireName(Path folder) {
        return name(folder)
                .orElseThrow(
                        () -> new AccessDeniedException("Cannot reach that folder: no table of the lake lies there. A"
                                + " restricted session has no other way to files."));
    }

    /** Where a table lies or would lie, or empty when there can be no table of that name. */
    Optional<Path> folder(String fullName) {
        int dot = fullName.indexOf('.');
        if (dot < 0 || !NAME.matcher(fullName.substring(dot + 1)).matches()) {
            return Optional.empty();
        }
        String schema = fullName.substring(0, dot);
        if (schema.equals(SYSTEM)) {
            return Optional.of(root.resolve(SYSTEM_FOLDER).resolve(fullName.substring(dot + 1)));
        }
        return LAYERS.contains(schema)
                ? Optional.of(root.resolve(schema).resolve(fullName.substring(dot + 1)))
                : Optional.empty();
    }

    /** The path without links, as far as it exists. */
    static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path known = absolute; known != null; known = known.getParent()) {
            if (Files.exists(known)) {
                try {
                    return known.toRealPath()
                            .resolve(known.relativize(absolute))
                            .normalize();
                } catch (IOException e) {
                    throw LakehouseErrors.storage("find the folder of " + path, e);
                }
            }
        }
        return absolute;
    }

    static String schema(String fullName) {
        return fullName.substring(0, fullName.indexOf('.'));
    }

    static boolean isSystem(String fullName) {
        return fullName.startsWith(SYSTEM + ".");
    }

    /** The name under which the engine sees a relation. */
    static String bound(String fullName) {
        String lower = fullName.toLowerCase(Locale.ROOT);
        return lower.startsWith(SYSTEM + ".") || lower.startsWith(INFORMATION + ".") ? BOUND_PREFIX + lower : fullName;
    }
}
