package dev.lakehouse4j.unity;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.RecordReader;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Delta table that a Unity Catalog server names, at the version that was the newest when it was opened; read-only. */
public final class RegisteredTable {

    /** What a query calls the table. */
    private static final String RELATION = "unity.registered";

    private final Lakehouse lake;
    private final UnityTable description;
    private final TableSnapshot snapshot;

    private RegisteredTable(Lakehouse lake, UnityTable description, TableSnapshot snapshot) {
        this.lake = lake;
        this.description = description;
        this.snapshot = snapshot;
    }

    static RegisteredTable open(Lakehouse lake, UnityTable description) {
        String what = "Cannot open " + description.fullName() + ": ";
        if (!description.type().equals("EXTERNAL") && !description.type().equals("MANAGED")) {
            throw new UnityCatalogException(what + "the server has it as " + description.type()
                    + ", and only tables can be opened. Open the tables that it reads.");
        }
        if (!description.format().equals("DELTA")) {
            throw new UnityCatalogException(what + "its format is " + description.format()
                    + ", and only Delta tables can be opened. Read its files with BronzeIngest.");
        }
        Path folder = folder(what, description.location());
        TableSnapshot snapshot = lake.store()
                .latest(folder)
                .orElseThrow(() -> new TableNotFoundException(what + "there is no Delta table in " + folder
                        + ", where the server says that it is. Open it on the machine that has the folder."));
        return new RegisteredTable(lake, description, snapshot);
    }

    private static Path folder(String what, String location) {
        try {
            if (location.startsWith("/")) {
                return Path.of(location).normalize();
            }
            URI uri = new URI(location);
            boolean local = uri.getHost() == null || uri.getHost().isEmpty();
            if ("file".equalsIgnoreCase(uri.getScheme()) && local && uri.getPath() != null) {
                return Path.of(new URI("file", null, uri.getPath(), null)).normalize();
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            String why = e instanceof InvalidPathException ? "is no path here" : "is no address of a folder";
            throw new UnityCatalogException(what + "its location " + location + " " + why + ". Register it anew.");
        }
        throw new UnityCatalogException(what + "its files are in "
                + (location.isEmpty() ? "a place that the server does not name" : location)
                + ", and only file: locations can be read here. Copy the table to a local folder, or read it with an"
                + " engine that reaches its storage.");
    }

    /**
     * What the server says about the table.
     *
     * @return the description; what counts for reading is the schema of the {@link #snapshot()}
     */
    public UnityTable description() {
        return description;
    }

    /**
     * The version that is read.
     *
     * @return the snapshot
     */
    public TableSnapshot snapshot() {
        return snapshot;
    }

    /**
     * All rows.
     *
     * @param <R> the record type
     * @param type the record class; each component needs a column of its snake_case name and a type that fits
     * @return a stream that reads as it goes; close it unless it was read to its end
     * @throws SchemaException when the columns do not fit the record
     */
    public <R extends Record> Stream<R> rows(Class<R> type) {
        TableSchema wanted = TableSchema.of(type);
        SchemaEvolution.requireFits(
                "read " + description.fullName() + " as " + type.getSimpleName(),
                snapshot.schema().columns(),
                wanted,
                false);
        String columns = wanted.names().stream().map(Sql::identifier).collect(Collectors.joining(", "));
        QueryResult rows = lake.engine()
                .query("select " + columns + " from " + RELATION, Map.of(RELATION, new Relation.Snapshot(snapshot)));
        return RecordReader.stream(rows, type);
    }

    @Override
    public String toString() {
        return description.fullName() + " at version " + snapshot.version();
    }
}
