package dev.lakehouse4j.core.storage;

import java.nio.file.Path;
import java.util.List;

/**
 * What became of comparing a table's files with what was written.
 *
 * @param root folder of the table
 * @param version the version whose data files were read, the newest
 * @param dataFiles data files that were read
 * @param withoutChecksum those of them for which the log has no checksum, as other writers and older versions of this library
 *     leave it out; of these only the size was compared
 * @param logFiles log entries and checkpoints that were read
 * @param bytes size of all that was read
 * @param damages one sentence for each file that is missing or changed, with the remedy; empty when all is well
 */
public record Verification(
        Path root, long version, int dataFiles, int withoutChecksum, int logFiles, long bytes, List<String> damages) {

    /** Copies the list. */
    public Verification {
        damages = List.copyOf(damages);
    }

    /**
     * Whether no damage was found.
     *
     * @return true when every file is there and, as far as checksums are known, unchanged
     */
    public boolean isSound() {
        return damages.isEmpty();
    }
}
