package dev.lakehouse4j.core;

import dev.lakehouse4j.core.audit.AuditLog;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.CatalogResult;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.DuckDbEngine;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.RecordReader;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DeltaTableStore;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final TableStore store;
    private final Catalog catalog;
    private final AuditLog audit;
    private final Principal principal;
    private volatile boolean closed;

    private Lakehouse(
            Path root, SqlEngine engine, TableStore store, Catalog catalog, AuditLog audit, Principal principal) {
        this.root = root;
        this.engine = engine;
        this.store = store;
        this.catalog = catalog;
        this.audit = audit;
        this.principal = principal;
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
        Path root = LakeFolder.open(folder, settings.createIfMissing());
        SqlEngine engine = DuckDbEngine.open(settings.engine());
        TableStore store = new DeltaTableStore();
        AuditLog audit = AuditLog.open(root, engine, store);
        return new Lakehouse(
                root, engine, store, Catalog.open(root, engine, store, audit), audit, new Principal.Owner());
    }

    /**
     * The same lake, for a principal that may do only what it was granted. Everything that is done through it passes the
     * catalog's rights. It shares the engine: close the lake that was opened, not this one.
     *
     * @param another who is to act
     * @return the lake with that principal's rights
     */
    public Lakehouse as(Principal another) {
        return new Lakehouse(root, engine, store, catalog, audit, another);
    }

    /**
     * Who acts through this object.
     *
     * @return the owner, unless it came from {@link #as(Principal)}
     */
    public Principal principal() {
        return principal;
    }

    /**
     * The catalog: names, comments, tags, principals, grants.
     *
     * @return the catalog
     */
    public Catalog catalog() {
        return catalog;
    }

    /**
     * The audit.
     *
     * @return the audit
     */
    public AuditLog audit() {
        return audit;
    }

    /**
     * Stops a principal that lacks a privilege, and takes note of it in the audit.
     *
     * @param privilege what is to be done
     * @param securable with what
     * @throws AccessDeniedException when the principal may not
     */
    public void require(Privilege privilege, Securable securable) {
        catalog.rights(principal).require(privilege, securable);
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
        return engine;
    }

    /**
     * The table store, for modules that build on this one.
     *
     * @return the store
     */
    public TableStore store() {
        return store;
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
     * The tables that exist.
     *
     * @return full names such as {@code silver.orders}, sorted by layer and name
     */
    public List<String> tables() {
        return LakeFolder.tables(root);
    }

    /**
     * The newest version of a table.
     *
     * @param fullName {@code layer.table}
     * @return the snapshot
     * @throws TableNotFoundException when there is none; it suggests names that are near
     */
    public TableSnapshot snapshot(String fullName) {
        return store.latest(requireName(fullName)).orElseThrow(() -> notFound(fullName));
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
        return engine.query(bound.sql(), bound.relations());
    }

    /**
     * Runs a statement over the catalog: GRANT, REVOKE, SHOW, CREATE, DROP, ALTER, COMMENT or DESCRIBE.
     *
     * @param sql one statement
     * @return what it lists, or one row with the statement when it changed something
     * @throws CatalogException when it cannot be read or makes no sense; nothing is changed then
     */
    public CatalogResult execute(String sql) {
        return catalog().as(principal).execute(sql);
    }

    /**
     * How a query would be run.
     *
     * @param sql one SELECT statement over {@code layer.table} names
     * @return the plan as text
     */
    public String explain(String sql) {
        Query bound = bind(sql);
        return engine.explain(bound.sql(), bound.relations());
    }

    /**
     * Binds the table names of a query to the newest versions of the tables, all read at one moment.
     *
     * @param sql one SELECT statement
     * @return the query with its bindings
     * @throws TableNotFoundException when it names a table that does not exist
     */
    public Query bind(String sql) {
        Map<String, Relation> relations = new LinkedHashMap<>();
        for (String name : engine.references(sql).tables()) {
            if (name.startsWith("information_schema.")) {
                throw new QueryException("Cannot read " + name + ": tables and columns of the lake are listed by"
                        + " Lakehouse.tables() and snapshot(name).schema(). Ask there.");
            }
            relations.put(name, new Relation.Snapshot(snapshot(name)));
        }
        return new Query(sql, relations);
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
        return LakehouseErrors.tableNotFound(fullName, root, tables());
    }

    /** Frees the engine; open streams of it end with an error. */
    @Override
    public void close() {
        closed = true;
        engine.close();
    }
}
