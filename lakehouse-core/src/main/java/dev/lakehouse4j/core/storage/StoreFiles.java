package dev.lakehouse4j.core.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Files of a store that Java reaches through another file system than the default; see {@link LocalDisk}. */
public final class StoreFiles {

    private StoreFiles() {}

    /**
     * Puts a file in place unless one of its name is there. A put whose answer was lost is repeated by the store's client, and
     * then meets its own file: one with the same bytes counts as put.
     *
     * @param file the file, which appears whole
     * @param bytes its content, which no other writer puts under this name, or only to the same end
     * @return false when another file is there
     * @throws IOException when the store does not take or show the file
     */
    public static boolean putNew(Path file, byte[] bytes) throws IOException {
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return Arrays.equals(Files.readAllBytes(file), bytes);
        }
    }
}
