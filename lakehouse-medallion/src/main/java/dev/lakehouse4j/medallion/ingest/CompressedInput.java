package dev.lakehouse4j.medallion.ingest;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Opens a file as the bytes that were compressed into it: gzip (any number of members), zip with exactly one file, Zstandard
 * where {@code com.github.luben:zstd-jni} is on the class path (parquet brings it along), or the plain file.
 */
final class CompressedInput {

    private static final int BUFFER_BYTES = 64 * 1024;

    /** How a file is compressed, told by its first bytes; the name only has to agree. */
    private enum Compression {
        GZIP("gzip", ".gz", 0x1f, 0x8b),
        ZIP("zip", ".zip", 'P', 'K', 3, 4),
        EMPTY_ZIP("zip", ".zip", 'P', 'K', 5, 6),
        ZSTANDARD("Zstandard", ".zst", 0x28, 0xb5, 0x2f, 0xfd);

        private final String title;
        private final String extension;
        private final int[] magic;

        Compression(String title, String extension, int... magic) {
            this.title = title;
            this.extension = extension;
            this.magic = magic;
        }

        boolean startsWithMagic(byte[] first) {
            if (first.length < magic.length) {
                return false;
            }
            for (int i = 0; i < magic.length; i++) {
                if ((first[i] & 0xff) != magic[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private CompressedInput() {}

    /** Opens a file for reading; the caller closes the stream. */
    static InputStream open(Path file) throws IOException {
        byte[] first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.readNBytes(4);
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (Compression compression : Compression.values()) {
            if (compression.startsWithMagic(first)) {
                return open(file, compression);
            }
        }
        for (Compression compression : Compression.values()) {
            if (name.endsWith(compression.extension)) {
                throw CsvErrors.notWhatItsNameSays(file.toString(), compression.title);
            }
        }
        return Files.newInputStream(file);
    }

    private static InputStream open(Path file, Compression compression) throws IOException {
        if (compression == Compression.ZIP || compression == Compression.EMPTY_ZIP) {
            return openOnlyEntry(file);
        }
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            return compression == Compression.GZIP
                    ? new GZIPInputStream(raw, BUFFER_BYTES)
                    : openZstandard(raw, file.toString());
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** Reads the archive's directory, which is at its end, as a stream of it alone could hold deleted entries. */
    private static InputStream openOnlyEntry(Path file) throws IOException {
        ZipFile archive;
        try {
            archive = new ZipFile(file.toFile());
        } catch (IOException e) {
            throw CsvErrors.unreadable(file.toString(), 0, e);
        }
        try {
            // macOS adds a folder of resource forks that nobody packed on purpose.
            List<? extends ZipEntry> entries = archive.stream()
                    .filter(entry -> !entry.isDirectory() && !entry.getName().startsWith("__MACOSX/"))
                    .toList();
            if (entries.size() != 1) {
                throw CsvErrors.notOneEntry(file.toString(), entries.size());
            }
            return new FilterInputStream(archive.getInputStream(entries.get(0))) {
                @Override
                public void close() throws IOException {
                    archive.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    /** By reflection, because the decompressor is a native library that plain CSV files can do without. */
    private static InputStream openZstandard(InputStream raw, String source) throws IOException {
        try {
            return (InputStream) Class.forName("com.github.luben.zstd.ZstdInputStream")
                    .getConstructor(InputStream.class)
                    .newInstance(raw);
        } catch (InvocationTargetException e) {
            IOException cause = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            throw CsvErrors.unreadable(source, 0, cause);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw CsvErrors.zstdMissing(source);
        }
    }
}
