package dev.lakehouse4j.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders to spill to, of processes that are there and of such that are gone. */
class SpillFolderTest {

    @TempDir
    Path parent;

    private Path folderOf(String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.createFile(folder.resolve("in-use"));
        Files.createDirectory(folder.resolve("spilled"));
        Files.writeString(folder.resolve("spilled").resolve("block"), "rows");
        return folder;
    }

    @Test
    void folderOfAProcessThatIsGoneIsRemovedAndNoOther() throws IOException {
        Path abandoned = folderOf("lakehouse4j-999999999-1");
        Path own = folderOf("lakehouse4j-" + ProcessHandle.current().pid() + "-1");
        Path foreign = folderOf("other-1");
        Path unlocked = Files.createDirectory(parent.resolve("lakehouse4j-2"));
        SpillFolder.sweep(parent, Instant.now().plusSeconds(1));
        assertThat(abandoned).doesNotExist();
        assertThat(own).exists();
        assertThat(foreign).exists();
        assertThat(unlocked).exists();
    }

    @Test
    void youngFolderStays() throws IOException {
        Path young = folderOf("lakehouse4j-999999999-1");
        SpillFolder.sweep(parent, Instant.now().minusSeconds(60));
        assertThat(young).exists();
    }

    @Test
    void folderThatAnotherProcessUsesStays() throws Exception {
        Path used = folderOf("lakehouse4j-999999999-1");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        used.resolve("in-use").toString())
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('l');
            SpillFolder.sweep(parent, Instant.now().plusSeconds(1));
            assertThat(used).exists();
        } finally {
            holder.destroyForcibly();
            holder.waitFor();
        }
        SpillFolder.sweep(parent, Instant.now().plusSeconds(1));
        assertThat(used).doesNotExist();
    }

    @Test
    void closedFolderIsGone() throws IOException {
        SpillFolder folder = SpillFolder.create();
        assertThat(folder.path()).isDirectory();
        folder.close();
        assertThat(folder.path()).doesNotExist();
    }
}
