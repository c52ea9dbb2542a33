package dev.lakehouse4j.core.storage;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delta Kernel's file access through the file systems of Java, without Hadoop.
 *
 * <p>A log entry appears whole or not at all, and only one writer gets a version. On local disks the entry is written to a temporary
 * file, forced to disk, and then given its name by a hard link, which fails when the name is taken. Hadoop's log stores
 * check and rename in two steps, so two processes can both believe that they wrote one version.
 */
final class LocalFileIO implements FileIO {

    private static final Logger LOG = LoggerFactory.getLogger(LocalFileIO.class);

    /** Prefix of files that a crash may leave in a log folder; vacuum removes them. */
    static final String TEMPORARY_PREFIX = ".lakehouse4j-tmp-";

    private final CheckpointPages checkpoints = new CheckpointPages();
    private final FileSystem fileSystem;

    LocalFileIO(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    @Override
    public CloseableIterator<FileStatus> listFrom(String filePath) throws IOException {
        Path from = path(filePath);
        Path folder = from.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new FileNotFoundException("No such folder: " + folder);
        }
        String first = String.valueOf(from.getFileName());
        List<FileStatus> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> sorted = entries.filter(
                            entry -> String.valueOf(entry.getFileName()).compareTo(first) >= 0)
                    .sorted()
                    .toList();
            for (Path entry : sorted) {
                statusIfThere(entry).ifPresent(found::add);
            }
        }
        return Utils.toCloseableIterator(found.iterator());
    }

    @Override
    public FileStatus getFileStatus(String path) throws IOException {
        return status(path(path));
    }

    @Override
    public String resolvePath(String path) {
        return path(path).toAbsolutePath().normalize().toString();
    }

    @Override
    public boolean mkdirs(String path) throws IOException {
        Files.createDirectories(path(path));
        return true;
    }

    @Override
    public InputFile newInputFile(String path, long fileSize) {
        return new LocalInputFile(path(path), checkpoints);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new LocalOutputFile(path(path));
    }

    @Override
    public boolean delete(String path) throws IOException {
        return Files.deleteIfExists(path(path));
    }

    @Override
    public Optional<String> getConf(String confKey) {
        return Optional.empty();
    }

    @Override
    public void copyFileAtomically(String srcPath, String destPath, boolean overwrite) throws IOException {
        putAtomically(path(destPath), overwrite, out -> Files.copy(path(srcPath), out));
    }

    /** Kernel hands over plain paths, but paths in a log of another writer may be {@code file:} URIs. */
    Path path(String text) {
        if (!text.startsWith("file:")) {
            return fileSystem.getPath(text);
        }
        try {
            return Path.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            return Path.of(text.replaceFirst("file:/+", "/")); // Kernel decodes some of them on the way.
        }
    }

    /** Empty for a file that another process tidied away since the folder was listed, and for a folder. */
    private static Optional<FileStatus> statusIfThere(Path entry) throws IOException {
        try {
            return Files.isRegularFile(entry) ? Optional.of(status(entry)) : Optional.empty();
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private static FileStatus status(Path file) throws IOException {
        try {
            return FileStatus.of(
                    file.toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis());
        } catch (NoSuchFileException e) {
            FileNotFoundException missing = new FileNotFoundException(file.toString());
            missing.initCause(e);
            throw missing;
        }
    }

    private static void putAtomically(Path target, boolean overwrite, Content content) throws IOException {
        if (!LocalDisk.has(target)) {
            putInStore(target, overwrite, content);
            return;
        }
        Path temporary = target.resolveSibling(TEMPORARY_PREFIX + UUID.randomUUID());
        try {
            try (FileChannel channel =
                            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = java.nio.channels.Channels.newOutputStream(channel)) {
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            if (overwrite) {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                keepOrderOfTimes(target, temporary);
                link(target, temporary);
            }
            Checksums.forceFolder(target.toAbsolutePath().getParent());
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** In a store a file appears whole when it is closed, and one that is to be new does so only where there is none. */
    private static void putInStore(Path target, boolean overwrite, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.writeTo(bytes);
        if (overwrite) {
            Files.write(target, bytes.toByteArray());
            return;
        }
        if (!StoreFiles.putNew(target, bytes.toByteArray())) {
            throw new FileAlreadyExistsException(target.toString());
        }
    }

    /**
     * A log entry is never older than the one before it, also when the clock was set back meanwhile: readers take the time of
     * the file for the time of the version.
     */
    private static void keepOrderOfTimes(Path target, Path temporary) throws IOException {
        if (!LogEntrySeal.isEntry(target)) {
            return;
        }
        long version = Long.parseLong(String.valueOf(target.getFileName()).substring(0, 20));
        Path before = target.resolveSibling(String.format(Locale.ROOT, "%020d.json", version - 1));
        try {
            long earliest = Files.getLastModifiedTime(before).toMillis() + 1;
            if (Files.getLastModifiedTime(temporary).toMillis() < earliest) {
                Files.setLastModifiedTime(temporary, FileTime.fromMillis(earliest));
            }
        } catch (NoSuchFileException e) {
            return; // It is the first, or the one before was tidied away behind a checkpoint.
        }
    }

    /** Once the target has its name the write has succeeded; a temporary file that stays must not make it look failed. */
    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warn("Cannot remove the temporary file {}; a vacuum will: {}", temporary, e.getMessage());
        }
    }

    private static void link(Path target, Path temporary) throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (UnsupportedOperationException e) {
            throw new IOException(
                    "The file system of " + target + " has no hard links, which commits need. Put the lake on another"
                            + " file system (ext4, xfs, btrfs, APFS and NTFS have them).",
                    e);
        } catch (FileAlreadyExistsException e) {
            // Kernel recognises a lost race by this very type of java.nio.file.
            throw e;
        }
    }

    /** Writes the bytes of a file. */
    @FunctionalInterface
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private record LocalInputFile(Path file, CheckpointPages checkpoints) implements InputFile {

        @Override
        public long length() throws IOException {
            return Files.size(file);
        }

        @Override
        public String path() {
            return file.toString();
        }

        @Override
        public SeekableInputStream newStream() throws IOException {
            try {
                if (LogEntrySeal.isEntry(file)) {
                    return new BytesInputStream(LogEntrySeal.read(file));
                }
                if (CheckpointPages.isCheckpoint(file)) {
                    checkpoints.requireGood(file);
                }
                return new LocalSeekableInputStream(Files.newByteChannel(file, StandardOpenOption.READ));
            } catch (NoSuchFileException e) {
                FileNotFoundException missing = new FileNotFoundException(file.toString());
                missing.initCause(e);
                throw missing;
            }
        }
    }

    /** A file that was read whole. */
    private static final class BytesInputStream extends SeekableInputStream {

        private final ByteBuffer bytes;

        BytesInputStream(byte[] content) {
            this.bytes = ByteBuffer.wrap(content);
        }

        @Override
        public long getPos() {
            return bytes.position();
        }

        @Override
        public void seek(long newPos) {
            bytes.position(Math.toIntExact(newPos));
        }

        @Override
        public void readFully(byte[] b, int off, int len) throws IOException {
            if (bytes.remaining() < len) {
                throw new EOFException("The file ends " + (len - bytes.remaining()) + " bytes too early.");
            }
            bytes.get(b, off, len);
        }

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] b, int off, int len) {
            int count = Math.min(len, bytes.remaining());
            bytes.get(b, off, count);
            return count == 0 && len > 0 ? -1 : count;
        }
    }

    private static final class LocalSeekableInputStream extends SeekableInputStream {

        private final SeekableByteChannel channel;

        LocalSeekableInputStream(SeekableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public long getPos() throws IOException {
            return channel.position();
        }

        @Override
        public void seek(long newPos) throws IOException {
            channel.position(newPos);
        }

        @Override
        public void readFully(byte[] b, int off, int len) throws IOException {
            ByteBuffer into = ByteBuffer.wrap(b, off, len);
            while (into.hasRemaining()) {
                if (channel.read(into) < 0) {
                    throw new EOFException("The file ends " + into.remaining() + " bytes too early.");
                }
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            return channel.read(ByteBuffer.wrap(b, off, len));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record LocalOutputFile(Path file) implements OutputFile {

        @Override
        public String path() {
            return file.toString();
        }

        @Override
        public PositionOutputStream create(boolean atomicWrite) throws IOException {
            return LocalDisk.has(file)
                    ? LocalPositionOutputStream.open(file)
                    : new CountingOutputStream(Files.newOutputStream(file));
        }

        @Override
        public void writeAtomically(CloseableIterator<String> data, boolean overwrite) throws IOException {
            try (data) {
                StringBuilder text = new StringBuilder();
                while (data.hasNext()) {
                    text.append(data.next()).append('\n');
                }
                String content = text.toString();
                byte[] bytes = LogEntrySeal.isEntry(file)
                        ? LogEntrySeal.seal(content)
                        : content.getBytes(StandardCharsets.UTF_8);
                putAtomically(file, overwrite, out -> out.write(bytes));
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException e) {
                // Nothing was put in place. Kernel would take a checked exception for an unknown state and try again.
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Knows how much was written. In a store, a file appears when this is closed. */
    private static class CountingOutputStream extends PositionOutputStream {

        private final OutputStream out;
        private long position;

        CountingOutputStream(OutputStream out) {
            this.out = new java.io.BufferedOutputStream(out, 1 << 16);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            position++;
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
            position += len;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Writes a file that appears under its name only when it is closed. */
    private static final class LocalPositionOutputStream extends CountingOutputStream {

        private final Path target;
        private final Path temporary;
        private final FileChannel channel;
        private boolean closed;

        private LocalPositionOutputStream(Path target, Path temporary, FileChannel channel) {
            super(java.nio.channels.Channels.newOutputStream(channel));
            this.target = target;
            this.temporary = temporary;
            this.channel = channel;
        }

        static LocalPositionOutputStream open(Path target) throws IOException {
            Path temporary = target.resolveSibling(TEMPORARY_PREFIX + UUID.randomUUID());
            return new LocalPositionOutputStream(
                    target,
                    temporary,
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try {
                flush();
                channel.force(true);
                channel.close();
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                Checksums.forceFolder(target.toAbsolutePath().getParent());
            } finally {
                channel.close();
                Files.deleteIfExists(temporary);
            }
        }
    }
}
