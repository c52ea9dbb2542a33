package dev.lakehouse4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFilesTest {

    @TempDir
    Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFileIsPutOnceAndItsOwnPutIsKnownAgain() throws Exception {
        URI zip = URI.create("jar:" + folder.resolve("store.zip").toUri());
        try (FileSystem store = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path file = store.getPath("/version");
            assertThat(StoreFiles.putNew(file, bytes("one"))).isTrue();
            assertThat(StoreFiles.putNew(file, bytes("one")))
                    .as("a put whose answer was lost")
                    .isTrue();
            assertThat(StoreFiles.putNew(file, bytes("two")))
                    .as("another writer")
                    .isFalse();
            assertThat(Files.readString(file)).isEqualTo("one");
        }
    }
}
