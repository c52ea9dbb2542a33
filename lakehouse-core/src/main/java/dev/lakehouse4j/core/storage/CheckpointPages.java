package dev.lakehouse4j.core.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;

/**
 * Compares the pages of checkpoints with the checksums that stand in them. Kernel reads checkpoints without doing so, and a
 * changed bit can be another file, or none.
 */
final class CheckpointPages {

    private static final Pattern NAME = Pattern.compile("\\d{20}\\.checkpoint\\..*parquet");

    private record Seen(Path file, FileTime modified, long size) {}

    /** The last good checkpoint of each log folder. */
    private final Map<Path, Seen> good = new ConcurrentHashMap<>();

    static boolean isCheckpoint(Path file) {
        return NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** Does nothing for a checkpoint that was found good already. */
    void requireGood(Path file) throws IOException {
        Seen seen = new Seen(file, Files.getLastModifiedTime(file), Files.size(file));
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || seen.equals(good.get(folder))) {
            return;
        }
        read(file);
        good.put(folder, seen);
    }

    static void read(Path file) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification(true)
                .build();
        try (ParquetFileReader reader = ParquetFileReader.open(ParquetInput.of(file), options)) {
            PageReadStore group = reader.readNextRowGroup();
            while (group != null) {
                for (var column : reader.getFileMetaData().getSchema().getColumns()) {
                    var pages = group.getPageReader(column);
                    pages.readDictionaryPage();
                    while (pages.readPage() != null) {
                        // Reading is comparing.
                    }
                }
                group = reader.readNextRowGroup();
            }
        } catch (IOException | RuntimeException e) {
            DamagedFileException damaged = new DamagedFileException("the checkpoint " + file + " is damaged ("
                    + e.getMessage() + "). If the log entries from version 0 on are still there, delete it and"
                    + " _last_checkpoint beside it; if not, put it back from a copy of the lake.");
            damaged.initCause(e);
            throw damaged;
        }
    }
}
