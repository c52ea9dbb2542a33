package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the key figures and a summary beside the tables. */
public final class SummaryFiles {

    private SummaryFiles() {}

    /**
     * Writes {@code kpis.json}, {@code summary.md} ({@code summary.pt.md} in Portuguese) and {@code summary.json} ({@code
     * summary.pt.json}). Each file appears whole or not at all.
     *
     * @param summary the summary
     * @param folder folder for the files; created when missing
     * @throws StorageException when a file cannot be written
     */
    public static void write(ExecutiveSummary summary, Path folder) {
        String name = summary.language() == Language.ENGLISH
                ? "summary"
                : "summary." + summary.language().code();
        try {
            Files.createDirectories(folder);
            write(folder.resolve("kpis.json"), summary.kpis().toJson());
            write(folder.resolve(name + ".md"), summary.markdown());
            write(folder.resolve(name + ".json"), summary.toJson());
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot write the summary to " + folder + ": " + e.getMessage() + ". Check space and permissions.",
                    e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path part = Files.createTempFile(file.getParent(), String.valueOf(file.getFileName()), ".part");
        try {
            Files.writeString(part, text + '\n');
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
