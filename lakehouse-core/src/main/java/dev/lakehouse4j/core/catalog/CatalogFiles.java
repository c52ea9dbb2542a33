package dev.lakehouse4j.core.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.storage.LocalDisk;
import dev.lakehouse4j.core.storage.StoreFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a catalog: one for each version, whole and with a checksum, and beside it a witness that the version was
 * written, so that a lost newest file is noticed.
 *
 * <p>Safe for use by several threads and processes: a version belongs to who first gives a finished file its name.
 */
final class CatalogFiles {

    /** Raised when older versions of this library could no longer read a catalog. */
    static final int FORMAT = 1;

    static final int KEPT_VERSIONS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(CatalogFiles.class);
    private static final Pattern FILE = Pattern.compile("(\\d{20})\\.(json|sha256)");
    private static final int MOST_ATTEMPTS = 10_000;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path folder;
    private final Consumer<Restored> onRestored;
    private volatile @Nullable Loaded current;

    CatalogFiles(Path folder, Consumer<Restored> onRestored) {
        this.folder = folder;
        this.onRestored = onRestored;
    }

    /**
     * A damaged version that was replaced by an older one.
     *
     * @param damaged the version that was lost
     * @param from the version that was taken instead
     * @param version the new version, which holds the same as {@code from}
     * @param reason what was wrong
     */
    record Restored(long damaged, long from, long version, String reason) {}

    /**
     * A version that was read.
     *
     * @param version its number, 0 when there is no catalog yet
     * @param state what it says
     * @param rights the rights that were asked for by this version
     * @param damage why there is no good version, or null
     * @param folderTime when the folder was last changed, before the files were read
     */
    record Loaded(
            long version,
            CatalogState state,
            RightsOfVersion rights,
            @Nullable String damage,
            long folderTime) {

        static Loaded of(long version, CatalogState state, long folderTime) {
            return new Loaded(version, state, new RightsOfVersion(state), null, folderTime);
        }
    }

    /** Whether a version could be read. */
    private sealed interface Read {
        record Good(CatalogState state) implements Read {}

        record Bad(String reason) implements Read {}
    }

    /** The newest version. Two looks at the file system when nothing has changed. */
    Loaded load() {
        Loaded known = current;
        return known != null && known.damage() == null && isNewest(known) ? known : reload();
    }

    private boolean isNewest(Loaded known) {
        if (known.folderTime() != folderTime()) {
            return false;
        }
        // The time alone would miss a change right after the last look, the next name alone one more than 50 versions
        // ago. A store was asked for the newest version already.
        return !LocalDisk.has(folder) || !Files.exists(file(known.version() + 1));
    }

    /** When the folder was changed; in a store, which does not say, the newest version that is there. */
    private long folderTime() {
        if (LocalDisk.has(folder)) {
            return folder.toFile().lastModified();
        }
        try {
            return list().newest();
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the catalog in " + folder, e);
        }
    }

    private synchronized Loaded reload() {
        try {
            long time = folderTime();
            Loaded loaded = newest(time);
            current = loaded;
            return loaded;
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the catalog in " + folder, e);
        }
    }

    private Loaded newest(long time) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Listing listing = list();
            if (listing.newest() == 0) {
                return Loaded.of(0, CatalogState.EMPTY, time);
            }
            Optional<Read> read = read(listing.newest());
            if (read.isEmpty() && list().newest() != listing.newest()) {
                continue; // So many versions came meanwhile that this one was tidied away.
            }
            Read result = read.orElse(new Read.Bad("its file is missing"));
            if (result instanceof Read.Good good) {
                return Loaded.of(listing.newest(), good.state(), time);
            }
            Loaded restored = restore(listing, ((Read.Bad) result).reason(), time);
            if (restored != null) {
                return restored;
            }
        }
        throw new CatalogException(
                "Cannot read the catalog in " + folder + ": its files change faster than they can be read. Try again.");
    }

    /** Writes the last good version again as the newest; null when another process was faster. */
    private @Nullable Loaded restore(Listing listing, String reason, long time) throws IOException {
        long damaged = listing.newest();
        for (long version : listing.versions().headSet(damaged, false).descendingSet()) {
            if (read(version).orElse(null) instanceof Read.Good good) {
                if (!put(damaged + 1, good.state(), "restored version " + version)) {
                    return null;
                }
                LOG.warn(
                        "Version {} of the catalog in {} is damaged ({}). Version {} was restored as version {}. Changes"
                                + " since then are lost; check the grants.",
                        damaged,
                        folder,
                        reason,
                        version,
                        damaged + 1);
                Loaded loaded = Loaded.of(damaged + 1, good.state(), time);
                try {
                    onRestored.accept(new Restored(damaged, version, damaged + 1, reason));
                } catch (RuntimeException e) {
                    LOG.error("Cannot take note of the restored catalog in the audit", e);
                }
                return loaded;
            }
        }
        String damage = "version " + damaged + " is damaged (" + reason + "), and no older version is good";
        LOG.error("The catalog in {} cannot be read: {}", folder, damage);
        return new Loaded(damaged, CatalogState.EMPTY, new RightsOfVersion(CatalogState.EMPTY), damage, time);
    }

    /**
     * Changes the catalog; the change is computed again when another process was faster.
     *
     * @param what what is done, for whoever reads the files
     * @param change the next state; the same state when there is nothing to do
     * @return the version that holds the change
     */
    synchronized Loaded update(String what, UnaryOperator<CatalogState> change) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Loaded base = requireGood(load());
            CatalogState next = change.apply(base.state());
            if (next.equals(base.state())) {
                return base;
            }
            try {
                Files.createDirectories(folder);
                if (put(base.version() + 1, next, what)) {
                    Loaded written = Loaded.of(base.version() + 1, next, folderTime());
                    current = written;
                    return written;
                }
                current = null;
            } catch (IOException e) {
                throw LakehouseErrors.storage("write the catalog in " + folder, e);
            }
        }
        throw new CatalogException("Cannot change the catalog in " + folder + ": other processes were faster "
                + MOST_ATTEMPTS + " times. Try again.");
    }

    /** Stops whoever needs a good version. */
    Loaded requireGood(Loaded loaded) {
        if (loaded.damage() != null) {
            throw new CatalogException("Cannot use the catalog in " + folder + ": " + loaded.damage()
                    + ". Until then nobody but the owner may do anything. Restore the folder from a copy of the lake, or"
                    + " delete it to begin with an empty catalog.");
        }
        return loaded;
    }

    /** Versions with a file, and the newest version that there ever was. */
    private record Listing(NavigableSet<Long> versions, long newest) {}

    private Listing list() throws IOException {
        NavigableSet<Long> versions = new TreeSet<>();
        long newest = 0;
        if (!Files.isDirectory(folder)) {
            return new Listing(versions, newest);
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Matcher name = FILE.matcher(String.valueOf(entry.getFileName()));
                if (name.matches()) {
                    long version = Long.parseLong(name.group(1));
                    newest = Math.max(newest, version);
                    if (name.group(2).equals("json")) {
                        versions.add(version);
                    }
                }
            }
        }
        return new Listing(versions, newest);
    }

    /** Empty when there is no such file. */
    private Optional<Read> read(long version) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file(version));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (bytes.length == 0) {
            return Optional.of(new Read.Bad("its file is empty"));
        }
        try {
            JsonNode json = MAPPER.readTree(bytes);
            int format = json.path("format").asInt(-1);
            if (format > FORMAT) {
                throw new UnsupportedFeatureException("Cannot read the catalog in " + folder + ": it has format "
                        + format + ", and this version of the library knows formats up to " + FORMAT
                        + ". Use a newer version of lakehouse4j.");
            }
            if (format != FORMAT) {
                return Optional.of(new Read.Bad("it names no format"));
            }
            JsonNode content = json.path("content");
            String sha256 = sha256(MAPPER.writeValueAsBytes(content));
            if (!sha256.equals(json.path("sha256").asText())) {
                return Optional.of(new Read.Bad("its checksum is wrong"));
            }
            if (content.path("version").asLong() != version) {
                return Optional.of(new Read.Bad("it is the file of another version"));
            }
            Optional<String> witness = witnessed(version);
            if (witness.isPresent() && !witness.get().equals(sha256)) {
                return Optional.of(new Read.Bad("it is not the file that was written"));
            }
            return Optional.of(new Read.Good(CatalogCodec.read(content.path("state"))));
        } catch (JsonProcessingException e) {
            return Optional.of(new Read.Bad("it is not JSON"));
        } catch (IllegalArgumentException e) {
            return Optional.of(new Read.Bad("its content makes no sense: " + e.getMessage()));
        }
    }

    /** The checksum in the witness; empty when the writer died before it, or when the witness itself is damaged. */
    private Optional<String> witnessed(long version) throws IOException {
        try {
            String text = Files.readString(witness(version), StandardCharsets.ISO_8859_1);
            return text.matches("[0-9a-f]{64}") ? Optional.of(text) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Writes a version unless it is there; false when it is. */
    private boolean put(long version, CatalogState state, String what) throws IOException {
        if (Files.exists(witness(version))) {
            return false; // The version was there and is lost; the next look restores an older one.
        }
        ObjectNode json = MAPPER.createObjectNode();
        ObjectNode content = MAPPER.createObjectNode();
        content.put("version", version).put("what", what);
        content.set("state", CatalogCodec.write(state));
        String sha256 = sha256(MAPPER.writeValueAsBytes(content));
        json.put("format", FORMAT).put("sha256", sha256);
        json.set("content", content);
        byte[] bytes = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
        if (!putFile(file(version), bytes)) {
            return false;
        }
        if (!putFile(witness(version), sha256.getBytes(StandardCharsets.ISO_8859_1))) {
            throw new CatalogException("Cannot change the catalog in " + folder + ": its version " + version
                    + " was lost while another process wrote it. Try again.");
        }
        tidy(version);
        return true;
    }

    private boolean putFile(Path file, byte[] bytes) throws IOException {
        if (!LocalDisk.has(file)) {
            return StoreFiles.putNew(file, bytes);
        }
        Path temporary = folder.resolve(
                "." + file.getFileName() + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            try (FileChannel out =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                out.force(true);
            }
            Files.createLink(file, temporary);
            forceFolder();
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** A revoked grant must not come back with the power. */
    private void forceFolder() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (java.nio.file.AccessDeniedException e) {
            LOG.debug("This system does not force folders to disk", e); // Windows cannot open a folder.
        }
    }

    private void tidy(long newest) throws IOException {
        long old = newest - KEPT_VERSIONS;
        if (old > 0) {
            // One more than needed, should a writer have died here.
            for (long version = Math.max(1, old - 1); version <= old; version++) {
                Files.deleteIfExists(file(version));
                Files.deleteIfExists(witness(version));
            }
        }
    }

    private Path file(long version) {
        return folder.resolve(name(version) + ".json");
    }

    private Path witness(long version) {
        return folder.resolve(name(version) + ".sha256");
    }

    private static String name(long version) {
        String digits = Long.toString(version);
        return "0".repeat(20 - digits.length()) + digits;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
