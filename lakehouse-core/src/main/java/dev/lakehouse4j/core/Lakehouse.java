package dev.lakehouse4j.core;

import dev.lakehouse4j.core.access.Authority;
import dev.lakehouse4j.core.access.Door;
import dev.lakehouse4j.core.access.Session;
import dev.lakehouse4j.core.audit.AuditLog;
import dev.lakehouse4j.core.audit.AuditSink;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.CatalogResult;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.DuckDbEngine;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.RecordReader;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.lineage.LineageGraph;
import dev.lakehouse4j.core.lineage.LineageStore;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DeltaTableStore;
import dev.lakehouse4j.core.storage.LocalDisk;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of Delta tables in three layers, with an SQL engine over them, all inside this process.
 *
 * <p>A table lies under {@code LAKE/<layer>/<table>} as a plain Delta table that Spark, delta-rs and others open as it is.
 * Safe for use by several threads; several processes may open one lake. Close it to free the engine.
 */
public final class Lakehouse implements AutoCloseable {

    private final Path root;
    private final SqlEngine engine;
    private final Catalog catalog;
    private final AuditLog audit;
    private final LineageStore lineage;
    private final Door door;
    private final Session session;
    private volatile boolean closed;

    private Lakehouse(
            Path root,
            SqlEngine engine,
            Catalog catalog,
            AuditLog audit,
            LineageStore lineage,
            Door door,
            Principal principal) {
        this.root = root;
        this.engine = engine;
        this.catalog = catalog;
        this.audit = audit;
        this.lineage = lineage;
        this.door = door;
        this.session = door.session(principal);
    }

    /**
     * Opens a lake, or creates one in an empty or missing folder.
     *
     * @param folder the lake's folder
     * @return the lake; close it
     * @throws StorageException when the folder holds other things or cannot be written
     */
    public static Lakehouse open(Path folder) {
        return open(folder, LakehouseSettings.defaults());
    }

    /**
     * Opens a lake with settings.
     *
     * @param folder the lake's folder
     * @param settings threads, memory, and whether to create what is missing
     * @return the lake; close it
     * @throws StorageException when there is no lake and none is to be created
     */
    public static Lakehouse open(Path folder, LakehouseSettings settings) {
        if (!LocalDisk.has(folder)) {
            throw new UnsupportedFeatureException("Cannot open the lake " + folder
                    + ": the embedded engine works on local disks, and this path lies in another file system. Open it with"
                    + " an engine that reaches it, such as SparkEngine.on(session), or copy the lake to a local disk.");
        }
        Path root = LakeFolder.open(folder, settings.createIfMissing());
        return open(root, DuckDbEngine.open(settings.engine()), settings);
    }

    /**
     * Opens a lake, or creates one in an empty or missing folder, whose SQL another engine computes.
     *
     * @param folder the lake's folder
     * @param engine the engine; it belongs to the lake from now on and is closed with it
     * @return the lake; close it
     * @throws StorageException when the folder holds other things or cannot be written; the engine is closed then
     */
    public static Lakehouse open(Path folder, SqlEngine engine) {
        LakehouseSettings settings = LakehouseSettings.defaults();
        Path root;
        try {
            if (!engine.reaches(folder)) {
                throw new UnsupportedFeatureException("Cannot open the lake " + folder
                        + ": this engine does not reach the file system that it lies in. Open it with the engine that gave"
                        + " the path.");
            }
            root = LakeFolder.open(folder, settings.createIfMissing());
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        return open(root, engine, settings);
    }

    /**
     * Opens a lake in an object store, or creates one there, whose SQL an engine computes that reaches the store.
     *
     * @param location where the lake lies, such as {@code s3a://bucket/lake}; {@code file:} for a folder of this machine
     * @param engine the engine; it belongs to the lake from now on and is closed with it
     * @return the lake; close it
     * @throws UnsupportedFeatureException when the engine does not reach the store, or two writers cannot be kept apart there
     * @throws StorageException when the store refuses, or the folder holds other things; the engine is closed then
     */
    public static Lakehouse open(URI location, SqlEngine engine) {
        Path folder;
        try {
            folder = engine.folder(location);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        return open(folder, engine);
    }

    private static Lakehouse open(Path root, SqlEngine engine, LakehouseSettings settings) {
        TableStore store = new DeltaTableStore();
        AuditLog audit = AuditLog.open(root, engine, store, settings.auditDelay());
        Catalog catalog = Catalog.open(root, engine, store, audit, Door.policyGate(engine));
        LineageStore lineage = LineageStore.of(root, store, engine);
        Door door = new Door(
                root,
                engine,
                lineage.upToDate(),
                audit,
                new CatalogAuthority(catalog),
                () -> LakeFolder.tables(root, store));
        return new Lakehouse(root, engine, catalog, audit, lineage, door, new Principal.Owner());
    }

    /**
     * The same lake, for a principal that may do only what it was granted. Everything that is done through it passes the
     * catalog's rights. It shares the engine: close the lake that was opened, not this one.
     *
     * @param another who is to act
     * @return the lake with that principal's rights
     * @throws AccessDeniedException when there is no such principal, or when this session is restricted itself and the other
     *     principal is another one
     */
    public Lakehouse as(Principal another) {
        if (!session.unrestricted() && !another.equals(session.principal())) {
            throw new AccessDeniedException("Cannot act as " + another.name() + ": this session acts for "
                    + session.principal().name() + ". Only the owner makes sessions for others.");
        }
        Lakehouse acting = new Lakehouse(root, engine, catalog, audit, lineage, door, another);
        if (!acting.session.unrestricted()) {
            acting.session.rights();
        }
        return acting;
    }

    /**
     * Who acts through this object.
     *
     * @return the owner, unless it came from {@link #as(Principal)}
     */
    public Principal principal() {
        return session.principal();
    }

    /**
     * The catalog: names, comments, tags, principals, grants.
     *
     * @return the catalog, acting for the principal of this lake
     */
    public Catalog catalog() {
        return session.unrestricted() ? catalog : catalog.as(session.principal());
    }

    /**
     * The audit.
     *
     * @return the audit
     * @throws AccessDeniedException when the lake does not act for the owner; others read {@code system.audit} where they were
     *     granted that
     */
    public AuditLog audit() {
        if (!session.unrestricted()) {
            throw new AccessDeniedException("Cannot reach the audit itself as "
                    + session.principal().name()
                    + ": only the owner does. Query system.audit, for which SELECT is granted like"
                    + " for any table.");
        }
        return audit;
    }

    /**
     * What is made from what, as far as it was recorded when pipelines ran.
     *
     * @return the graph, with the tables and models that the principal may use
     */
    public LineageGraph lineage() {
        Rights rights = session.rights();
        return rights.unrestricted() ? lineage.read() : lineage.read(name -> isVisible(rights, name));
    }

    /**
     * Where the lineage is kept, for modules that record it.
     *
     * @return the store, acting for the principal of this lake
     */
    public LineageStore lineageStore() {
        return session.unrestricted() ? lineage : LineageStore.of(root, session.store(), session.engine());
    }

    /** Files and reports are nothing that rights are granted on: they are seen with the tables that they belong to. */
    private static boolean isVisible(Rights rights, String name) {
        return switch (TableLineage.Kind.of(name)) {
            case FILE, REPORT -> true;
            case MODEL -> rights.has(Privilege.EXECUTE, Securable.model(name.substring(name.indexOf('.') + 1)));
            case TABLE ->
                rights.has(Privilege.SELECT, Securable.table(name))
                        || rights.has(Privilege.SELECT, Securable.view(name));
        };
    }

    /**
     * Stops a principal that lacks a privilege, and takes note of it in the audit.
     *
     * @param privilege what is to be done
     * @param securable with what
     * @throws AccessDeniedException when the principal may not
     */
    public void require(Privilege privilege, Securable securable) {
        session.require(privilege, securable);
    }

    /**
     * Whether the principal holds a privilege. Unlike {@link #require}, it is a question and stands in no audit.
     *
     * @param privilege what is to be done
     * @param securable with what
     * @return true when it may
     */
    public boolean may(Privilege privilege, Securable securable) {
        return session.may(privilege, securable);
    }

    /**
     * Stops a principal that would put files into the lake's folder where they replace those of others: {@code report} and
     * {@code docs} take {@code CREATE} on the schema {@code gold}, {@code models} and {@code mlruns} on the schema {@code
     * models}, and nothing else is written there beside tables. Outside of the lake's folder nothing is asked.
     *
     * @param target a file or folder to be written
     * @throws AccessDeniedException when the principal may not; ask before something is written
     */
    public void requireOutput(Path target) {
        session.requireOutput(target);
    }

    /**
     * The lake's folder.
     *
     * @return absolute path
     */
    public Path root() {
        return root;
    }

    /**
     * The SQL engine, for modules that build on this one.
     *
     * @return the engine
     */
    public SqlEngine engine() {
        return session.engine();
    }

    /**
     * The table store, for modules that build on this one.
     *
     * @return the store
     */
    public TableStore store() {
        return session.store();
    }

    /**
     * A table to read and write; it comes into being with the first write.
     *
     * @param <L> the layer
     * @param <R> the record type of its rows
     * @param ref names the table
     * @return the table
     */
    public <L extends Layer, R extends Record> Table<L, R> table(TableRef<L, R> ref) {
        return new Table<>(this, ref, null);
    }

    /**
     * The tables that exist and that the principal may read or write.
     *
     * @return full names such as {@code silver.orders}, sorted by layer and name
     */
    public List<String> tables() {
        return session.tables();
    }

    /**
     * The newest version of a table.
     *
     * @param fullName {@code layer.table}
     * @return the snapshot
     * @throws TableNotFoundException when there is none; it suggests names that are near
     * @throws AccessDeniedException when the principal may neither read nor write it, whether it exists or not
     */
    public TableSnapshot snapshot(String fullName) {
        return session.snapshot(fullName);
    }

    /**
     * Whether every row and every value of a table may be read as it is.
     *
     * @param fullName {@code layer.table}
     * @return false when the principal may not read the table, or a row filter or mask holds for it
     */
    public boolean seesAll(String fullName) {
        return session.seesAll(fullName);
    }

    /**
     * The folder of a table, whether it exists or not.
     *
     * @param fullName {@code layer.table}
     * @return absolute path
     */
    public Path folder(String fullName) {
        return requireName(fullName);
    }

    /**
     * Runs a query and reads its rows as records.
     *
     * @param <T> the record type
     * @param sql one SELECT statement over {@code layer.table} names
     * @param type the record class; each component needs a column of its snake_case name and a type that fits
     * @return a stream that reads as it goes; close it unless it was read to its end
     */
    public <T extends Record> Stream<T> sql(String sql, Class<T> type) {
        QueryResult result = query(sql);
        try {
            SchemaEvolution.requireFits(
                    "read the query as " + type.getSimpleName(), result.columns(), TableSchema.of(type), false);
        } catch (RuntimeException e) {
            result.close();
            throw e;
        }
        return RecordReader.stream(result, type);
    }

    /**
     * Runs a query whose columns are not known beforehand, for tools.
     *
     * @param sql one SELECT statement over {@code layer.table} names
     * @return its rows; close it
     */
    public QueryResult query(String sql) {
        Query bound = bind(sql);
        return engine().query(bound.sql(), bound.relations());
    }

    /**
     * Runs a statement over the catalog: GRANT, REVOKE, SHOW, CREATE, DROP, ALTER, COMMENT or DESCRIBE.
     *
     * @param sql one statement
     * @return what it lists, or one row with the statement when it changed something
     * @throws CatalogException when it cannot be read or makes no sense; nothing is changed then
     */
    public CatalogResult execute(String sql) {
        return catalog().execute(sql);
    }

    /**
     * How a query would be run.
     *
     * @param sql one SELECT statement over {@code layer.table} names
     * @return the plan as text
     */
    public String explain(String sql) {
        Query bound = bind(sql);
        return engine().explain(bound.sql(), bound.relations());
    }

    /**
     * Binds the names of a query to the newest versions of the tables, all read at one moment, to views, and to {@code
     * information_schema}. Names may have the catalog's name, {@code lakehouse}, before them.
     *
     * @param sql one SELECT statement
     * @return the query with its bindings, and with names as the engine knows them
     * @throws TableNotFoundException when it names a table that does not exist
     * @throws AccessDeniedException when the principal may not read one of them
     */
    public Query bind(String sql) {
        return session.bind(sql);
    }

    /** The same lake with other rights than the catalog's and another audit, for tests of what rights do. */
    Lakehouse governedBy(Authority authority, AuditSink recording) {
        Door other = new Door(root, engine, store(), recording, authority, () -> LakeFolder.tables(root, store()));
        return new Lakehouse(root, engine, catalog, audit, lineage, other, session.principal());
    }

    Session session() {
        return session;
    }

    void requireOpen() {
        if (closed) {
            throw new StorageException("Cannot use the lake " + root + ": it is closed. Open it again.");
        }
    }

    private Path requireName(String fullName) {
        int dot = fullName.indexOf('.');
        if (dot < 0
                || !LakeFolder.LAYERS.contains(fullName.substring(0, dot))
                || !fullName.substring(dot + 1).matches("[a-z][a-z0-9_]*")) {
            throw notFound(fullName);
        }
        return root.resolve(fullName.substring(0, dot)).resolve(fullName.substring(dot + 1));
    }

    private TableNotFoundException notFound(String fullName) {
        return LakehouseErrors.tableNotFound(fullName, root, session.tables());
    }

    /**
     * Frees the engine; open streams of it end with an error. A lake from {@link #as} leaves the engine to the one opened. When
     * it returns, the audit holds what was done through it.
     *
     * @throws StorageException when the audit cannot be written; what is missing in it is in the log, and the engine is freed
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            session.end();
        } finally {
            if (session.unrestricted()) {
                engine.close();
            }
        }
    }
}
