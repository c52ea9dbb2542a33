package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.LocalDisk;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * Runs SQL over tables.
 *
 * <p>Table names ({@code silver.orders}) mean what the caller binds them to, and nothing else is visible. All methods
 * take the bindings as a map from the full name to its {@link Relation}. Safe for use by several threads.
 */
public interface SqlEngine extends AutoCloseable {

    /**
     * Adds a function to SQL, for every statement that starts from now on.
     *
     * <p>A function of the same name that was added before is replaced; one of the engine's own is hidden.
     *
     * @param function the function
     */
    void register(SqlFunction function);

    /**
     * Adds functions to SQL that other processes make for themselves, where the engine computes rows in several.
     *
     * @param factory makes the functions, here and there
     */
    default void register(FunctionFactory factory) {
        for (ScalarFunction function : factory.create()) {
            register(function.madeBy(factory));
        }
    }

    /**
     * The functions that were added.
     *
     * @return names, sorted
     */
    Set<String> functions();

    /**
     * What a query names, by its syntax alone.
     *
     * <p>Tables that are named in the text that an added table function takes are among them.
     *
     * @param sql one SELECT statement
     * @return tables and functions
     * @throws QueryException when it is not a SELECT statement
     */
    SqlReferences references(String sql);

    /**
     * The syntax tree of a query.
     *
     * @param sql one SELECT statement
     * @return the tree as JSON, in the form of DuckDB's {@code json_serialize_sql}
     * @throws QueryException when it is not a SELECT statement
     */
    String syntaxTree(String sql);

    /**
     * The query that a syntax tree stands for.
     *
     * @param tree a tree in the form of {@link #syntaxTree}
     * @return one SELECT statement
     */
    String sql(String tree);

    /**
     * The columns that a query returns, without running it.
     *
     * @param sql one SELECT statement
     * @param relations what the table names stand for
     * @return the columns in order, all nullable
     * @throws QueryException when the statement is wrong or names what is not bound
     */
    List<Column> describe(String sql, Map<String, Relation> relations);

    /**
     * Runs a query.
     *
     * @param sql one SELECT statement
     * @param relations what the table names stand for
     * @return its rows; close it
     */
    QueryResult query(String sql, Map<String, Relation> relations);

    /**
     * Runs a query and gives its rows as Arrow batches.
     *
     * @param sql one SELECT statement
     * @param relations what the table names stand for
     * @param allocator Arrow memory to use
     * @return a reader of {@code VectorSchemaRoot}s; closing it ends the query
     */
    ArrowReader arrow(String sql, Map<String, Relation> relations, BufferAllocator allocator);

    /**
     * Runs a query and writes its rows to data files of a table.
     *
     * @param sql one SELECT statement
     * @param relations what the table names stand for
     * @param tableRoot folder of the table; created when missing
     * @param schema columns to write: the query's columns are matched by name and cast
     * @return the files with statistics, empty when there are no rows; they belong to the table after a commit
     */
    List<DataFile> write(String sql, Map<String, Relation> relations, Path tableRoot, TableSchema schema);

    /**
     * Writes Arrow batches to data files of a table.
     *
     * @param reader the batches; not closed
     * @param tableRoot folder of the table; created when missing
     * @param schema columns to write: the batches' columns are matched by name and cast
     * @return the files with statistics, empty when there are no rows
     */
    List<DataFile> write(ArrowReader reader, Path tableRoot, TableSchema schema);

    /**
     * How a query would be run.
     *
     * @param sql one SELECT statement
     * @param relations what the table names stand for
     * @return the plan as text
     */
    String explain(String sql, Map<String, Relation> relations);

    /**
     * The folder at a location, for a lake or for sources.
     *
     * @param location {@code file:}, or the address of an object store that this engine reaches, such as {@code
     *     s3a://bucket/folder}
     * @return a path that this engine reads and writes; the folder need not exist
     * @throws UnsupportedFeatureException when the engine does not reach such locations
     */
    default Path folder(URI location) {
        if (location.getScheme() == null) {
            return Path.of(location.getPath());
        }
        if (location.getScheme().equalsIgnoreCase("file")) {
            return Path.of(location);
        }
        throw new UnsupportedFeatureException("Cannot use " + location
                + ": this engine works on the disks of this machine and reaches no object store. Run on Spark,"
                + " which does: SparkEngine.on(session); or copy the files to this machine.");
    }

    /**
     * Whether this engine can read and write files at a path.
     *
     * @param path any path
     * @return true for a path on a local disk, and for those that {@link #folder} gave
     */
    default boolean reaches(Path path) {
        return LocalDisk.has(path);
    }

    @Override
    void close();
}
