package dev.lakehouse4j.medallion.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lakehouse4j.core.error.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressedInputTest {

    private static final byte[] TEXT = "a,b\n1,2\n".repeat(5_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void plainFileIsReadAsItIs() throws IOException {
        assertThat(read(write("plain.csv", TEXT))).isEqualTo(TEXT);
        assertThat(read(write("empty.csv", new byte[0]))).isEmpty();
    }

    @Test
    void gzipIsToldByItsContentWithAllItsMembers() throws IOException {
        ByteArrayOutputStream twoMembers = new ByteArrayOutputStream();
        twoMembers.writeBytes(gzip(TEXT));
        twoMembers.writeBytes(gzip(TEXT));
        assertThat(read(write("data.csv.gz", gzip(TEXT)))).isEqualTo(TEXT);
        assertThat(read(write("named-otherwise.csv", twoMembers.toByteArray()))).hasSize(2 * TEXT.length);
    }

    @Test
    void truncatedGzipIsAnErrorThatNamesTheFile() throws IOException {
        Path file = write("cut.csv.gz", Arrays.copyOf(gzip(TEXT), 60));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> {
                    try (CsvScanner scanner =
                            new CsvScanner(CompressedInput.open(file), CsvFormat.standard(), "cut.csv.gz")) {
                        while (scanner.next()) {
                            assertThat(scanner.fieldCount()).isEqualTo(2);
                        }
                    }
                })
                .withMessageContaining("Cannot read cut.csv.gz")
                .withMessageContaining("complete");
    }

    @Test
    void zipMustHoldExactlyOneFile() throws IOException {
        assertThat(read(write("one.zip", zip("folder/", "folder/data.csv", "__MACOSX/data.csv"))))
                .isEqualTo(TEXT);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> read(write("two.zip", zip("a.csv", "b.csv"))))
                .withMessageContaining("holds 2");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> read(write("none.zip", zip())))
                .withMessageContaining("holds 0");
    }

    @Test
    void nameThatContradictsTheContentIsRefused() {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> read(write("plain.csv.gz", TEXT)))
                .withMessageContaining("its name says gzip, its content does not");
    }

    @Test
    void brokenZstandardIsAnErrorThatNamesTheFile() {
        byte[] broken = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1, 2, 3};
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> {
                    Path file = write("data.csv.zst", broken);
                    new CsvScanner(CompressedInput.open(file), CsvFormat.standard(), "data.csv.zst").close();
                })
                .withMessageContaining("Cannot read ")
                .withMessageContaining("data.csv.zst");
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = CompressedInput.open(file)) {
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    out.write(TEXT);
                }
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
