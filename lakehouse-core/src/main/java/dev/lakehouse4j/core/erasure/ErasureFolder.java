package dev.lakehouse4j.core.erasure;

import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.storage.LocalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder {@code LAKE/_erasure}: the salt, the list of the suppressed, the lock, and the work in progress. */
final class ErasureFolder {

    private static final Logger LOG = LoggerFactory.getLogger(ErasureFolder.class);

    private static final String SALT = "salt";
    private static final String LOCK = "lock";
    private static final int SALT_BYTES = 32;
    private static final int HASH_BYTES = 16;

    private final Path folder;

    ErasureFolder(Path lake) {
        this.folder = lake.resolve("_erasure");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Only one erasure at a time works on a lake, in whatever process. */
    Lock lock() {
        Path file = file(LOCK);
        if (!LocalDisk.has(file)) {
            throw new UnsupportedFeatureException("Cannot begin an erasure under " + folder
                    + ": it needs a lock that lasts as long as its process, and a store has none. Copy the lake to a local"
                    + " disk, erase there, and put the copy in the place of the lake.");
        }
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return new Lock(channel);
            }
            channel.close();
        } catch (IOException e) {
            closeQuietly(channel);
            throw LakehouseErrors.storage("begin an erasure under " + folder, e);
        }
        throw new ConflictException("Cannot begin an erasure under " + folder
                + ": another one is under way. Nothing was done; run it again when the other has ended.");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Another thread of this process has it.
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug(
                    "The lock of an erasure that could not begin was not closed",
                    e); // The first error is the one to tell.
        }
    }

    /** Held while an erasure works. */
    record Lock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            closeQuietly(channel);
        }
    }

    /** The salt of this lake's hashes, made when it is asked for the first time. */
    String salt() {
        Optional<String> known = read(SALT);
        if (known.isPresent()) {
            return known.get().strip();
        }
        byte[] random = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(random);
        Path temporary = file("." + SALT + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            Files.createDirectories(folder);
            Files.writeString(temporary, HexFormat.of().formatHex(random) + "\n", StandardOpenOption.CREATE_NEW);
            Files.createLink(file(SALT), temporary);
        } catch (FileAlreadyExistsException e) {
            return salt(); // Another process made it at the same moment.
        } catch (IOException e) {
            throw LakehouseErrors.storage("make the salt under " + folder, e);
        } finally {
            deleteQuietly(temporary);
        }
        return HexFormat.of().formatHex(random);
    }

    /** What stands for a value where the value must not stand: equal for equal values of one lake. */
    static String hash(String salt, String value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((salt + value).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    Optional<String> read(String name) {
        try {
            return Files.exists(file(name))
                    ? Optional.of(Files.readString(file(name), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            throw LakehouseErrors.storage("read " + file(name), e);
        }
    }

    /** The file is there whole, or as it was before. */
    void write(String name, String text, boolean secret) {
        Path temporary = file("." + name + "-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                if (secret) {
                    ownerOnly(temporary);
                }
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw LakehouseErrors.storage("write " + file(name), e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw LakehouseErrors.storage("delete " + file(name), e);
        }
    }

    private static void ownerOnly(Path file) throws IOException {
        FileSystem system = file.getFileSystem();
        if (system.supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("Cannot remove {}, which may name persons. Remove it by hand: {}", file, e.getMessage());
        }
    }
}
