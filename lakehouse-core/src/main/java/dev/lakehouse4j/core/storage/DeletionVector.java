package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.deletionvectors.DeletionVectorStoredBitmap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a data file that another writer deleted without writing the file anew («Deletion Vectors» in the Delta protocol).
 *
 * @param storageType {@code i} when the bitmap stands in the log, {@code u} for a file below the table, {@code p} for a file
 *     with an absolute path
 * @param pathOrInline the bitmap or its place, as the log spells it
 * @param offset where the bitmap begins in its file, in bytes; null when it stands in the log
 * @param sizeBytes length of the bitmap
 * @param deletedRows how many rows are deleted
 */
public record DeletionVector(
        String storageType, String pathOrInline, @Nullable Integer offset, int sizeBytes, long deletedRows) {

    /**
     * The file that holds the bitmap.
     *
     * @param tableRoot folder of the table
     * @return its place, or empty when the bitmap stands in the log
     */
    public Optional<Path> file(Path tableRoot) {
        DeletionVectorDescriptor descriptor = descriptor();
        return descriptor.isInline()
                ? Optional.empty()
                : Optional.of(new LocalFileIO(tableRoot.getFileSystem())
                        .path(descriptor.getAbsolutePath(tableRoot.toString())));
    }

    /**
     * Reads which rows are deleted.
     *
     * @param tableRoot folder of the table
     * @return numbers of the rows within the data file, from 0, ascending
     * @throws StorageException when the bitmap is missing or damaged; the rows that are left cannot be told then
     */
    public long[] rows(Path tableRoot) {
        String what = "read which rows of the table at " + tableRoot + " are deleted";
        long[] rows;
        try {
            rows = new DeletionVectorStoredBitmap(descriptor(), Optional.of(tableRoot.toString()))
                    .load(DefaultEngine.create(new LocalFileIO(tableRoot.getFileSystem()))
                            .getFileSystemClient())
                    .toArray();
        } catch (IOException e) {
            throw LakehouseErrors.storage(what, e);
        } catch (RuntimeException e) {
            throw KernelErrors.translate(what, e);
        }
        if (rows.length != deletedRows) {
            throw new StorageException("Cannot " + what + ": the deletion vector holds " + rows.length
                    + " rows, and the" + " log says " + deletedRows + ". Restore its file from a copy.");
        }
        return rows;
    }

    private DeletionVectorDescriptor descriptor() {
        return new DeletionVectorDescriptor(
                storageType, pathOrInline, Optional.ofNullable(offset), sizeBytes, deletedRows);
    }
}
