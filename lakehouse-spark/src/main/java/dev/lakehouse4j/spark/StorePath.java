package dev.lakehouse4j.spark;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The name of an object in a store, {@code s3a://bucket/lake/_lakehouse.json}, or a relative part of one. */
final class StorePath implements Path {

    private final StoreFileSystem fileSystem;
    private final boolean absolute;
    private final List<String> names;

    private StorePath(StoreFileSystem fileSystem, boolean absolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = List.copyOf(names);
    }

    /** Reads a name with the store before it, an absolute name in the store ({@code /lake}), or a relative one. */
    static StorePath of(StoreFileSystem fileSystem, String text) {
        String rest = text.startsWith(fileSystem.root())
                ? "/" + text.substring(fileSystem.root().length())
                : text;
        if (rest.contains("://")) {
            throw new InvalidPathException(text, "it does not lie in " + fileSystem.root());
        }
        List<String> names = new ArrayList<>();
        for (String name : rest.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new StorePath(fileSystem, rest.startsWith("/"), names);
    }

    static StorePath of(Path path) {
        if (path instanceof StorePath store) {
            return store;
        }
        throw new ProviderMismatchException("No path of a store: " + path);
    }

    /** As Hadoop names it. */
    org.apache.hadoop.fs.Path hadoop() {
        URI root = URI.create(fileSystem.root());
        return new org.apache.hadoop.fs.Path(
                root.getScheme(), root.getAuthority(), "/" + String.join("/", toAbsolutePath().names));
    }

    private StorePath with(boolean isAbsolute, List<String> others) {
        return new StorePath(fileSystem, isAbsolute, others);
    }

    @Override
    public FileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? with(true, List.of()) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : with(false, names.subList(names.size() - 1, names.size()));
    }

    @Override
    public @Nullable Path getParent() {
        if (names.isEmpty() || (names.size() == 1 && !absolute)) {
            return null;
        }
        return with(absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return with(false, names.subList(index, index + 1));
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        return with(false, names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof StorePath path
                && path.fileSystem == fileSystem
                && path.absolute == absolute
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof StorePath path
                && path.fileSystem == fileSystem
                && (path.absolute
                        ? equals(path)
                        : path.names.size() <= names.size()
                                && names.subList(names.size() - path.names.size(), names.size())
                                        .equals(path.names));
    }

    @Override
    public Path normalize() {
        List<String> kept = new ArrayList<>();
        for (String name : names) {
            if (name.equals("..")
                    && !kept.isEmpty()
                    && !kept.get(kept.size() - 1).equals("..")) {
                kept.remove(kept.size() - 1);
            } else if (!name.equals(".") && !(name.equals("..") && absolute)) {
                kept.add(name);
            }
        }
        return with(absolute, kept);
    }

    @Override
    public Path resolve(Path other) {
        StorePath path = of(other);
        if (path.absolute) {
            return path;
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(path.names);
        return with(absolute, all);
    }

    @Override
    public Path relativize(Path other) {
        StorePath path = of(other);
        if (path.absolute != absolute) {
            throw new IllegalArgumentException("Cannot tell the way from " + this + " to " + other);
        }
        int common = 0;
        while (common < Math.min(names.size(), path.names.size())
                && names.get(common).equals(path.names.get(common))) {
            common++;
        }
        List<String> way = new ArrayList<>();
        for (int i = common; i < names.size(); i++) {
            way.add("..");
        }
        way.addAll(path.names.subList(common, path.names.size()));
        return with(false, way);
    }

    @Override
    public URI toUri() {
        try {
            URI root = URI.create(fileSystem.root());
            return new URI(
                    root.getScheme(), root.getAuthority(), "/" + String.join("/", toAbsolutePath().names), null, null);
        } catch (URISyntaxException e) {
            throw new InvalidPathException(toString(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public StorePath toAbsolutePath() {
        return absolute ? this : with(true, names);
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("A store cannot be watched.");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StorePath path
                && path.fileSystem == fileSystem
                && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(absolute, names);
    }

    @Override
    public String toString() {
        String joined = String.join("/", names);
        return absolute ? fileSystem.root() + joined : joined;
    }
}
