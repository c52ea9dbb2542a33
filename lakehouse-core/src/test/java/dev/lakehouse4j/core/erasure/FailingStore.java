package dev.lakehouse4j.core.erasure;

import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.HistoryPurge;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** A store that fails once, before or after the n-th change of a table, as a process that is killed there would. */
final class FailingStore implements TableStore {

    private final TableStore store;
    private final int failAt;
    private int steps;

    FailingStore(TableStore store, int failAt) {
        this.store = store;
        this.failAt = failAt;
    }

    boolean hasFailed() {
        return steps >= failAt;
    }

    private <T> T changing(Supplier<T> change) {
        step();
        T result = change.get();
        step();
        return result;
    }

    private void step() {
        steps++;
        if (steps == failAt) {
            throw new StorageException("Killed at step " + steps);
        }
    }

    @Override
    public Commit commit(Path root, Change change) {
        return changing(() -> store.commit(root, change));
    }

    @Override
    public HistoryPurge purge(Path root) {
        return changing(() -> store.purge(root));
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
}
