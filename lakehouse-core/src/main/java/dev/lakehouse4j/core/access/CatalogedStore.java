package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.HistoryPurge;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import dev.lakehouse4j.core.storage.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The store of everybody, also of the owner: a commit that creates a table or changes its columns must fit the catalog. Rows
 * alone are not looked at.
 */
final class CatalogedStore implements TableStore {

    private final TableStore store;
    private final LakeNames names;
    private final Authority authority;

    CatalogedStore(TableStore store, LakeNames names, Authority authority) {
        this.store = store;
        this.names = names;
        this.authority = authority;
    }

    @Override
    public Commit commit(Path root, Change change) {
        TableSchema schema = change.schema();
        if (schema != null) {
            TableSnapshot base = change.base();
            names.name(root)
                    .ifPresent(table -> authority.requireFits(table, base == null ? null : base.schema(), schema));
        }
        return store.commit(root, change);
    }

    @Override
    public boolean exists(Path root) {
        return store.exists(root);
    }

    @Override
    public Optional<TableSnapshot> latest(Path root) {
        return store.latest(root);
    }

    @Override
    public TableSnapshot atVersion(Path root, long version) {
        return store.atVersion(root, version);
    }

    @Override
    public TableSnapshot atInstant(Path root, Instant instant) {
        return store.atInstant(root, instant);
    }

    @Override
    public List<Commit> history(Path root, int limit) {
        return store.history(root, limit);
    }

    @Override
    public OptionalLong transactionVersion(Path root, String application) {
        return store.transactionVersion(root, application);
    }

    @Override
    public Map<String, Long> transactionVersions(Path root) {
        return store.transactionVersions(root);
    }

    @Override
    public List<Path> vacuum(Path root, Duration retention) {
        return store.vacuum(root, retention);
    }

    @Override
    public HistoryPurge purge(Path root) {
        return store.purge(root);
    }

    @Override
    public HistoryPurge expire(Path root, Duration retention) {
        return store.expire(root, retention);
    }

    @Override
    public Verification verify(Path root) {
        return store.verify(root);
    }
}
