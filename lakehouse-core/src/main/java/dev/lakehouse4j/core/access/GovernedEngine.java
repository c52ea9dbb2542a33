package dev.lakehouse4j.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.engine.SqlFunction;
import dev.lakehouse4j.core.engine.SqlReferences;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * An engine for a restricted session. It trusts nothing that it is handed: statements are let in by {@link SqlAdmission}, and
 * relations are looked up anew and bound by {@link GovernedRelations}.
 */
final class GovernedEngine implements SqlEngine {

    private final Door door;
    private final Session session;
    private final Recorder recorder;

    GovernedEngine(Door door, Session session) {
        this.door = door;
        this.session = session;
        this.recorder = new Recorder(door.audit(), session.principal());
    }

    @Override
    public void register(SqlFunction function) {
        // Whoever adds a function is called back with what others read.
        recorder.watch(
                "REGISTER",
                "functions." + function.name(),
                () -> session.rights().require(Privilege.MANAGE, Securable.catalog()));
        door.engine().register(function);
    }

    @Override
    public Set<String> functions() {
        return door.engine().functions();
    }

    @Override
    public SqlReferences references(String sql) {
        return SafeErrors.parsing(() -> door.engine().references(sql));
    }

    @Override
    public String syntaxTree(String sql) {
        return SafeErrors.parsing(() -> door.engine().syntaxTree(sql));
    }

    @Override
    public String sql(String tree) {
        return SafeErrors.parsing(() -> door.engine().sql(tree));
    }

    @Override
    public Path folder(URI location) {
        return door.engine().folder(location);
    }

    @Override
    public boolean reaches(Path path) {
        return door.engine().reaches(path);
    }

    @Override
    public List<Column> describe(String sql, Map<String, Relation> relations) {
        Admitted admitted = admit("DESCRIBE", sql, relations);
        return admitted.run(() -> door.engine().describe(sql, admitted.relations()));
    }

    @Override
    public QueryResult query(String sql, Map<String, Relation> relations) {
        Admitted admitted = admit("SELECT", sql, relations);
        return new GovernedResult(
                admitted.run(() -> door.engine().query(sql, admitted.relations())), admitted.errors());
    }

    @Override
    public ArrowReader arrow(String sql, Map<String, Relation> relations, BufferAllocator allocator) {
        Admitted admitted = admit("SELECT", sql, relations);
        return new GovernedArrow(
                allocator,
                admitted.run(() -> door.engine().arrow(sql, admitted.relations(), allocator)),
                admitted.errors());
    }

    @Override
    public List<DataFile> write(String sql, Map<String, Relation> relations, Path tableRoot, TableSchema schema) {
        Path folder = requireTarget(tableRoot);
        Admitted admitted = admit("SELECT", sql, relations);
        return session.wrote(
                folder, admitted.run(() -> door.engine().write(sql, admitted.relations(), folder, schema)));
    }

    @Override
    public List<DataFile> write(ArrowReader reader, Path tableRoot, TableSchema schema) {
        Path folder = requireTarget(tableRoot);
        SafeErrors errors = SafeErrors.of(door.names().root(), Set.of());
        return session.wrote(folder, errors.run(() -> door.engine().write(reader, folder, schema)));
    }

    /** The folder of the table to write to, by the lake's own reckoning. */
    private Path requireTarget(Path tableRoot) {
        String name = door.names().requireName(tableRoot);
        recorder.watch("MODIFY", name, () -> WriteRights.require(door, session.rights(), name));
        return door.names().folder(name).orElseThrow();
    }

    @Override
    public String explain(String sql, Map<String, Relation> relations) {
        Admitted admitted = admit("EXPLAIN", sql, relations);
        for (Map.Entry<String, Relation> relation : admitted.relations().entrySet()) {
            if (relation.getValue() instanceof Relation.Guarded || relation.getValue() instanceof Relation.View) {
                AccessDeniedException refused =
                        new AccessDeniedException("Cannot explain the query: a plan tells of what"
                                + " lies below row filters, masks and views, and " + relation.getKey()
                                + " has some. Have it explained by the owner.");
                recorder.refused("EXPLAIN", relation.getKey(), refused);
                throw refused;
            }
        }
        return admitted.run(() -> door.engine().explain(sql, admitted.relations()))
                .replace(door.names().root().toString(), "LAKE");
    }

    private Admitted admit(String action, String sql, Map<String, Relation> wishes) {
        Map<String, Relation> relations = new LinkedHashMap<>(wishes);
        Rights rights = session.rights();
        GovernedRelations governed = new GovernedRelations(door, session, rights);
        JsonNode tree;
        try {
            tree = SqlAdmission.require(door.engine(), rights, door.harmless(), sql, relations.keySet());
        } catch (AccessDeniedException e) {
            recorder.refused(action, String.join(", ", relations.keySet()), e);
            throw e;
        }
        Map<String, Relation> bound = governed.bind(relations, (object, e) -> recorder.refused(action, object, e));
        if (action.equals("SELECT")) {
            recorder.read(governed.events(recorder, action, new StatementText(door.engine()).of(tree)));
        }
        return new Admitted(bound, SafeErrors.of(door.names().root(), governed.guarded()));
    }

    /** A statement that was let in. */
    private record Admitted(Map<String, Relation> relations, SafeErrors errors) {

        <T> T run(java.util.function.Supplier<T> body) {
            return errors.run(body);
        }
    }

    /** The engine belongs to the lake that was opened. */
    @Override
    public void close() {
        // Nothing of its own.
    }
}
