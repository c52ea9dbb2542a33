package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * An object store as a file system of Java, by Hadoop's connector for it, so that the code that keeps tables, catalog and
 * history in folders keeps them there.
 *
 * <p>A file appears under its name whole, when it is closed, or not at all. A file that is created new is put in place only when
 * no other has the name: this is what commits stand on.
 */
final class StoreFileSystem extends FileSystem {

    /** How a store puts a file in place unless one is there, so that of two writers one wins. */
    enum PutIfAbsent {
        /** A put with the condition If-None-Match, which S3 and stores like it check themselves. */
        CONDITION,

        /** A new object appears when it is closed, with a condition on its generation that the connector sets. */
        CREATION,

        /** A file of another name is given the name, which fails when it is taken. */
        RENAMING
    }

    private static final Map<String, PutIfAbsent> SCHEMES = new TreeMap<>(Map.of(
            "s3a",
            PutIfAbsent.CONDITION,
            "gs",
            PutIfAbsent.CREATION,
            "abfs",
            PutIfAbsent.RENAMING,
            "abfss",
            PutIfAbsent.RENAMING,
            "hdfs",
            PutIfAbsent.RENAMING,
            "viewfs",
            PutIfAbsent.RENAMING));

    private final String root;
    private final PutIfAbsent putIfAbsent;
    private final org.apache.hadoop.fs.FileSystem hadoop;
    private final StoreProvider provider = new StoreProvider();
    private boolean proven;

    private StoreFileSystem(String root, PutIfAbsent putIfAbsent, org.apache.hadoop.fs.FileSystem hadoop) {
        this.root = root;
        this.putIfAbsent = putIfAbsent;
        this.hadoop = hadoop;
    }

    /** Connects to the store of a location; the location need not exist. */
    static StoreFileSystem open(URI location, Configuration configuration) {
        String scheme = String.valueOf(location.getScheme()).toLowerCase(Locale.ROOT);
        PutIfAbsent how = SCHEMES.get(scheme);
        if (how == null) {
            throw new UnsupportedFeatureException("Cannot use " + location
                    + ": of stores of the scheme " + scheme + " it is not known how two writers are kept apart."
                    + " Known are " + String.join(", ", SCHEMES.keySet()) + "; S3 is s3a://bucket/folder.");
        }
        if (location.getAuthority() == null || location.getAuthority().isEmpty()) {
            throw new StorageException("Cannot use " + location + ": it names no "
                    + (scheme.equals("s3a") ? "bucket" : "store") + ". Write it as " + scheme + "://name/folder.");
        }
        try {
            return new StoreFileSystem(
                    scheme + "://" + location.getAuthority() + "/",
                    how,
                    org.apache.hadoop.fs.FileSystem.newInstance(location, configuration));
        } catch (org.apache.hadoop.fs.UnsupportedFileSystemException e) {
            throw missing(location, e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("reach " + location, StoreProvider.translated(location.toString(), e));
        } catch (RuntimeException e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                throw missing(location, e); // What Hadoop is told to use for s3a is not there.
            }
            throw e;
        }
    }

    private static UnsupportedFeatureException missing(URI location, Exception e) {
        return new UnsupportedFeatureException(
                "Cannot use " + location + ": Hadoop's connector for it is not on the class path. Add"
                        + " org.apache.hadoop:hadoop-aws for s3a, hadoop-azure for abfss, or Google's gcs-connector for"
                        + " gs, in the version of Spark's Hadoop, or submit with --packages.",
                e);
    }

    /**
     * Makes sure, before the first file that is to be new, that the store keeps two writers apart: there are stores like S3 that do
     * not know the condition and put the second file over the first.
     */
    synchronized void requirePutIfAbsent(StorePath beside) throws IOException {
        if (proven) {
            return;
        }
        StorePath probe = StorePath.of(beside.resolveSibling(".lakehouse4j-tmp-probe-" + UUID.randomUUID()));
        boolean apart = false;
        provider.writeNew(probe);
        try {
            provider.writeNew(probe);
        } catch (FileAlreadyExistsException e) {
            apart = true;
        }
        Files.delete(probe);
        proven = apart;
        if (!apart) {
            throw new UnsupportedFeatureException("Cannot keep a lake in " + root
                    + ": the store puts a new file over one that is there, although it is told not to (If-None-Match), so"
                    + " two writers could both commit one version. Use a store that knows conditional writes, as S3 has"
                    + " since 2024.");
        }
    }

    String root() {
        return root;
    }

    PutIfAbsent putIfAbsent() {
        return putIfAbsent;
    }

    org.apache.hadoop.fs.FileSystem hadoop() {
        return hadoop;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() throws IOException {
        hadoop.close();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(StorePath.of(this, "/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
        StorePath path = StorePath.of(this, first);
        for (String next : more) {
            path = StorePath.of(path.resolve(StorePath.of(this, next)));
        }
        return path;
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = java.nio.file.FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(
                Path.of(path.isAbsolute() ? "/" + path.toString().substring(root.length()) : path.toString()));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("A store has no owners of files here.");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("A store cannot be watched.");
    }
}
