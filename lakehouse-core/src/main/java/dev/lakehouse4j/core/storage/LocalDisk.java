package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Tells the disks of this machine from stores that Java reaches through another file system. A store has neither folders to be
 * forced to a disk nor locks; its files appear whole when they are closed.
 */
public final class LocalDisk {

    /** Java takes such an address for a path below the current folder, and drops one of its strokes. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?i)(s3[an]?|abfss?|wasbs?|adl|gs|hdfs|viewfs|oss|https?):/.*");

    private LocalDisk() {}

    /**
     * Whether a path lies on a disk of this machine.
     *
     * @param path any path
     * @return false for one of another file system than the default
     */
    public static boolean has(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /**
     * Stops who gives the address of a store as a path.
     *
     * @param what what is to be done, such as {@code open the lake}
     * @param path any path
     * @throws UnsupportedFeatureException when the path is something like {@code s3a://bucket/lake}
     */
    public static void requireNoAddress(String what, Path path) {
        if (has(path) && ADDRESS.matcher(path.toString().replace('\\', '/')).matches()) {
            String address = path.toString().replace('\\', '/').replaceFirst(":/+", "://");
            throw new UnsupportedFeatureException("Cannot " + what + " " + address
                    + ": it is the address of an object store, and a path is a file or folder of this machine, where the"
                    + " embedded engine works. Copy it to this machine; or run on Spark, which reaches stores: open a lake"
                    + " with Lakehouse.open(URI.create(\"" + address
                    + "\"), SparkEngine.on(session)), and name sources by lake.engine().folder(uri).");
        }
    }
}
