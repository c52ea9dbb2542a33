package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.HistoryPurge;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import dev.lakehouse4j.core.storage.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A store for a restricted session: it knows the tables of the lake alone, tells of them what the principal may know, and
 * commits what the principal may write.
 */
final class GovernedStore implements TableStore {

    private final Door door;
    private final Session session;
    private final Recorder recorder;

    GovernedStore(Door door, Session session) {
        this.door = door;
        this.session = session;
        this.recorder = new Recorder(door.audit(), session.principal());
    }

    @Override
    public boolean exists(Path root) {
        return door.store().exists(seen(root));
    }

    @Override
    public Optional<TableSnapshot> latest(Path root) {
        return door.store().latest(seen(root)).map(this::told);
    }

    @Override
    public TableSnapshot atVersion(Path root, long version) {
        return told(door.store().atVersion(seen(root), version));
    }

    @Override
    public TableSnapshot atInstant(Path root, Instant instant) {
        return told(door.store().atInstant(seen(root), instant));
    }

    @Override
    public List<Commit> history(Path root, int limit) {
        Path folder = seen(root);
        List<Commit> history = door.store().history(folder, limit);
        return session.seesAll(door.names().requireName(folder))
                ? history
                : history.stream().map(GovernedStore::bare).toList();
    }

    @Override
    public OptionalLong transactionVersion(Path root, String application) {
        return door.store().transactionVersion(seen(root), application);
    }

    @Override
    public Map<String, Long> transactionVersions(Path root) {
        return door.store().transactionVersions(seen(root));
    }

    @Override
    public List<Path> vacuum(Path root, Duration retention) {
        Path folder = seen(root);
        String table = door.names().requireName(folder);
        recorder.watch("VACUUM", table, () -> WriteRights.require(door, session.rights(), table));
        session.requireRewrite(table);
        List<Path> removed = door.store().vacuum(folder, retention);
        recorder.changed(recorder.event("VACUUM", table, null, true, null));
        return removed;
    }

    @Override
    public Verification verify(Path root) {
        Path folder = seen(root);
        session.requireRewrite(door.names().requireName(folder));
        return door.store().verify(folder);
    }

    @Override
    public HistoryPurge purge(Path root) {
        return shorten("PURGE", root, folder -> door.store().purge(folder));
    }

    @Override
    public HistoryPurge expire(Path root, Duration retention) {
        return shorten("EXPIRE", root, folder -> door.store().expire(folder, retention));
    }

    private HistoryPurge shorten(String action, Path root, Function<Path, HistoryPurge> body) {
        Path folder = seen(root);
        String table = door.names().requireName(folder);
        recorder.watch(action, table, () -> WriteRights.require(door, session.rights(), table));
        session.requireRewrite(table);
        HistoryPurge purged = body.apply(folder);
        recorder.changed(recorder.event(action, table, null, true, null));
        return purged;
    }

    /** The folder of a table whose existence the principal may know of: who may write it must see its columns. */
    private Path seen(Path root) {
        String table = door.names().requireName(root);
        Path folder = door.names().folder(table).orElseThrow();
        recorder.watch("DESCRIBE", table, () -> {
            Rights rights = session.rights();
            boolean creating = rights.has(Privilege.CREATE, Securable.schema(LakeNames.schema(table)))
                    && !door.store().exists(folder);
            if (!creating && !Session.isSeen(rights, table)) {
                rights.require(Privilege.SELECT, Securable.table(table));
            }
        });
        return folder;
    }

    /**
     * What of a snapshot may be told: statistics hold values, counts and sizes tell of rows, and names of files of other
     * writers hold values of partition columns.
     */
    private TableSnapshot told(TableSnapshot snapshot) {
        String table = door.names().requireName(snapshot.root());
        Rights rights = session.rights();
        if (rights.has(Privilege.SELECT, Securable.table(table)) && !Guards.hide(rights, table, snapshot.schema())) {
            return snapshot;
        }
        DataFile untold = new DataFile("not-told.parquet", 0, 0, -1, Map.of(), Map.of());
        return new TableSnapshot(
                snapshot.root(),
                snapshot.version(),
                snapshot.timestamp(),
                snapshot.schema(),
                List.of(untold),
                snapshot.properties(),
                List.of());
    }

    private static Commit bare(Commit commit) {
        return new Commit(
                commit.version(), commit.timestamp(), commit.operation(), Map.of(), Map.of(), commit.writer());
    }

    @Override
    public Commit commit(Path root, Change change) {
        String table = door.names().requireName(root);
        Path folder = door.names().folder(table).orElseThrow();
        Change[] admitted = new Change[1];
        recorder.watch(change.operation(), table, () -> admitted[0] = admit(table, folder, change));
        Commit commit = door.store().commit(folder, admitted[0]);
        recorder.changed(recorder.event(commit.operation(), table, commit.version(), true, null));
        return commit;
    }

    private Change admit(String table, Path folder, Change change) {
        Rights rights = session.rights();
        WriteRights.require(door, rights, table);
        requireHarmlessProperties(rights, table, change.properties());
        TableSnapshot wish = change.base();
        TableSnapshot base = wish == null ? null : door.version(folder, wish.version());
        TableSchema schema = change.schema();
        boolean own = session.staged().containsAll(folder, change.added());
        boolean onlyAdds = change.removed().isEmpty() && own && keepsColumns(base, schema);
        if (base != null && !onlyAdds) {
            session.requireRewrite(table);
        } else if (!own) {
            rights.require(Privilege.SELECT, Securable.table(table));
            rights.require(Privilege.MODIFY, Securable.table(table));
        }
        if (schema != null) {
            requireHarmlessChecks(schema, base);
        }
        return new Change(
                change.operation(),
                base,
                schema,
                change.added(),
                base == null ? List.of() : known(base, change.removed()),
                change.transaction(),
                change.parameters(),
                change.properties(),
                change.blindAppend(),
                change.dataChange());
    }

    /** The log's own entries of the files to remove. */
    private static List<DataFile> known(TableSnapshot base, List<DataFile> removed) {
        Map<String, DataFile> files =
                base.files().stream().collect(Collectors.toMap(DataFile::logPath, Function.identity(), (a, b) -> a));
        List<DataFile> known = new ArrayList<>();
        for (DataFile file : removed) {
            DataFile own = files.get(file.logPath());
            if (own == null) {
                throw new AccessDeniedException(
                        "Cannot remove a file that is not part of the table's version " + base.version() + ".");
            }
            known.add(own);
        }
        return known;
    }

    /** Whether the columns that are there stay as they are; a mask must find the column that it is for. */
    private static boolean keepsColumns(
            @org.jspecify.annotations.Nullable TableSnapshot base,
            @org.jspecify.annotations.Nullable TableSchema schema) {
        if (base == null || schema == null) {
            return true;
        }
        return base.schema().columns().stream()
                .allMatch(column -> schema.column(column.name())
                        .map(Column::type)
                        .filter(column.type()::equals)
                        .isPresent());
    }

    /** Checks are SQL that runs with every later write of anybody. */
    private void requireHarmlessChecks(TableSchema schema, @org.jspecify.annotations.Nullable TableSnapshot base) {
        for (String check : schema.checks()) {
            if (base == null || !base.schema().checks().contains(check)) {
                SqlAdmission.requireExpression(
                        door.engine(),
                        door.harmless(),
                        Syntax.parse(door.engine(), "select (" + check + "\n)")
                                .path("statements")
                                .path(0)
                                .path("node")
                                .path("select_list"));
            }
        }
    }

    private static void requireHarmlessProperties(Rights rights, String table, Map<String, String> properties) {
        boolean reserved = properties.keySet().stream()
                .anyMatch(name -> name.startsWith("lakehouse4j.") || name.startsWith("delta."));
        if (reserved) {
            rights.require(Privilege.MANAGE, Securable.table(table));
        }
    }
}
