package dev.lakehouse4j.core;

import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** A store of tables that do not change, so that a test with thousands of statements reads each log once. */
record RememberingStore(TableStore store, Map<Path, Optional<TableSnapshot>> newest) implements TableStore {

    RememberingStore(TableStore store) {
        this(store, new ConcurrentHashMap<>());
    }

    @Override
    public boolean exists(Path root) {
        return latest(root).isPresent();
    }

    @Override
    public Optional<TableSnapshot> latest(Path root) {
        return newest.computeIfAbsent(root, store::latest);
    }

    @Override
    public TableSnapshot atVersion(Path root, long version) {
        return latest(root)
                .filter(snapshot -> snapshot.version() == version)
                .orElseGet(() -> store.atVersion(root, version));
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
    public Commit commit(Path root, Change change) {
        throw new UnsupportedOperationException("these tables do not change");
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
        throw new UnsupportedOperationException("these tables do not change");
    }
}
