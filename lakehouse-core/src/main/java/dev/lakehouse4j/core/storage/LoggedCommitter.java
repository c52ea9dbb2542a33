package dev.lakehouse4j.core.storage;

import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.commit.CommitMetadata;
import io.delta.kernel.commit.CommitResponse;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.CommitInfo;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.commit.DefaultFileSystemManagedTableOnlyCommitter;
import io.delta.kernel.utils.CloseableIterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Commits as Kernel does, but says in the history what was really done: operation, parameters, counts. */
final class LoggedCommitter extends DefaultFileSystemManagedTableOnlyCommitter {

    static final LoggedCommitter INSTANCE = new LoggedCommitter();

    private static final String OPERATION = "operation";
    private static final String BLIND_APPEND = "blindAppend";
    private static final String PARAMETER_PREFIX = "parameter.";
    private static final String METRIC_PREFIX = "metric.";

    private LoggedCommitter() {}

    /** Packs what the history is to say into the properties that a transaction hands to its committer. */
    static Map<String, String> describe(Change change) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(OPERATION, change.operation());
        properties.put(BLIND_APPEND, String.valueOf(change.blindAppend()));
        change.parameters().forEach((name, value) -> properties.put(PARAMETER_PREFIX + name, value));
        long rows = change.added().stream().mapToLong(DataFile::rowCount).sum();
        long bytes = change.added().stream().mapToLong(DataFile::sizeBytes).sum();
        properties.put(
                METRIC_PREFIX + "numAddedFiles", String.valueOf(change.added().size()));
        properties.put(
                METRIC_PREFIX + "numRemovedFiles",
                String.valueOf(change.removed().size()));
        properties.put(METRIC_PREFIX + "numOutputRows", String.valueOf(rows));
        properties.put(METRIC_PREFIX + "numOutputBytes", String.valueOf(bytes));
        return properties;
    }

    @Override
    public CommitResponse commit(Engine engine, CloseableIterator<Row> finalizedActions, CommitMetadata metadata)
            throws CommitFailedException {
        Map<String, String> properties = metadata.getCommitterProperties().get();
        CloseableIterator<Row> actions = finalizedActions.map(action -> {
            if (action.isNullAt(SingleAction.COMMIT_INFO_ORDINAL) || !properties.containsKey(OPERATION)) {
                return action;
            }
            return SingleAction.createCommitInfoSingleAction(
                    described(metadata.getCommitInfo(), properties).toRow());
        });
        return super.commit(engine, actions, metadata);
    }

    private static CommitInfo described(CommitInfo info, Map<String, String> properties) {
        return new CommitInfo(
                info.getInCommitTimestamp(),
                info.getTimestamp(),
                info.getEngineInfo(),
                Optional.ofNullable(properties.get(OPERATION)),
                withPrefix(properties, PARAMETER_PREFIX),
                Optional.of(Boolean.valueOf(properties.get(BLIND_APPEND))),
                info.getTxnId(),
                withPrefix(properties, METRIC_PREFIX));
    }

    private static Map<String, String> withPrefix(Map<String, String> properties, String prefix) {
        Map<String, String> values = new LinkedHashMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                values.put(name.substring(prefix.length()), value);
            }
        });
        return values;
    }
}
