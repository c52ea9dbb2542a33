package dev.lakehouse4j.core.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tables as Delta Lake keeps them (protocol of delta.io), on local disks, and on other file systems of Java whose files appear
 * whole when they are closed.
 *
 * <p>Log entries are put in place by a hard link, so concurrent processes never share a version; see {@link LocalFileIO}.
 */
public final class DeltaTableStore implements TableStore {

    private static final String LOG_FOLDER = "_delta_log";
    private static final String PURGE = "PURGE HISTORY";

    /** So many versions back, file times are compared; more commits than this in one tick of the clock are unheard of. */
    private static final int TIE_WINDOW = 16;

    private final Map<FileSystem, KernelTables> kernels = new ConcurrentHashMap<>();
    private final Map<Path, Cached> cache = new ConcurrentHashMap<>();

    /** A snapshot and the identity of its log entry, by which a table that was replaced on disk is noticed. */
    private record Cached(TableSnapshot snapshot, LogEntry logEntry) {}

    /** What tells one file on disk from another of the same name. */
    private record LogEntry(@Nullable Object fileKey, FileTime modified, long size) {}

    /** Creates a store; it holds no files open between calls. */
    public DeltaTableStore() {
        // Nothing to prepare: tables are found by their folders.
    }

    private KernelTables kernel(Path root) {
        return kernels.computeIfAbsent(root.getFileSystem(), KernelTables::new);
    }

    @Override
    public boolean exists(Path root) {
        Path log = root.resolve(LOG_FOLDER);
        if (!Files.isDirectory(log)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(log)) {
            return entries.anyMatch(DeltaTableStore::isVersionFile);
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the table at " + root, e);
        }
    }

    @Override
    public Optional<TableSnapshot> latest(Path root) {
        Cached cached = cache.get(root);
        if (cached != null) {
            if (isCurrent(root, cached)) {
                return Optional.of(cached.snapshot());
            }
            cache.remove(root, cached);
        }
        if (!exists(root)) {
            cache.remove(root);
            return Optional.empty();
        }
        TableSnapshot snapshot = dated(
                root, guarded("read the table at " + root, () -> kernel(root).latest(root)));
        remember(root, snapshot);
        return Optional.of(snapshot);
    }

    /** The snapshot with the time that the history gives its version. */
    private static TableSnapshot dated(Path root, TableSnapshot snapshot) {
        if (hasTimestampsInCommits(snapshot)) {
            return snapshot;
        }
        try {
            return snapshot.withTimestamp(timestamp(root, snapshot.version()));
        } catch (IOException e) {
            return snapshot; // The entry was cleaned away after a checkpoint, which has a time of its own.
        }
    }

    private static boolean hasTimestampsInCommits(TableSnapshot snapshot) {
        return "true".equals(snapshot.properties().get("delta.enableInCommitTimestamps"));
    }

    /**
     * When a version was committed. File times are coarse, so commits in quick succession share one; each version is
     * dated at least a millisecond after the one before, as Delta readers do.
     */
    private static Instant timestamp(Path root, long version) throws IOException {
        long millis = Files.getLastModifiedTime(commitFile(root, version)).toMillis();
        for (long before = version - 1; before >= Math.max(0, version - TIE_WINDOW); before--) {
            try {
                long earlier =
                        Files.getLastModifiedTime(commitFile(root, before)).toMillis();
                millis = Math.max(millis, earlier + version - before);
            } catch (NoSuchFileException e) {
                break;
            }
        }
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public TableSnapshot atVersion(Path root, long version) {
        requireTable(root);
        try {
            return dated(
                    root,
                    guarded(
                            "read version " + version + " of the table at " + root,
                            () -> kernel(root).atVersion(root, version)));
        } catch (LakehouseException e) {
            OptionalLong oldest = oldestReadable(root);
            if (version >= 0 && oldest.isPresent() && version < oldest.getAsLong()) {
                throw new TableNotFoundException(
                        "Cannot read version " + version + " of the table at " + root
                                + ": its history was dropped, by an erasure or a retention. The oldest version that can"
                                + " be read is " + oldest.getAsLong() + ".",
                        e);
            }
            throw e;
        }
    }

    @Override
    public TableSnapshot atInstant(Path root, Instant instant) {
        requireTable(root);
        String what = "read the table at " + root + " as of " + instant;
        Optional<TableSnapshot> newest = latest(root);
        if (newest.isPresent() && hasTimestampsInCommits(newest.get())) {
            return guarded(what, () -> kernel(root).atInstant(root, instant));
        }
        List<Commit> commits = history(root);
        for (Commit commit : commits) {
            if (!commit.timestamp().isAfter(instant)) {
                return atVersion(root, commit.version());
            }
        }
        throw new TableNotFoundException("Cannot " + what + ": its log begins later"
                + (commits.isEmpty()
                        ? ""
                        : ", at " + commits.get(commits.size() - 1).timestamp())
                + ". Look at the table's history for its versions.");
    }

    @Override
    public List<Commit> history(Path root, int limit) {
        requireTable(root);
        List<Commit> commits = new ArrayList<>();
        try (Stream<Path> entries = Files.list(root.resolve(LOG_FOLDER))) {
            List<Path> files = entries.filter(DeltaTableStore::isCommitFile)
                    .sorted(Comparator.reverseOrder())
                    .limit(limit)
                    .toList();
            for (Path file : files) {
                commits.add(readCommit(root, file));
            }
        } catch (DamagedFileException e) {
            throw new StorageException("Cannot read the history of the table at " + root + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the history of the table at " + root, e);
        }
        return commits;
    }

    @Override
    public Commit commit(Path root, Change change) {
        requireStaged(root, change);
        Map<String, String> checksums = secured(root, change);
        long version =
                guarded("commit to the table at " + root, () -> kernel(root).commit(root, change, checksums));
        Path entry = commitFile(root, version);
        try {
            Commit commit = readCommit(root, entry);
            long base = change.base() == null ? -1 : change.base().version();
            if (version == base + 1) {
                remember(root, kernel(root).next(root, change, commit));
            } else {
                cache.remove(root);
            }
            return commit;
        } catch (IOException e) {
            throw LakehouseErrors.storage("read back the commit " + entry, e);
        }
    }

    @Override
    public OptionalLong transactionVersion(Path root, String application) {
        if (!exists(root)) {
            return OptionalLong.empty();
        }
        return guarded("read the table at " + root, () -> kernel(root).transactionVersion(root, application));
    }

    @Override
    public Map<String, Long> transactionVersions(Path root) {
        if (!exists(root)) {
            return Map.of();
        }
        return guarded("read the table at " + root, () -> kernel(root).transactionVersions(root));
    }

    @Override
    public List<Path> vacuum(Path root, Duration retention) {
        requireNotNegative("vacuum", retention);
        requireTable(root);
        guarded("vacuum the table at " + root, () -> {
            kernel(root).requireVacuumable(root);
            return root;
        });
        Instant cutoff = Instant.now().minus(retention);
        Set<Path> needed = new HashSet<>();
        List<Commit> history = history(root);
        for (Commit commit : history) {
            TableSnapshot snapshot = atVersion(root, commit.version());
            needed.addAll(filesOf(snapshot));
            if (!commit.timestamp().isAfter(cutoff)) {
                break; // The version that was current at the cutoff is the oldest that must stay readable.
            }
        }
        List<Path> deleted = new ArrayList<>();
        try (Stream<Path> entries = Files.walk(root)) {
            List<Path> files = entries.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                if (isGarbage(root, file, needed, cutoff)) {
                    Files.deleteIfExists(file);
                    deleted.add(root.relativize(file));
                }
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("vacuum the table at " + root, e);
        } catch (UncheckedIOException e) {
            throw LakehouseErrors.storage("vacuum the table at " + root, new IOException(e));
        }
        deleted.sort(Comparator.naturalOrder());
        return deleted;
    }

    @Override
    public HistoryPurge purge(Path root) {
        requireTable(root);
        String what = "purge the history of the table at " + root;
        TableSnapshot base = latest(root).orElseThrow();
        Map<String, Long> transactions = transactionVersions(root);
        int versions = history(root).size();
        // A version of its own: the entry of the newest one may hold a condition and the statistics of removed files.
        long version = commit(root, Change.of(PURGE, base).asLayoutOnly()).version();
        guarded(what, () -> checkpoint(root, version, false));
        requireSame(root, version, base, transactions);
        HistoryFiles log = new HistoryFiles(root);
        HistoryFiles data = new HistoryFiles(root);
        try {
            log.deleteLogBefore(version);
            requireNewest(root, version);
            log.deleteLogLeftovers();
            for (Path file : data.dataFilesBut(filesOf(atVersion(root, version)))) {
                requireNewest(root, version);
                data.delete(file);
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage(what, e);
        } catch (UncheckedIOException e) {
            throw LakehouseErrors.storage(what, new IOException(e));
        }
        return new HistoryPurge(version, versions, log.deleted(), data.deleted(), log.bytes() + data.bytes());
    }

    @Override
    public HistoryPurge expire(Path root, Duration retention) {
        requireNotNegative("shorten the history", retention);
        requireTable(root);
        String what = "shorten the history of the table at " + root;
        Instant cutoff = Instant.now().minus(retention);
        List<Commit> history = history(root);
        // The version that was current at the cutoff is the oldest that must stay readable.
        long oldest = history.stream()
                .filter(commit -> !commit.timestamp().isAfter(cutoff))
                .mapToLong(Commit::version)
                .max()
                .orElse(history.get(history.size() - 1).version());
        int dropped = (int)
                history.stream().filter(commit -> commit.version() < oldest).count();
        HistoryFiles log = new HistoryFiles(root);
        if (dropped > 0) {
            TableSnapshot kept = atVersion(root, oldest);
            guarded(what, () -> checkpoint(root, oldest, true));
            requireSame(root, oldest, kept, Map.of());
            try {
                log.deleteLogBefore(oldest);
            } catch (IOException e) {
                throw LakehouseErrors.storage(what, e);
            }
        }
        long before = sizeOf(root);
        List<Path> files = vacuum(root, retention);
        return new HistoryPurge(
                oldest, dropped, log.deleted(), files.size(), log.bytes() + Math.max(0, before - sizeOf(root)));
    }

    private static long sizeOf(Path root) {
        long size = 0;
        try (Stream<Path> entries = Files.walk(root)) {
            for (Path file : entries.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
        } catch (IOException | UncheckedIOException e) {
            return size; // It only serves the report.
        }
        return size;
    }

    private long checkpoint(Path root, long version, boolean tombstones) {
        try {
            kernel(root).checkpoint(root, version, tombstones);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return version;
    }

    /** Nothing may be deleted before the checkpoint has been read back and says what the log said. */
    private void requireSame(Path root, long version, TableSnapshot expected, Map<String, Long> transactions) {
        TableSnapshot found = atVersion(root, version);
        boolean same = filesOf(found).equals(filesOf(expected))
                && found.schema().equals(expected.schema())
                && found.properties().equals(expected.properties())
                && transactionVersions(root).entrySet().containsAll(transactions.entrySet());
        if (!same) {
            throw new StorageException("Cannot drop the history of the table at " + root
                    + ": the checkpoint of version "
                    + version + " does not hold what the log does. Nothing was deleted; please report this with the"
                    + " table's log.");
        }
    }

    private void requireNewest(Path root, long version) {
        if (Files.exists(commitFile(root, version + 1))) {
            throw new ConflictException("Cannot purge the history of the table at " + root
                    + ": another writer committed version " + (version + 1)
                    + " meanwhile. The table is whole; purge it again when nobody writes to it.");
        }
    }

    private static Set<Path> filesOf(TableSnapshot snapshot) {
        Set<Path> files = new HashSet<>();
        for (DataFile file : snapshot.files()) {
            files.add(file.resolve(snapshot.root()).toAbsolutePath());
            if (file.deletionVector() != null) {
                file.deletionVector().file(snapshot.root()).ifPresent(bitmap -> files.add(bitmap.toAbsolutePath()));
            }
        }
        return files;
    }

    private static void requireNotNegative(String what, Duration retention) {
        if (retention.isNegative()) {
            throw new IllegalArgumentException(
                    "Cannot " + what + " with a negative retention (" + retention + "). Use zero or more.");
        }
    }

    /** A purge or vacuum deletes files that were staged and not committed; a log that names them would be broken. */
    private static void requireStaged(Path root, Change change) {
        for (DataFile file : change.added()) {
            if (!Files.exists(file.resolve(root))) {
                throw new StorageException("Cannot commit to the table at " + root + ": its new data file "
                        + file.logPath() + " is gone, an erasure or a vacuum removed it meanwhile. Nothing was"
                        + " committed; write the rows again.");
            }
        }
    }

    /** Brings the files to add to the disk before the log names them, and takes their checksums. */
    private Map<String, String> secured(Path root, Change change) {
        if (change.added().isEmpty()) {
            return Map.of();
        }
        Map<String, String> checksums = new LinkedHashMap<>();
        String restored =
                change.operation().equals("RESTORE") ? change.parameters().get("version") : null;
        Map<String, String> known = restored == null ? Map.of() : checksums(root, Long.parseLong(restored));
        try {
            for (DataFile file : change.added()) {
                Path path = file.resolve(root);
                String checksum = restored == null ? Checksums.force(path) : Checksums.of(path);
                if (!known.getOrDefault(file.logPath(), checksum).equals(checksum)) {
                    throw new StorageException("Cannot restore version " + restored + " of the table at " + root
                            + ": its data file " + path + " is damaged. Put it back from a copy of the lake, or restore"
                            + " another version. Nothing was committed.");
                }
                checksums.put(file.logPath(), checksum);
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("commit to the table at " + root, e);
        }
        Checksums.forceFolder(root);
        return checksums;
    }

    private Map<String, String> checksums(Path root, long version) {
        return guarded(
                "read version " + version + " of the table at " + root,
                () -> kernel(root).checksums(root, version));
    }

    @Override
    public Verification verify(Path root) {
        requireTable(root);
        FileVerifier verifier = new FileVerifier(root);
        long version = -1;
        try {
            verifier.log(root.resolve(LOG_FOLDER));
            cache.remove(root);
            TableSnapshot newest = latest(root).orElseThrow();
            version = newest.version();
            verifier.data(newest, checksums(root, version));
        } catch (IOException e) {
            throw LakehouseErrors.storage("verify the table at " + root, e);
        } catch (LakehouseException e) {
            verifier.damaged(String.valueOf(e.getMessage()));
        }
        return verifier.result(version);
    }

    private static boolean isGarbage(Path root, Path file, Set<Path> needed, Instant cutoff) throws IOException {
        Path relative = root.relativize(file);
        String name = String.valueOf(file.getFileName());
        String folder = relative.getName(0).toString();
        boolean temporary = name.startsWith(LocalFileIO.TEMPORARY_PREFIX) || name.startsWith("tmp_");
        boolean hidden = folder.startsWith("_") || folder.startsWith(".");
        if (hidden && !temporary) {
            return false;
        }
        if (needed.contains(file.toAbsolutePath())) {
            return false;
        }
        // A file younger than the cutoff may belong to a writer that has not committed yet.
        try {
            return !Files.getLastModifiedTime(file).toInstant().isAfter(cutoff);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The version of the oldest entry; a checkpoint stands at it, or it is the first of all. */
    private OptionalLong oldestReadable(Path root) {
        return history(root).stream().mapToLong(Commit::version).min();
    }

    private void requireTable(Path root) {
        if (!exists(root)) {
            throw new TableNotFoundException(
                    "Cannot read " + root + ": there is no Delta table. Check the path, or run what creates it.");
        }
    }

    private boolean isCurrent(Path root, Cached cached) {
        long version = cached.snapshot().version();
        return !Files.exists(commitFile(root, version + 1)) && cached.logEntry().equals(logEntry(root, version));
    }

    private void remember(Path root, TableSnapshot snapshot) {
        LogEntry entry = logEntry(root, snapshot.version());
        if (entry == null) {
            return; // The entry was cleaned away after a checkpoint; do without the cache.
        }
        cache.merge(
                root,
                new Cached(snapshot, entry),
                (old, fresh) -> old.snapshot().version() > fresh.snapshot().version() ? old : fresh);
    }

    private static @Nullable LogEntry logEntry(Path root, long version) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(commitFile(root, version), BasicFileAttributes.class);
            return new LogEntry(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
        } catch (IOException e) {
            return null;
        }
    }

    private static Path commitFile(Path root, long version) {
        return root.resolve(LOG_FOLDER).resolve(String.format(Locale.ROOT, "%020d.json", version));
    }

    private static boolean isCommitFile(Path file) {
        return String.valueOf(file.getFileName()).matches("\\d{20}\\.json");
    }

    private static boolean isVersionFile(Path file) {
        return String.valueOf(file.getFileName()).matches("\\d{20}\\.(json|checkpoint.*\\.(parquet|json))");
    }

    private static Commit readCommit(Path root, Path file) throws IOException {
        long version = Long.parseLong(String.valueOf(file.getFileName()).substring(0, 20));
        Instant timestamp = timestamp(root, version);
        String entry = new String(LogEntrySeal.read(file), StandardCharsets.UTF_8);
        Optional<String> line =
                entry.lines().filter(text -> text.startsWith("{\"commitInfo\"")).findFirst();
        if (line.isEmpty()) {
            return new Commit(version, timestamp, "UNKNOWN", Map.of(), Map.of(), "unknown");
        }
        JsonNode info;
        try {
            info = Json.read(line.get()).path("commitInfo");
        } catch (StorageException e) {
            throw new DamagedFileException("the log entry " + file + " is damaged (" + e.getMessage() + ")");
        }
        JsonNode inCommit = info.path("inCommitTimestamp");
        return new Commit(
                version,
                inCommit.isIntegralNumber() ? Instant.ofEpochMilli(inCommit.asLong()) : timestamp,
                info.path("operation").asText("UNKNOWN"),
                strings(info.path("operationParameters")),
                strings(info.path("operationMetrics")),
                info.path("engineInfo").asText("unknown"));
    }

    private static Map<String, String> strings(JsonNode node) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            JsonNode value = entry.getValue();
            values.put(entry.getKey(), value.isTextual() ? value.asText() : value.toString());
        }
        return values;
    }

    /** Runs a call into Kernel and translates its errors once. */
    private static <T> T guarded(String what, java.util.function.Supplier<T> call) {
        try {
            return call.get();
        } catch (LakehouseException e) {
            throw e;
        } catch (io.delta.kernel.exceptions.TableNotFoundException e) {
            throw new TableNotFoundException("Cannot " + what + ": there is no Delta table.", e);
        } catch (RuntimeException e) {
            throw KernelErrors.translate(what, e);
        }
    }
}
