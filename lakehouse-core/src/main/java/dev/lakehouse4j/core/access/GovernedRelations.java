package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.audit.AuditEvent;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Binds the relations of one statement to what a principal may see of them; what was handed in is only a wish. */
final class GovernedRelations {

    private final Door door;
    private final Session session;
    private final Rights rights;
    private final Set<String> guarded = new TreeSet<>();
    private final List<Read> reads = new ArrayList<>();

    /** A table or view that the statement reads. */
    private record Read(String object, @Nullable Long version) {}

    GovernedRelations(Door door, Session session, Rights rights) {
        this.door = door;
        this.session = session;
        this.rights = rights;
    }

    Map<String, Relation> bind(Map<String, Relation> relations, BiConsumer<String, AccessDeniedException> refused) {
        Map<String, Relation> bound = new LinkedHashMap<>();
        relations.forEach((name, relation) -> {
            try {
                bound.put(name, bind(relation));
            } catch (AccessDeniedException e) {
                refused.accept(name, e);
                throw e;
            }
        });
        return bound;
    }

    private Relation bind(Relation relation) {
        if (relation instanceof Relation.Empty || relation instanceof Relation.Values) {
            return relation;
        } else if (relation instanceof Relation.Snapshot data) {
            return snapshot(data.snapshot());
        } else if (relation instanceof Relation.Files data) {
            List<DataFile> files = List.copyOf(data.files());
            return new Relation.Files(requireFiles(data.root(), files), files, data.schema(), data.layout());
        } else if (relation instanceof Relation.NamedFiles data) {
            List<DataFile> files = List.copyOf(data.files());
            return new Relation.NamedFiles(requireFiles(data.root(), files), files, data.schema(), data.layout());
        } else if (relation instanceof Relation.View view) {
            return view(view.name());
        } else if (relation instanceof Relation.Parquet data) {
            rights.require(Privilege.MANAGE, Securable.catalog());
            return new Relation.Parquet(requireOutside(data.files()), data.schema());
        }
        throw new AccessDeniedException(
                "Cannot run the query: it reads files that belong to no table. A restricted session reads tables and views.");
    }

    private Relation snapshot(TableSnapshot wish) {
        String table = door.names().requireName(wish.root());
        rights.require(Privilege.SELECT, Securable.table(table));
        Path folder = door.names().folder(table).orElseThrow();
        TableSnapshot snapshot = door.version(folder, wish.version());
        reads.add(new Read(table, snapshot.version()));
        return guard(table, snapshot.schema(), new Relation.Snapshot(snapshot));
    }

    private Relation guard(String table, TableSchema schema, Relation relation) {
        Guards guards = Guards.of(rights, table, schema);
        if (!guards.none()) {
            guarded.add(table);
        }
        return guards.over(relation, rights, table, door.expressions());
    }

    /** The folder of the files, by the lake's own reckoning. */
    private Path requireFiles(Path root, List<DataFile> files) {
        String table = door.names().requireName(root);
        Path folder = door.names().folder(table).orElseThrow();
        if (session.staged().containsAll(folder, files)) {
            return folder; // It wrote the rows itself.
        }
        rights.require(Privilege.SELECT, Securable.table(table));
        if (!session.seesAll(table)) {
            throw new AccessDeniedException("Cannot read single files of " + table
                    + ": a row filter or mask holds for this principal. Read the table.");
        }
        reads.add(new Read(table, null));
        return folder;
    }

    /** Sources that who runs a pipeline brings along; the lake's own files are read as tables alone. */
    private List<Path> requireOutside(List<Path> files) {
        List<Path> found = new ArrayList<>();
        for (Path file : files) {
            Path real;
            try {
                real = file.toRealPath();
            } catch (IOException e) {
                throw new AccessDeniedException("Cannot read a source file: it cannot be found.");
            }
            if (real.startsWith(door.names().root())
                    || real.startsWith(LakeNames.real(door.names().root()))) {
                throw new AccessDeniedException("Cannot read a file of the lake as a source. Read its table.");
            }
            found.add(real);
        }
        return found;
    }

    private Relation view(String name) {
        rights.require(Privilege.SELECT, Securable.view(name));
        reads.add(new Read(name, null));
        guarded.add(name); // What a view leaves out is hidden as well.
        return new ViewBinding(door, rights).bind(name).behindFence();
    }

    /** Tables and views that hide something from the principal. */
    Set<String> guarded() {
        return guarded;
    }

    List<AuditEvent> events(Recorder recorder, String action, String statement) {
        return reads.stream()
                .map(read -> recorder.event(action, read.object(), read.version(), true, statement))
                .toList();
    }
}
