package dev.lakehouse4j.core.erasure;

import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for identifiers in every file under a folder: its name, its raw bytes, and what compression hides: the values and
 * dictionaries of Parquet files (data files and checkpoints), gzip and zip files.
 */
final class LakeSearch {

    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final int BUFFER = 1 << 18;

    private final Path root;
    private final IdentifierMatcher matcher;

    LakeSearch(Path root, IdentifierMatcher matcher) {
        this.root = root;
        this.matcher = matcher;
    }

    /**
     * What was found in a file.
     *
     * @param file path relative to the folder
     * @param size bytes of the file
     * @param decoded bytes that were looked at, after decompression
     * @param hits how often each identifier was found; empty when none was
     * @param unreadable why it could not be read to its end, or null
     */
    record Searched(
            Path file,
            long size,
            long decoded,
            Map<String, Long> hits,
            @Nullable String unreadable) {

        boolean clean() {
            return hits.isEmpty() && unreadable == null;
        }
    }

    /** All files but the skipped ones, in the order of their names. Links are not followed, but told of. */
    List<Searched> all(Predicate<Path> skipped) {
        List<Path> files;
        try (Stream<Path> entries = Files.walk(root)) {
            files = entries.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> !skipped.test(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw LakehouseErrors.storage("list the files of " + root, e);
        } catch (UncheckedIOException e) {
            throw LakehouseErrors.storage("list the files of " + root, new IOException(e));
        }
        List<Searched> searched = new ArrayList<>();
        for (Path file : files) {
            Searched one = search(file);
            if (one != null) {
                searched.add(one);
            }
        }
        return searched;
    }

    /** Null for a file that is gone, such as a temporary one. */
    private @Nullable Searched search(Path file) {
        Path relative = root.relativize(file);
        IdentifierMatcher.Pass pass = matcher.pass();
        byte[] name = relative.toString().getBytes(StandardCharsets.UTF_8);
        pass.feed(name, 0, name.length);
        long size = 0;
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return new Searched(relative, 0, 0, pass.hits(), "it is no regular file, and links are not followed");
            }
            size = Files.size(file);
            byte[] start = raw(file, pass);
            decoded(file, start, size, pass);
            return new Searched(relative, size, pass.bytes(), pass.hits(), null);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | RuntimeException | LinkageError e) {
            // Parquet's reader throws many kinds of things at a damaged file; none of them may end the search.
            return new Searched(
                    relative,
                    size,
                    pass.bytes(),
                    pass.hits(),
                    e.getClass().getSimpleName() + ": " + String.valueOf(e.getMessage()));
        }
    }

    /** Every byte as it lies on disk; returns the first ones. */
    private static byte[] raw(Path file, IdentifierMatcher.Pass pass) throws IOException {
        byte[] start = new byte[0];
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            pass.restart();
            for (int read = in.readNBytes(buffer, 0, BUFFER); read > 0; read = in.readNBytes(buffer, 0, BUFFER)) {
                if (start.length == 0) {
                    start = Arrays.copyOf(buffer, Math.min(read, 8));
                }
                pass.feed(buffer, 0, read);
            }
        }
        return start;
    }

    private static void decoded(Path file, byte[] start, long size, IdentifierMatcher.Pass pass) throws IOException {
        if (startsWith(start, PARQUET) && size > 2L * PARQUET.length) {
            new ParquetSearch(pass).search(file);
        } else if (startsWith(start, GZIP)) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file), BUFFER)) {
                stream(in, pass);
            }
        } else if (startsWith(start, ZIP)) {
            try (ZipInputStream in = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                while (in.getNextEntry() != null) {
                    stream(in, pass);
                }
            }
        }
    }

    private static void stream(InputStream in, IdentifierMatcher.Pass pass) throws IOException {
        byte[] buffer = new byte[BUFFER];
        pass.restart();
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
            pass.feed(buffer, 0, read);
        }
    }

    private static boolean startsWith(byte[] start, byte[] magic) {
        return start.length >= magic.length && Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
    }
}
