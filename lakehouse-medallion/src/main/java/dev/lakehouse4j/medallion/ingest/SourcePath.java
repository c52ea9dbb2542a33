package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.storage.LocalDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a source's files are.
 *
 * @param path a file, a folder, or a path whose last elements hold glob characters
 * @param name file name or glob below the folder, or null
 * @param folderGlob which files of a folder count when nothing else says so
 */
record SourcePath(Path path, @Nullable String name, String folderGlob) {

    private static final int KNOWN_NAMES = 200;

    static SourcePath of(Path path, String folderGlob) {
        LocalDisk.requireNoAddress("load", path);
        return new SourcePath(path, null, folderGlob);
    }

    SourcePath named(String nameOrGlob) {
        return new SourcePath(path, nameOrGlob, folderGlob);
    }

    String describe() {
        return name == null ? path.toString() : path.resolve(name).toString();
    }

    /** Where the files are; a path that does not exist is a file when its last element has a dot. */
    SourceLocation location() {
        if (name != null) {
            return new SourceLocation(path, slashes(name));
        }
        int literal = literalNames();
        if (literal < path.getNameCount()) {
            return new SourceLocation(
                    above(literal),
                    slashes(path.subpath(literal, path.getNameCount()).toString()));
        }
        String last = String.valueOf(path.getFileName());
        boolean isFile = Files.exists(path) ? !Files.isDirectory(path) : last.contains(".");
        return isFile ? new SourceLocation(path.resolveSibling(""), last) : new SourceLocation(path, folderGlob);
    }

    private int literalNames() {
        int literal = 0;
        while (literal < path.getNameCount() && !isGlob(path.getName(literal).toString())) {
            literal++;
        }
        return literal;
    }

    /** The folder that the first elements of the path name. */
    private Path above(int literal) {
        Path parent = literal == 0 ? path.getRoot() : path.subpath(0, literal);
        if (parent == null) {
            return Path.of("");
        }
        return literal > 0 && path.getRoot() != null ? path.getRoot().resolve(parent) : parent;
    }

    List<SourceFile> files() {
        try {
            return list();
        } catch (IOException e) {
            throw LakehouseErrors.storage("list the files of " + describe(), e);
        } catch (UncheckedIOException e) {
            throw LakehouseErrors.storage("list the files of " + describe(), new IOException(e));
        }
    }

    private List<SourceFile> list() throws IOException {
        if (name != null) {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw missing(path + " is a file, and files are named inside a folder. Leave the name out, or give the"
                        + " folder.");
            }
            return inFolder(path, name);
        }
        if (Files.isDirectory(path)) {
            return matching(path, folderGlob);
        }
        if (Files.exists(path)) {
            return List.of(new SourceFile(path, String.valueOf(path.getFileName())));
        }
        int literal = literalNames();
        Path parent = above(literal);
        if (literal < path.getNameCount()) {
            return inFolder(
                    parent, slashes(path.subpath(literal, path.getNameCount()).toString()));
        }
        Path above = path.toAbsolutePath().getParent();
        if (above == null || !Files.isDirectory(above)) {
            throw missing("there is no such folder. Check the path.");
        }
        throw missing("there is no such file or folder." + near(above, String.valueOf(path.getFileName())));
    }

    private List<SourceFile> inFolder(Path folder, String nameOrGlob) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw missing("there is no folder " + folder + ". Check the path.");
        }
        if (isGlob(nameOrGlob)) {
            return matching(folder, nameOrGlob);
        }
        Path file = folder.resolve(nameOrGlob);
        if (!Files.isRegularFile(file)) {
            throw missing("the folder has no file " + nameOrGlob + "." + near(folder, nameOrGlob));
        }
        return List.of(new SourceFile(file, nameOrGlob));
    }

    private List<SourceFile> matching(Path folder, String glob) throws IOException {
        PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + glob);
        int depth = glob.contains("**")
                ? Integer.MAX_VALUE
                : 1 + Math.toIntExact(glob.chars().filter(c -> c == '/').count());
        List<SourceFile> found = new ArrayList<>();
        try (Stream<Path> entries = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = entries.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                Path relative = folder.relativize(file);
                // Names that start so are, by custom, files that are still being written or notes about others.
                String last = String.valueOf(file.getFileName());
                if (matcher.matches(relative) && !last.startsWith(".") && !last.startsWith("_")) {
                    found.add(new SourceFile(file, slashes(relative.toString())));
                }
            }
        }
        if (found.isEmpty()) {
            throw missing("no file in " + folder.toAbsolutePath() + " matches " + glob
                    + ". Check the pattern, or put the" + " files there.");
        }
        found.sort(Comparator.comparing(SourceFile::name));
        return found;
    }

    private SourceMissingException missing(String why) {
        return new SourceMissingException(describe(), "Cannot find the source " + describe() + ": " + why);
    }

    private static String near(Path folder, String wanted) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> known = entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .limit(KNOWN_NAMES)
                    .toList();
            // What stands before a dot is a layer to the search for near names, so the dots hide.
            List<String> near = LakehouseErrors.nearest(
                            wanted.replace('.', '/'),
                            known.stream().map(file -> file.replace('.', '/')).toList())
                    .stream()
                    .map(file -> file.replace('/', '.'))
                    .toList();
            return near.isEmpty()
                    ? " Put it there, or check the name."
                    : " Did you mean " + String.join(" or ", near) + "?";
        }
    }

    private static boolean isGlob(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }

    private static String slashes(String text) {
        return text.replace('\\', '/');
    }
}
