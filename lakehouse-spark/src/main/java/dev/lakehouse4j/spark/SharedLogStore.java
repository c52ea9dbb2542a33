package dev.lakehouse4j.spark;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A log store for Spark's own writers of Delta tables on a local disk, under which they and this library can write one table at
 * the same time: a commit is a file that gets its name by a hard link, which only one writer can make.
 *
 * <p>Name it in Spark's settings: {@code spark.delta.logStore.file.impl=dev.lakehouse4j.spark.SharedLogStore}. Without it,
 * Delta's default for local disks is safe within one process only.
 */
public final class SharedLogStore extends HadoopFileSystemLogStore {

    /**
     * Made by Delta.
     *
     * @param configuration Hadoop's settings
     */
    public SharedLogStore(Configuration configuration) {
        super(configuration);
    }

    @Override
    public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
            throws IOException {
        java.nio.file.Path target = java.nio.file.Path.of(path.toUri().getPath());
        java.nio.file.Path temporary =
                target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW)) {
                while (actions.hasNext()) {
                    out.write((actions.next() + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            if (overwrite) {
                Files.move(temporary, target, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.createLink(
                        target, temporary); // Delta knows a lost race by java.nio's FileAlreadyExistsException.
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public Boolean isPartialWriteVisible(Path path, Configuration configuration) {
        return false;
    }
}
