package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.util.functional.FutureIO;
import org.jspecify.annotations.Nullable;

/** What can be done with the files of a store. A store has no links, so a link is a copy that takes a free name. */
final class StoreProvider extends FileSystemProvider {

    private static final String CONDITION = "fs.option.create.conditional.overwrite";
    private static final String TEMPORARY = ".lakehouse4j-tmp-";

    private static org.apache.hadoop.fs.FileSystem hadoop(Path path) {
        return ((StoreFileSystem) path.getFileSystem()).hadoop();
    }

    /** Hadoop's failures as Java's, with the file's name. */
    static IOException translated(String file, IOException e) {
        if (e instanceof FileSystemException) {
            return e;
        }
        IOException told;
        if (e instanceof FileNotFoundException) {
            told = new NoSuchFileException(file);
        } else if (e instanceof org.apache.hadoop.fs.FileAlreadyExistsException || isConditionFailed(e)) {
            told = new FileAlreadyExistsException(file);
        } else {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String reason = e instanceof PathIOException && root == e ? e.getMessage() : e + " (" + root + ")";
            told = new FileSystemException(file, null, reason);
        }
        told.initCause(e);
        return told;
    }

    /** HTTP's 412, and 409 for a race with another conditional put. */
    private static boolean isConditionFailed(IOException e) {
        String text = e.getClass().getSimpleName() + " " + e.getMessage();
        return text.contains("RemoteFileChanged")
                || text.contains("Status Code: 412")
                || text.contains("ConditionalRequestConflict");
    }

    @Override
    public String getScheme() {
        return "lakehouse4j-store";
    }

    @Override
    public java.nio.file.FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("Stores are opened by the engine of a lake.");
    }

    @Override
    public java.nio.file.FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("Stores are opened by the engine of a lake.");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("Stores are opened by the engine of a lake.");
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (options.contains(StandardOpenOption.APPEND)) {
            throw new UnsupportedOperationException("A file of a store cannot grow: " + path);
        }
        if (!options.contains(StandardOpenOption.WRITE)) {
            return new Reading(path);
        }
        if (!options.contains(StandardOpenOption.CREATE_NEW)
                && !options.contains(StandardOpenOption.CREATE)
                && !Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return new Writing(StorePath.of(path), options.contains(StandardOpenOption.CREATE_NEW));
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        throw new UnsupportedOperationException("A store has neither locks nor files that change: " + path);
    }

    /** Puts an empty file in place unless one of its name is there; what a store does with the condition shows here. */
    void writeNew(StorePath path) throws IOException {
        putNew(path, out -> {});
    }

    /** Gives bytes to a file. */
    @FunctionalInterface
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void upload(StorePath path, boolean isNew, Content content) throws IOException {
        StoreFileSystem store = (StoreFileSystem) path.getFileSystem();
        if (isNew) {
            store.requirePutIfAbsent(path);
            putNew(path, content);
            return;
        }
        try {
            write(store.hadoop().createFile(path.hadoop()).recursive().overwrite(true), content);
        } catch (IOException e) {
            throw translated(path.toString(), e);
        }
    }

    private static void putNew(StorePath path, Content content) throws IOException {
        StoreFileSystem store = (StoreFileSystem) path.getFileSystem();
        try {
            switch (store.putIfAbsent()) {
                case CONDITION -> {
                    FSDataOutputStreamBuilder<?, ?> builder =
                            store.hadoop().createFile(path.hadoop()).recursive().overwrite(true);
                    // The store decides: a look at what is there before would cost a request, and decide nothing.
                    builder.must(CONDITION, true);
                    write(builder, content);
                }
                case CREATION ->
                    write(store.hadoop().createFile(path.hadoop()).recursive().overwrite(false), content);
                case RENAMING -> renamed(store, path, content);
            }
        } catch (IOException e) {
            throw translated(path.toString(), e);
        }
    }

    /** A file that fails halfway is not put in place. */
    private static void write(FSDataOutputStreamBuilder<?, ?> builder, Content content) throws IOException {
        try (FSDataOutputStream out = (FSDataOutputStream) builder.build()) {
            try {
                content.writeTo(out);
            } catch (IOException | RuntimeException e) {
                if (out.hasCapability("fs.capability.outputstream.abortable")) {
                    out.abort();
                }
                throw e;
            }
        }
    }

    private static void renamed(StoreFileSystem store, StorePath path, Content content) throws IOException {
        org.apache.hadoop.fs.Path target = path.hadoop();
        org.apache.hadoop.fs.Path temporary =
                new org.apache.hadoop.fs.Path(target.getParent(), TEMPORARY + UUID.randomUUID());
        try {
            write(store.hadoop().createFile(temporary).recursive().overwrite(false), content);
            if (!store.hadoop().rename(temporary, target)) {
                throw new FileAlreadyExistsException(path.toString());
            }
        } finally {
            store.hadoop().delete(temporary, false);
        }
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> entries = new ArrayList<>();
        try {
            FileStatus[] found = hadoop(folder).listStatus(StorePath.of(folder).hadoop());
            if (found.length == 1
                    && found[0].isFile()
                    && found[0].getPath().equals(StorePath.of(folder).hadoop())) {
                throw new NotDirectoryException(folder.toString());
            }
            for (FileStatus status : found) {
                Path entry = folder.resolve(status.getPath().getName());
                if (filter.accept(entry)) {
                    entries.add(entry);
                }
            }
        } catch (IOException e) {
            throw translated(folder.toString(), e);
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return entries.iterator();
            }

            @Override
            public void close() {
                // All entries are here.
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        try {
            hadoop(folder).mkdirs(StorePath.of(folder).hadoop());
        } catch (IOException e) {
            throw translated(folder.toString(), e);
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        try {
            if (!hadoop(path).delete(StorePath.of(path).hadoop(), false)) {
                throw new NoSuchFileException(path.toString());
            }
        } catch (IOException e) {
            throw translated(path.toString(), e);
        }
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        put(source, target, !List.of(options).contains(StandardCopyOption.REPLACE_EXISTING));
    }

    /** To another name, as a copy: a store has nothing else. */
    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        if (List.of(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
            put(source, target, false);
            delete(source);
            return;
        }
        try {
            if (Files.exists(target)
                    || !hadoop(source)
                            .rename(
                                    StorePath.of(source).hadoop(),
                                    StorePath.of(target).hadoop())) {
                throw new FileAlreadyExistsException(target.toString());
            }
        } catch (IOException e) {
            throw translated(target.toString(), e);
        }
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        put(existing, link, true);
    }

    private static void put(Path source, Path target, boolean isNew) throws IOException {
        upload(StorePath.of(target), isNew, out -> {
            try (FSDataInputStream in = hadoop(source).open(StorePath.of(source).hadoop())) {
                in.transferTo(out);
            }
        });
    }

    @Override
    public boolean isSameFile(Path path, Path other) {
        return path.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    @Override
    public boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("A store does not tell its size: " + path);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        status(path);
    }

    /**
     * What is known of a file. That a store does not answer is no checked exception: {@code Files.exists} would take that for a file
     * that is not there, and a lake that cannot be read for an empty one.
     */
    private static FileStatus status(Path path) throws NoSuchFileException {
        try {
            return hadoop(path).getFileStatus(StorePath.of(path).hadoop());
        } catch (IOException e) {
            IOException told = translated(path.toString(), e);
            if (told instanceof NoSuchFileException missing) {
                throw missing;
            }
            throw LakehouseErrors.storage("read " + path, told);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type == BasicFileAttributeView.class ? (V) new View(path) : null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return (A) new Attributes(status(path));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        Attributes read = new Attributes(status(path));
        return Map.of(
                "lastModifiedTime", read.lastModifiedTime(),
                "size", read.size(),
                "isDirectory", read.isDirectory(),
                "isRegularFile", read.isRegularFile());
    }

    /** The store's clock says when a file was written, and nobody can change that. */
    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        if (!attribute.endsWith("lastModifiedTime")) {
            throw new UnsupportedOperationException("A store does not keep " + attribute + ": " + path);
        }
    }

    private record View(Path path) implements BasicFileAttributeView {

        @Override
        public String name() {
            return "basic";
        }

        @Override
        public BasicFileAttributes readAttributes() throws IOException {
            return new Attributes(status(path));
        }

        @Override
        public void setTimes(
                @Nullable FileTime lastModified, @Nullable FileTime lastAccess, @Nullable FileTime created) {
            // The store's clock alone counts.
        }
    }

    private record Attributes(FileStatus status) implements BasicFileAttributes {

        @Override
        public FileTime lastModifiedTime() {
            return FileTime.fromMillis(status.isDirectory() ? 0 : status.getModificationTime());
        }

        @Override
        public FileTime lastAccessTime() {
            return lastModifiedTime();
        }

        @Override
        public FileTime creationTime() {
            return lastModifiedTime();
        }

        @Override
        public boolean isRegularFile() {
            return status.isFile();
        }

        @Override
        public boolean isDirectory() {
            return status.isDirectory();
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public long size() {
            return status.getLen();
        }

        /** The entity tag tells one file from another of the same name and second. */
        @Override
        public @Nullable Object fileKey() {
            return status instanceof org.apache.hadoop.fs.EtagSource tagged ? tagged.getEtag() : null;
        }
    }

    private static final class Reading implements SeekableByteChannel {

        private final FSDataInputStream in;
        private final long size;
        private boolean open = true;

        Reading(Path path) throws IOException {
            FileStatus status = status(path);
            if (status.isDirectory()) {
                throw new FileSystemException(path.toString(), null, "it is a folder");
            }
            this.size = status.getLen();
            try {
                // With the status the store is not asked for it again.
                this.in = FutureIO.awaitFuture(hadoop(path)
                        .openFile(StorePath.of(path).hadoop())
                        .withFileStatus(status)
                        .build());
            } catch (IOException e) {
                throw translated(path.toString(), e);
            }
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (position() >= size) {
                return -1;
            }
            byte[] bytes = new byte[Math.min(into.remaining(), 1 << 20)];
            int read = in.read(bytes, 0, bytes.length);
            if (read > 0) {
                into.put(bytes, 0, read);
            }
            return read;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new NonWritableChannelException();
        }

        @Override
        public long position() throws IOException {
            return in.getPos();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            in.seek(Math.min(position, size));
            return this;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public SeekableByteChannel truncate(long length) {
            throw new NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() throws IOException {
            open = false;
            in.close();
        }
    }

    /** Gathers a file on this machine's disk, and puts it in place when it is closed. */
    private static final class Writing implements SeekableByteChannel {

        private final StorePath path;
        private final boolean isNew;
        private final Path gathered;
        private final SeekableByteChannel local;

        Writing(StorePath path, boolean isNew) throws IOException {
            this.path = path;
            this.isNew = isNew;
            this.gathered = Files.createTempFile("lakehouse4j-", ".upload");
            this.local = Files.newByteChannel(gathered, StandardOpenOption.WRITE);
        }

        @Override
        public int read(ByteBuffer into) {
            throw new java.nio.channels.NonReadableChannelException();
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return local.write(from);
        }

        @Override
        public long position() throws IOException {
            return local.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            local.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return local.size();
        }

        @Override
        public SeekableByteChannel truncate(long length) throws IOException {
            local.truncate(length);
            return this;
        }

        @Override
        public boolean isOpen() {
            return local.isOpen();
        }

        @Override
        public void close() throws IOException {
            if (!local.isOpen()) {
                return;
            }
            local.close();
            try {
                upload(path, isNew, out -> Files.copy(gathered, out));
            } finally {
                Files.deleteIfExists(gathered);
            }
        }
    }
}
