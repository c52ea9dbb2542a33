package dev.lakehouse4j.core.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the files of a table and compares them with their checksums. */
final class FileVerifier {

    private static final String REMEDY = " Put it back from a copy of the lake; where there is none, restore a version"
            + " without it, or delete its rows by building the table anew.";

    private static final Logger LOG = LoggerFactory.getLogger(FileVerifier.class);

    private final Path root;
    private final List<String> damages = new ArrayList<>();
    private int dataFiles;
    private int withoutChecksum;
    private int logFiles;
    private long bytes;

    FileVerifier(Path root) {
        this.root = root;
    }

    void log(Path logFolder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(logFolder)) {
            files = entries.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            boolean entry = LogEntrySeal.isEntry(file);
            if (!entry && !CheckpointPages.isCheckpoint(file)) {
                continue;
            }
            try {
                bytes += Files.size(file);
                if (entry) {
                    LogEntrySeal.read(file);
                } else {
                    CheckpointPages.read(file);
                }
                logFiles++;
            } catch (DamagedFileException e) {
                damages.add(sentence(String.valueOf(e.getMessage())));
            } catch (NoSuchFileException e) {
                LOG.debug("Tidied away meanwhile: {}", file);
            }
        }
    }

    void data(TableSnapshot snapshot, Map<String, String> checksums) throws IOException {
        for (DataFile file : snapshot.files()) {
            damageOf(root, file, checksums.get(file.logPath()))
                    .ifPresent(damage -> damages.add(sentence(damage + REMEDY)));
            dataFiles++;
            bytes += file.sizeBytes();
            if (!checksums.containsKey(file.logPath())) {
                withoutChecksum++;
            }
        }
    }

    Verification result(long version) {
        return new Verification(root, version, dataFiles, withoutChecksum, logFiles, bytes, damages);
    }

    void damaged(String damage) {
        damages.add(sentence(damage));
    }

    /** What is wrong with a data file, if anything. */
    static Optional<String> damageOf(Path root, DataFile file, @Nullable String checksum) throws IOException {
        Path path = file.resolve(root);
        String what = "the data file " + path + " is ";
        if (!Files.exists(path)) {
            return Optional.of(what + "missing.");
        }
        long size = Files.size(path);
        if (size != file.sizeBytes()) {
            return Optional.of(what + "damaged: it has " + size + " bytes, and " + file.sizeBytes() + " were written.");
        }
        if (checksum != null && !checksum.equals(Checksums.of(path))) {
            return Optional.of(what + "damaged: its content does not fit its checksum.");
        }
        return Optional.empty();
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
