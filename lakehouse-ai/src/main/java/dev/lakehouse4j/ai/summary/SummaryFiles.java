package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes the key figures and a summary beside the tables. */
public final class SummaryFiles {

    private SummaryFiles() {}

    /**
     * Writes the files of {@link #write(ExecutiveSummary, Path)} for the principal of a lake.
     *
     * @param lake the lake of the summary
     * @param summary the summary, which holds what that principal sees
     * @param folder folder for the files; created when missing
     * @return the file with the text of the summary
     * @throws AccessDeniedException when the folder lies in the lake and the principal may not write there; nothing is written
     * @throws StorageException when a file cannot be written
     */
    public static Path write(Lakehouse lake, ExecutiveSummary summary, Path folder) {
        lake.requireOutput(folder);
        return write(summary, folder);
    }

    /**
     * Writes {@code kpis.json}, {@code summary.md} ({@code summary.pt.md} in Portuguese) and {@code summary.json} ({@code
     * summary.pt.json}). Each file appears whole or not at all.
     *
     * @param summary the summary
     * @param folder folder for the files; created when missing
     * @return the file with the text of the summary
     * @throws StorageException when a file cannot be written
     */
    public static Path write(ExecutiveSummary summary, Path folder) {
        String name = summary.language() == Language.ENGLISH
                ? "summary"
                : "summary." + summary.language().code();
        try {
            Files.createDirectories(folder);
            write(folder.resolve("kpis.json"), summary.kpis().toJson());
            write(folder.resolve(name + ".md"), summary.markdown());
            write(folder.resolve(name + ".json"), summary.toJson());
            return folder.resolve(name + ".md");
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot write the summary to " + folder + ": " + e.getMessage() + ". Check space and permissions.",
                    e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        // Not createTempFile: others than the owner, such as a web server, shall be able to read it.
        Path part = file.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            Files.writeString(part, text + '\n');
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
