package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.LocalDisk;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.classic.SparkSession;

/** The object stores that an engine was asked for, with the settings of Spark's Hadoop ({@code spark.hadoop.fs.…}). */
final class Stores {

    private final SparkSession session;
    private final Map<String, StoreFileSystem> open = new HashMap<>();

    Stores(SparkSession session) {
        this.session = session;
    }

    synchronized Path folder(URI location) {
        StoreFileSystem store = open.computeIfAbsent(
                location.getScheme() + "://" + location.getAuthority(),
                unused -> StoreFileSystem.open(location, session.sessionState().newHadoopConf()));
        return StorePath.of(store, location.getPath().isEmpty() ? "/" : location.getPath());
    }

    /** Has data files written to a folder of this machine, and brings them to the table's. */
    List<DataFile> write(Path tableRoot, Function<Path, List<DataFile>> writer) {
        if (LocalDisk.has(tableRoot)) {
            return writer.apply(tableRoot);
        }
        try {
            Path local = Files.createTempDirectory("lakehouse4j-");
            try {
                List<DataFile> files = writer.apply(local);
                Files.createDirectories(tableRoot);
                for (DataFile file : files) {
                    Files.copy(file.resolve(local), file.resolve(tableRoot));
                }
                return files;
            } finally {
                SparkFiles.deleteTree(local);
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("write rows under " + tableRoot, e);
        }
    }

    synchronized void close() {
        for (StoreFileSystem store : open.values()) {
            try {
                store.close();
            } catch (IOException e) {
                org.slf4j.LoggerFactory.getLogger(Stores.class)
                        .warn("Cannot close the connection to {}: {}", store.root(), e.toString());
            }
        }
        open.clear();
    }
}
