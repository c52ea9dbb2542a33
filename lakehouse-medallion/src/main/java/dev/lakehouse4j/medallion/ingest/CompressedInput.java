package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.storage.LocalDisk;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
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
        GZIP("gzip", ".gz", "\u001f\u008b"),
        ZIP("zip", ".zip", "PK\u0003\u0004"),
        EMPTY_ZIP("zip", ".zip", "PK\u0005\u0006"),
        ZSTANDARD("Zstandard", ".zst", "(\u00b5/\u00fd");

        private final String title;
        private final String extension;
        /** The first bytes of such a file, one character for each. */
        private final String magic;

        Compression(String title, String extension, String magic) {
            this.title = title;
            this.extension = extension;
            this.magic = magic;
        }
    }

    private CompressedInput() {}

    /** Opens a file for reading; the caller closes the stream. */
    static InputStream open(Path file) throws IOException {
        return open(file, raw -> raw);
    }

    /**
     * Opens a file for reading through a tap on its raw bytes; the caller closes the stream. A zip archive is not tapped:
     * it is read from its end.
     */
    static InputStream open(Path file, UnaryOperator<InputStream> tap) throws IOException {
        String first;
        try (InputStream in = Files.newInputStream(file)) {
            first = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (Compression compression : Compression.values()) {
            if (first.startsWith(compression.magic)) {
                return open(file, compression, tap);
            }
        }
        for (Compression compression : Compression.values()) {
            if (name.endsWith(compression.extension)) {
                throw CsvErrors.notWhatItsNameSays(file.toString(), compression.title);
            }
        }
        return tap.apply(Files.newInputStream(file));
    }

    private static InputStream open(Path file, Compression compression, UnaryOperator<InputStream> tap)
            throws IOException {
        if (compression == Compression.ZIP || compression == Compression.EMPTY_ZIP) {
            return openOnlyEntry(file);
        }
        InputStream raw = new BufferedInputStream(tap.apply(Files.newInputStream(file)), BUFFER_BYTES);
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
        if (!LocalDisk.has(file)) {
            throw new UnsupportedFeatureException(
                    "Cannot load " + file
                            + ": a ZIP archive is read from a local disk alone. Unpack it there, or compress the file with gzip.");
        }
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
            return Class.forName("com.github.luben.zstd.ZstdInputStream")
                    .asSubclass(InputStream.class)
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
