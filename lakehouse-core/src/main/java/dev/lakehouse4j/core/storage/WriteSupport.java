package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.tablefeatures.TableFeature;
import io.delta.kernel.internal.tablefeatures.TableFeatures;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.internal.util.SchemaIterable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables of other writers may be written here: those all of whose rules are kept by our writes. What Kernel could write
 * is not enough, because rows are read, joined and written anew by the engine.
 */
final class WriteSupport {

    private static final String REMEDY = " Write to it with another engine, or copy its rows into a new table.";

    /** Features whose rules our writes keep, or that are judged by the table's metadata below. */
    private static final Set<String> KEPT = Set.of(
            "appendOnly",
            "invariants",
            "checkConstraints",
            "changeDataFeed",
            "generatedColumns",
            "identityColumns",
            "columnMapping",
            "domainMetadata",
            "inCommitTimestamp",
            "timestampNtz",
            "v2Checkpoint",
            "vacuumProtocolCheck",
            "allowColumnDefaults");

    /** Features whose files, beside those of {@link #KEPT}, are known well enough to tell what nobody needs. */
    private static final Set<String> VACUUMED = Set.of("deletionVectors", "typeWidening", "clustering", "rowTracking");

    private static final String COMMENT_KEY = "comment";
    private static final String DEFAULT_KEY = "CURRENT_DEFAULT";

    private final Path root;
    private final SnapshotImpl snapshot;

    WriteSupport(Path root, SnapshotImpl snapshot) {
        this.root = root;
        this.snapshot = snapshot;
    }

    void requireWritable() {
        TableFeatures.validateKernelCanWriteToTable(snapshot.getProtocol(), snapshot.getMetadata(), root.toString());
        Map<String, String> properties = snapshot.getMetadata().getConfiguration();
        if (!snapshot.getPartitionColumnNames().isEmpty()) {
            throw refused("it is partitioned by " + snapshot.getPartitionColumnNames()
                    + ", and partitioned tables can only be read here");
        }
        if (ColumnMapping.isColumnMappingModeEnabled(ColumnMapping.getColumnMappingMode(properties))) {
            throw refused("it has the feature columnMapping, and such tables can only be read here");
        }
        for (String name : properties.keySet()) {
            if (name.startsWith("delta.constraints.")) {
                throw refused("it has the feature checkConstraints (" + name + "), which is not enforced here");
            }
        }
        if ("true".equals(properties.get("delta.enableChangeDataFeed"))) {
            throw refused("it has the feature changeDataFeed, whose change files are not written here");
        }
        if (hasFieldMetadata(Set.of(DEFAULT_KEY))) {
            throw refused("it has the feature allowColumnDefaults, whose values are not filled in here");
        }
        requireFeatures(Set.of());
    }

    /** The schema is written anew with nothing but names, types and comments. */
    void requireSchemaChange() {
        boolean more = new SchemaIterable(snapshot.getSchema())
                .stream()
                        .anyMatch(element -> element.getField().getMetadata().getEntries().keySet().stream()
                                .anyMatch(key -> !key.equals(COMMENT_KEY)));
        if (more) {
            throw new UnsupportedFeatureException("Cannot change the columns of the table at " + root
                    + ": its schema has details of another writer, which would be lost. Change them with that writer.");
        }
    }

    /** Whether every file of the table that a version needs is known here. */
    void requireVacuumable() {
        TableFeatures.validateKernelCanWriteToTable(snapshot.getProtocol(), snapshot.getMetadata(), root.toString());
        requireFeatures(VACUUMED);
    }

    private void requireFeatures(Set<String> alsoKept) {
        Set<String> others = new TreeSet<>();
        for (TableFeature feature : snapshot.getProtocol().getImplicitlyAndExplicitlySupportedFeatures()) {
            String name = feature.featureName();
            if (!KEPT.contains(name) && !alsoKept.contains(name)) {
                others.add(name);
            }
        }
        if (!others.isEmpty()) {
            throw refused("it has the feature" + (others.size() > 1 ? "s " : " ") + String.join(", ", others)
                    + ", and such tables can only be read here");
        }
    }

    private boolean hasFieldMetadata(Set<String> keys) {
        return new SchemaIterable(snapshot.getSchema())
                .stream()
                        .anyMatch(element -> element.getField().getMetadata().getEntries().keySet().stream()
                                .anyMatch(keys::contains));
    }

    private UnsupportedFeatureException refused(String reason) {
        return new UnsupportedFeatureException("Cannot write to the table at " + root + ": " + reason + "." + REMEDY);
    }
}
