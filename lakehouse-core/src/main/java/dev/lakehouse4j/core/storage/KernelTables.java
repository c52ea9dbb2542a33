package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.TableSchema;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TransactionImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.internal.actions.SetTransaction;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.checkpoints.CheckpointMetaData;
import io.delta.kernel.internal.checkpoints.Checkpointer;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.replay.ActionsIterator;
import io.delta.kernel.internal.replay.CreateCheckpointIterator;
import io.delta.kernel.internal.replay.LogReplay;
import io.delta.kernel.internal.tablefeatures.TableFeatures;
import io.delta.kernel.internal.util.FileNames;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log through Delta Kernel. Its internal classes are touched here and in the small classes beside it that read entries, and
 * nowhere outside this package, so that an upgrade of Kernel is a change here.
 *
 * <p>Why internals: Kernel's public API of 4.4 has no removes in a transaction, no name for an operation in the history,
 * and no schema change without column mapping, all of which the protocol allows.
 */
final class KernelTables {

    private static final Logger LOG = LoggerFactory.getLogger(KernelTables.class);
    private static final String ENGINE_INFO = "lakehouse4j";
    private static final int BLIND_APPEND_RETRIES = 200;

    /** In the tags of a data file, which the protocol leaves to writers: CRC-32C of the file, eight hexadecimal digits. */
    private static final String CHECKSUM_TAG = "lakehouse4j.crc32c";

    private final Engine engine;

    KernelTables(FileSystem fileSystem) {
        this.engine = DefaultEngine.create(new LocalFileIO(fileSystem));
    }

    TableSnapshot latest(Path root) {
        return snapshot(root, load(root));
    }

    TableSnapshot atVersion(Path root, long version) {
        return snapshot(root, (SnapshotImpl)
                TableManager.loadSnapshot(root.toString()).atVersion(version).build(engine));
    }

    TableSnapshot atInstant(Path root, Instant instant) {
        Snapshot latest = load(root);
        if (!instant.isBefore(Instant.ofEpochMilli(latest.getTimestamp(engine)))) {
            return snapshot(root, (SnapshotImpl) latest);
        }
        return snapshot(root, (SnapshotImpl) TableManager.loadSnapshot(root.toString())
                .atTimestamp(instant.toEpochMilli(), latest)
                .build(engine));
    }

    OptionalLong transactionVersion(Path root, String application) {
        return load(root)
                .getLatestTransactionVersion(engine, application)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** One replay of the log for all applications; Kernel's public API replays it once for each. */
    Map<String, Long> transactionVersions(Path root) {
        Map<String, Long> versions = new HashMap<>();
        try (ActionsIterator actions = new ActionsIterator(
                engine,
                load(root).getLogSegment().allLogFilesReversed(),
                LogReplay.SET_TRANSACTION_READ_SCHEMA,
                Optional.empty())) {
            while (actions.hasNext()) {
                ColumnVector transactions = actions.next().getColumnarBatch().getColumnVector(0);
                for (int row = 0; row < transactions.getSize(); row++) {
                    SetTransaction transaction = SetTransaction.fromColumnVector(transactions, row);
                    if (transaction != null) {
                        versions.merge(transaction.getAppId(), transaction.getVersion(), Math::max);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }

    /**
     * Commits, writes a checkpoint when one is due, and returns the new version.
     *
     * @param checksums CRC-32C of the files to add, by their paths in the log
     */
    long commit(Path root, Change change, Map<String, String> checksums) {
        Transaction transaction = change.base() == null ? create(root, change) : update(root, change);
        Map<String, String> description = LoggedCommitter.describe(change);
        transaction.withCommitterProperties(() -> description);
        TransactionCommitResult result =
                transaction.commit(engine, CloseableIterable.inMemoryIterable(actions(change, checksums)));
        for (PostCommitHook hook : result.getPostCommitHooks()) {
            if (hook.getType() == PostCommitHook.PostCommitHookType.CHECKPOINT) {
                try {
                    hook.threadSafeInvoke(engine);
                } catch (IOException | RuntimeException e) {
                    // The commit stands; a missing checkpoint only makes the next read slower.
                    LOG.warn("No checkpoint of {} at version {}: {}", root, result.getVersion(), e.getMessage());
                }
            }
        }
        return result.getVersion();
    }

    /**
     * Writes a checkpoint of a version.
     *
     * @param tombstones whether it is to name removed files as well, for the retention that the table asks for; their entries
     *     hold statistics of rows that are gone
     */
    void checkpoint(Path root, long version, boolean tombstones) throws IOException {
        SnapshotImpl snapshot = (SnapshotImpl)
                TableManager.loadSnapshot(root.toString()).atVersion(version).build(engine);
        new WriteSupport(root, snapshot).requireWritable();
        CreateCheckpointIterator actions = tombstones
                ? snapshot.getCreateCheckpointIterator(engine)
                : new CreateCheckpointIterator(engine, snapshot.getLogSegment(), Long.MAX_VALUE);
        String file =
                FileNames.checkpointFileSingular(snapshot.getLogPath(), version).toString();
        try (actions) {
            engine.getParquetHandler().writeParquetFileAtomically(file, actions);
        }
        new Checkpointer(snapshot.getLogPath())
                .writeLastCheckpointFile(
                        engine, new CheckpointMetaData(version, actions.getNumberOfAddActions(), Optional.empty()));
    }

    /** Whether files of the table that no version needs can be told from those that one does. */
    void requireVacuumable(Path root) {
        new WriteSupport(root, load(root)).requireVacuumable();
    }

    /** The snapshot after a commit that followed directly on its base, without reading the log again. */
    TableSnapshot next(Path root, Change change, Commit commit) {
        TableSnapshot base = change.base();
        Map<String, String> properties = new LinkedHashMap<>(base == null ? Map.of() : base.properties());
        TableSchema schema =
                change.schema() != null ? change.schema() : required(base).schema();
        if (change.schema() != null) {
            properties.putAll(SchemaCodec.properties(schema));
        }
        properties.putAll(change.properties());
        List<DataFile> files = new ArrayList<>(base == null ? List.of() : base.files());
        Set<String> removed = new HashSet<>();
        change.removed().forEach(file -> removed.add(file.logPath()));
        change.added().forEach(file -> removed.add(file.logPath())); // Adding a file again replaces its entry.
        files.removeIf(file -> removed.contains(file.logPath()));
        files.addAll(change.added());
        return new TableSnapshot(
                root,
                commit.version(),
                commit.timestamp(),
                schema,
                files,
                properties,
                base == null ? FileLayout.PLAIN : base.layout());
    }

    private SnapshotImpl load(Path root) {
        return (SnapshotImpl) TableManager.loadSnapshot(root.toString())
                .withCommitter(LoggedCommitter.INSTANCE)
                .build(engine);
    }

    private Transaction create(Path root, Change change) {
        TableSchema schema = required(change.schema());
        Map<String, String> properties = new LinkedHashMap<>(SchemaCodec.properties(schema));
        properties.putAll(change.properties());
        Transaction transaction = TableManager.buildCreateTableTransaction(
                        root.toString(), SchemaCodec.toKernel(schema), ENGINE_INFO)
                .withTableProperties(properties)
                .withCommitter(LoggedCommitter.INSTANCE)
                .withMaxRetries(0)
                .build(engine);
        return withTransactionId((TransactionImpl) transaction, change.transaction());
    }

    private Transaction update(Path root, Change change) {
        TableSnapshot base = required(change.base());
        SnapshotImpl current = load(root);
        WriteSupport support = new WriteSupport(root, current);
        support.requireWritable();
        if (change.schema() != null) {
            support.requireSchemaChange();
        }
        if (!change.blindAppend() && current.getVersion() != base.version()) {
            throw new ConflictException("Cannot commit to the table at " + root + ": it is at version "
                    + current.getVersion() + ", and the change was computed from version " + base.version()
                    + ". Nothing was committed; compute it again on the new version.");
        }
        if (current.getVersion() != base.version()) {
            requireSameContract(root, current, base);
        }
        requireNewWork(root, current, change.transaction());
        if (change.breaksAppendOnly(current.getMetadata().getConfiguration())) {
            throw LakehouseErrors.appendOnly(change.operation(), root);
        }
        Optional<Metadata> metadata = newMetadata(current, change);
        Optional<Protocol> protocol = metadata.flatMap(
                changed -> TableFeatures.autoUpgradeProtocolBasedOnMetadata(changed, Set.of(), current.getProtocol())
                        .map(upgrade -> upgrade._1));
        return new TransactionImpl(
                false,
                current.getDataPath(),
                Optional.of(current),
                ENGINE_INFO,
                Operation.WRITE,
                protocol,
                metadata,
                current.getCommitter(),
                setTransaction(change.transaction()),
                Optional.empty(),
                // Kernel rebases any change silently, also one that removes files; only blind appends may follow
                // on a version that they have not seen.
                Optional.of(change.blindAppend() && metadata.isEmpty() ? BLIND_APPEND_RETRIES : 0),
                0,
                System::currentTimeMillis);
    }

    /** Rows that were checked against one schema must not be added to a table that got another one meanwhile. */
    private static void requireSameContract(Path root, SnapshotImpl current, TableSnapshot base) {
        Map<String, String> properties = current.getMetadata().getConfiguration();
        if (!SchemaCodec.fromKernel(current.getSchema(), properties).equals(base.schema())) {
            throw new ConflictException(
                    "Cannot commit to the table at " + root + ": its schema changed between version "
                            + base.version() + " and " + current.getVersion()
                            + ". Nothing was committed; compute the change again on the new version.");
        }
    }

    private static Optional<Metadata> newMetadata(SnapshotImpl current, Change change) {
        if (change.schema() == null && change.properties().isEmpty()) {
            return Optional.empty();
        }
        Metadata metadata = current.getMetadata();
        Map<String, String> properties = new LinkedHashMap<>(change.properties());
        if (change.schema() != null) {
            metadata = metadata.withNewSchema(SchemaCodec.toKernel(change.schema()))
                    .withConfigurationKeysUnset(Set.of(
                            SchemaCodec.KEY_PROPERTY, SchemaCodec.CHECKS_PROPERTY, SchemaCodec.COMMENT_PROPERTY));
            properties.putAll(SchemaCodec.properties(change.schema()));
        }
        return Optional.of(metadata.withMergedConfiguration(properties));
    }

    /** A transaction that creates a table takes no transaction id in the public API; the log entry may hold one. */
    private Transaction withTransactionId(TransactionImpl transaction, @Nullable TransactionId id) {
        if (id == null) {
            return transaction;
        }
        return new TransactionImpl(
                true,
                transaction.getDataPath(),
                Optional.empty(),
                ENGINE_INFO,
                Operation.CREATE_TABLE,
                Optional.of(transaction.getProtocol()),
                Optional.of(metadataOf(transaction)),
                transaction.getCommitter(),
                setTransaction(id),
                Optional.empty(),
                Optional.of(0),
                0,
                System::currentTimeMillis);
    }

    private Metadata metadataOf(TransactionImpl transaction) {
        Row state = transaction.getTransactionState(engine);
        Map<String, String> configuration = io.delta.kernel.internal.data.TransactionStateRow.getConfiguration(state);
        io.delta.kernel.types.StructType schema = transaction.getSchema(engine);
        return new Metadata(
                java.util.UUID.randomUUID().toString(),
                Optional.empty(),
                Optional.empty(),
                new io.delta.kernel.internal.actions.Format(),
                schema.toJson(),
                schema,
                VectorUtils.buildArrayValue(List.of(), io.delta.kernel.types.StringType.STRING),
                Optional.of(System.currentTimeMillis()),
                VectorUtils.stringStringMapValue(configuration));
    }

    private static Optional<SetTransaction> setTransaction(@Nullable TransactionId id) {
        return id == null
                ? Optional.empty()
                : Optional.of(
                        new SetTransaction(id.application(), id.version(), Optional.of(System.currentTimeMillis())));
    }

    private void requireNewWork(Path root, SnapshotImpl current, @Nullable TransactionId id) {
        if (id == null) {
            return;
        }
        Optional<Long> done = current.getLatestTransactionVersion(engine, id.application());
        if (done.isPresent() && done.get() > id.basedOn()) {
            throw new ConflictException("Cannot commit to the table at " + root + ": transaction " + done.get()
                    + " of " + id.application() + " is already there. The work was done by an earlier or a concurrent"
                    + " run; nothing is left to do.");
        }
    }

    private TableSnapshot snapshot(Path root, SnapshotImpl snapshot) {
        Map<String, String> properties = snapshot.getMetadata().getConfiguration();
        TableSchema schema = SchemaCodec.fromKernel(snapshot.getSchema(), properties);
        FileLayout layout = LayoutCodec.layout(root, snapshot.getMetadata(), snapshot.getPartitionColumnNames());
        return new TableSnapshot(
                root,
                snapshot.getVersion(),
                Instant.ofEpochMilli(snapshot.getTimestamp(engine)),
                schema,
                files(snapshot, new DataFileCodec(schema, layout, LayoutCodec.boundless(snapshot.getSchema()))),
                properties,
                layout);
    }

    private List<DataFile> files(SnapshotImpl snapshot, DataFileCodec codec) {
        List<DataFile> files = new ArrayList<>();
        io.delta.kernel.internal.ScanImpl scan =
                (io.delta.kernel.internal.ScanImpl) snapshot.getScanBuilder().build();
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        files.add(codec.read(rows.next()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** The checksums of the data files of a version, by their paths in the log, as far as their writers gave them. */
    Map<String, String> checksums(Path root, long version) {
        SnapshotImpl snapshot = (SnapshotImpl)
                TableManager.loadSnapshot(root.toString()).atVersion(version).build(engine);
        Map<String, String> checksums = new HashMap<>();
        try (CloseableIterator<FilteredColumnarBatch> batches =
                snapshot.getScanBuilder().build().getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        AddFile add = new AddFile(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
                        add.getTags()
                                .map(tags -> VectorUtils.<String, String>toJavaMap(tags)
                                        .get(CHECKSUM_TAG))
                                .ifPresent(checksum -> checksums.put(add.getPath(), checksum));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return checksums;
    }

    private static CloseableIterator<Row> actions(Change change, Map<String, String> checksums) {
        List<Row> actions = new ArrayList<>();
        for (DataFile file : change.removed()) {
            AddFile add = new AddFile(addRow(file, change.dataChange(), null));
            actions.add(SingleAction.createRemoveFileSingleAction(
                    add.toRemoveFileRow(change.dataChange(), Optional.of(System.currentTimeMillis()))));
        }
        for (DataFile file : change.added()) {
            actions.add(SingleAction.createAddFileSingleAction(
                    addRow(file, change.dataChange(), checksums.get(file.logPath()))));
        }
        return io.delta.kernel.internal.util.Utils.toCloseableIterator(actions.iterator());
    }

    private static Row addRow(DataFile file, boolean dataChange, @Nullable String checksum) {
        Map<Integer, Object> values = new HashMap<>();
        values.put(AddFile.FULL_SCHEMA.indexOf("path"), file.logPath());
        values.put(AddFile.FULL_SCHEMA.indexOf("partitionValues"), partitionValues(file));
        values.put(AddFile.FULL_SCHEMA.indexOf("size"), file.sizeBytes());
        values.put(AddFile.FULL_SCHEMA.indexOf("modificationTime"), file.modifiedMillis());
        values.put(AddFile.FULL_SCHEMA.indexOf("dataChange"), dataChange);
        if (file.rowCount() >= 0) {
            values.put(AddFile.FULL_SCHEMA.indexOf("stats"), StatisticsCodec.write(file.rowCount(), file.statistics()));
        }
        if (checksum != null) {
            values.put(
                    AddFile.FULL_SCHEMA.indexOf("tags"),
                    VectorUtils.stringStringMapValue(Map.of(CHECKSUM_TAG, checksum)));
        }
        return new GenericRow(AddFile.FULL_SCHEMA, values);
    }

    private static io.delta.kernel.data.MapValue partitionValues(DataFile file) {
        return VectorUtils.stringStringMapValue(new HashMap<>(file.partitionValues()));
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("A change needs a base, or a schema to create the table with.");
        }
        return value;
    }
}
