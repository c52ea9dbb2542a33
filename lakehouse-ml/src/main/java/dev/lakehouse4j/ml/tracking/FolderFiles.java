package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files that appear whole or not at all, for several threads and processes at once.
 *
 * <p>Everything is written in a staging folder and then gets its place by a rename or a hard link. MLflow takes every folder
 * at the top for an experiment unless its name ends in {@code .trash}, hence the name of the staging folder.
 */
final class FolderFiles {

    static final String STAGING = ".lakehouse4j.trash";

    private static final Duration FORGOTTEN = Duration.ofDays(1);
    private static final int LONGEST_PART = 255;

    private final Path staging;

    FolderFiles(Path root) {
        this.staging = root.resolve(STAGING);
    }

    /** Creates the staging folder, and removes what crashed processes left there over a day ago. */
    void prepare() throws IOException {
        Files.createDirectories(staging);
        Instant before = Instant.now().minus(FORGOTTEN);
        try (Stream<Path> left = Files.list(staging)) {
            for (Path entry : left.toList()) {
                if (Files.getLastModifiedTime(entry).toInstant().isBefore(before)) {
                    deleteAll(entry);
                }
            }
        } catch (NoSuchFileException e) {
            // Another process removed the same leftovers.
            Files.createDirectories(staging);
        }
    }

    interface Filler {
        void fill(Path folder) throws IOException;
    }

    /** Makes a folder with all that is in it; false when the place is taken, and then nothing has changed. */
    boolean placeFolder(Path target, Filler filler) throws IOException {
        Path staged = Files.createDirectory(newStaged());
        try {
            filler.fill(staged);
            Files.createDirectories(Names.parent(target));
            if (Files.exists(target)) {
                return false;
            }
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
            return false;
        } catch (FileSystemException e) {
            // What a rename onto a folder says differs between systems.
            if (Files.exists(target)) {
                return false;
            }
            throw e;
        } finally {
            deleteAll(staged);
        }
    }

    /** Writes a file, in place of one that is there. */
    void place(Path target, BaseTracker.Content content) throws IOException {
        Path staged = stage(content);
        try {
            makeParent(target);
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(staged);
        }
    }

    void place(Path target, String text) throws IOException {
        place(target, BaseTracker.Content.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes a file unless there is one; false when there is. */
    boolean placeNew(Path target, String text) throws IOException {
        Path staged = stage(BaseTracker.Content.of(text.getBytes(StandardCharsets.UTF_8)));
        try {
            makeParent(target);
            Files.createLink(target, staged);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            return placeNewWithoutLinks(target, staged);
        } finally {
            Files.deleteIfExists(staged);
        }
    }

    /** File systems without hard links: two writers at the same instant may both believe that they were first. */
    private static boolean placeNewWithoutLinks(Path target, Path staged) throws IOException {
        if (Files.exists(target)) {
            return false;
        }
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Appends a line by one write, which the system does not mix with those of other processes. */
    void append(Path target, String lines) throws IOException {
        makeParent(target);
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    void placeYaml(Path target, ObjectNode content) throws IOException {
        place(target, BaseTracker.Content.of(Yaml.write(content)));
    }

    /** Reads a YAML file; empty when it is not there. */
    static Optional<ObjectNode> readYaml(String what, Path file) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            throw LakehouseErrors.storage("read " + what, e);
        }
        return Optional.of(Yaml.read(what + " (" + file + ")", content));
    }

    /** The folders in a folder, sorted by name; none when it is not there. */
    static List<Path> folders(Path folder) {
        return list(folder).stream().filter(Files::isDirectory).toList();
    }

    static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw LakehouseErrors.storage("list " + folder, e);
        }
    }

    private void makeParent(Path target) throws IOException {
        for (Path part : target) {
            if (part.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PART) {
                throw new TrackingException("Cannot write '" + part.toString().substring(0, 60)
                        + "…': the file system allows names of " + LONGEST_PART
                        + " bytes, and the file layout makes the name a file. Shorten it.");
            }
        }
        try {
            Files.createDirectories(Names.parent(target));
        } catch (FileAlreadyExistsException | NotDirectoryException e) {
            throw taken(target);
        } catch (FileSystemException e) {
            if (hasFileAbove(target)) {
                throw taken(target);
            }
            throw e;
        }
        if (Files.isDirectory(target)) {
            throw taken(target);
        }
    }

    private static boolean hasFileAbove(Path target) {
        for (Path above = target.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }

    private static TrackingException taken(Path target) {
        return new TrackingException("Cannot write " + target
                + ": the file layout makes each part of a name between slashes a folder, and a name is taken as a file and"
                + " as a folder ('a' and 'a/b'). Rename one of them.");
    }

    private Path stage(BaseTracker.Content content) throws IOException {
        Path staged = newStaged();
        if (content instanceof BaseTracker.Bytes given) {
            Files.write(staged, given.bytes(), StandardOpenOption.CREATE_NEW);
        } else if (content instanceof BaseTracker.InFile given) {
            Files.copy(given.file(), staged);
        }
        return staged;
    }

    private Path newStaged() throws IOException {
        Files.createDirectories(staging);
        return staging.resolve(UUID.randomUUID().toString());
    }

    private static void deleteAll(Path start) throws IOException {
        if (!Files.exists(start)) {
            return;
        }
        try (Stream<Path> all = Files.walk(start)) {
            for (Path entry : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
