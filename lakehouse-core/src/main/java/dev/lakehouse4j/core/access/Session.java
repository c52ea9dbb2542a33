package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.audit.AuditLog;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.catalog.View;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one principal works with: an engine and a store that let through what it may see and change. The owner's are the
 * engine and the store themselves. Safe for several threads.
 */
public final class Session {

    private final Door door;
    private final Principal principal;
    private final boolean owner;
    private final SqlEngine engine;
    private final TableStore store;
    private final StagedFiles staged = new StagedFiles();

    Session(Door door, Principal principal) {
        this.door = door;
        this.principal = principal;
        this.owner = principal instanceof Principal.Owner;
        this.engine = owner ? door.engine() : new GovernedEngine(door, this);
        this.store = owner ? door.store() : new GovernedStore(door, this);
    }

    /**
     * Who acts.
     *
     * @return the principal
     */
    public Principal principal() {
        return principal;
    }

    /**
     * Whether nothing is held back.
     *
     * @return true for the owner
     */
    public boolean unrestricted() {
        return owner;
    }

    /**
     * The engine.
     *
     * @return runs what the principal may run
     */
    public SqlEngine engine() {
        return engine;
    }

    /**
     * The store.
     *
     * @return gives and takes what the principal may read and write
     */
    public TableStore store() {
        return store;
    }

    /**
     * The rights of this moment.
     *
     * @return the principal's rights
     */
    public Rights rights() {
        return door.rights(principal);
    }

    /**
     * Stops who lacks a privilege, and takes note of it in the audit.
     *
     * @param privilege what is to be done
     * @param securable with what
     * @throws AccessDeniedException when the principal may not
     */
    public void require(Privilege privilege, Securable securable) {
        if (!owner) {
            new Recorder(door.audit(), principal)
                    .watch(privilege.name(), securable.toString(), () -> rights().require(privilege, securable));
        }
    }

    /**
     * Whether the principal holds a privilege.
     *
     * @param privilege what is to be done
     * @param securable with what
     * @return true when it may
     */
    public boolean may(Privilege privilege, Securable securable) {
        return owner || rights().has(privilege, securable);
    }

    /**
     * The tables that the principal may read or write.
     *
     * @return full names, sorted
     */
    public List<String> tables() {
        if (owner) {
            return door.tables();
        }
        Rights rights = rights();
        return door.tables().stream().filter(name -> isSeen(rights, name)).toList();
    }

    static boolean isSeen(Rights rights, String table) {
        Securable securable = Securable.table(table);
        return rights.has(Privilege.SELECT, securable)
                || rights.has(Privilege.MODIFY, securable)
                || rights.has(Privilege.MANAGE, securable);
    }

    /**
     * The newest version of a table.
     *
     * @param fullName {@code schema.table}
     * @return the snapshot; without statistics and counts where not everything in it may be seen
     * @throws TableNotFoundException when there is none; it suggests names that are near
     * @throws AccessDeniedException when the principal may neither read nor write it, whether it exists or not
     */
    public TableSnapshot snapshot(String fullName) {
        return find(fullName).orElseThrow(() -> notFound(fullName));
    }

    /**
     * The newest version of a table, if there is one.
     *
     * @param fullName {@code schema.table}
     * @return the snapshot
     */
    Optional<TableSnapshot> find(String fullName) {
        if (fullName.equals(AuditLog.TABLE)) {
            door.audit().flush(); // Who reads the audit sees all that was done before.
        }
        Optional<Path> folder = door.names().folder(fullName);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        return store.latest(folder.get());
    }

    TableNotFoundException notFound(String fullName) {
        if (owner) {
            return LakehouseErrors.tableNotFound(fullName, door.names().root(), tables());
        }
        Rights rights = rights();
        List<String> readable = new ArrayList<>();
        tables().stream()
                .filter(table -> rights.has(Privilege.SELECT, Securable.table(table)))
                .forEach(readable::add);
        door.authority().views(principal).stream()
                .map(View::name)
                .filter(view -> rights.has(Privilege.SELECT, Securable.view(view)))
                .forEach(readable::add);
        return readable.isEmpty()
                ? new TableNotFoundException("Cannot read " + fullName + ": the lake has no such table, and "
                        + principal + " may read none. Ask the owner of the lake for SELECT.")
                : LakehouseErrors.tableNotFound(fullName, "the lake", readable);
    }

    /**
     * Binds the names of a query to the newest versions of the tables, to views, and to the relations that describe the lake.
     *
     * @param sql one SELECT statement over {@code schema.table} names, with or without the catalog's name before them
     * @return the query with its bindings
     */
    public Query bind(String sql) {
        if (owner) {
            return new NameBinding(door, this).bind(sql);
        }
        try {
            return new NameBinding(door, this).bind(sql);
        } catch (QueryException | TableNotFoundException e) {
            // It is no SELECT over tables of the lake, so it was not let in either. The rest of the message quotes it.
            String why = String.valueOf(e.getMessage())
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceAll("\"[^\"]*\"|'[^']*'", "?");
            new Recorder(door.audit(), principal).refused("SELECT", "", new AccessDeniedException(why));
            throw e;
        }
    }

    /**
     * Whether every row and every value of a table may be read as it is.
     *
     * @param fullName {@code schema.table}
     * @return false when the principal may not read it, or a row filter or mask holds for it
     */
    public boolean seesAll(String fullName) {
        if (owner) {
            return true;
        }
        Rights rights = rights();
        return rights.has(Privilege.SELECT, Securable.table(fullName))
                && door.names()
                        .folder(fullName)
                        .flatMap(door.store()::latest)
                        .map(snapshot -> !Guards.hide(rights, fullName, snapshot.schema()))
                        .orElse(true);
    }

    /**
     * Stops who may not change rows of a table that are there already, as upserts, overwrites, deletions, restoring and
     * maintenance do: for that, all of them must be readable as they are.
     *
     * @param fullName {@code schema.table}
     * @throws AccessDeniedException when the principal may not
     */
    public void requireRewrite(String fullName) {
        if (owner) {
            return;
        }
        Rights rights = rights();
        if (rights.has(Privilege.CREATE, Securable.schema(LakeNames.schema(fullName)))
                && !door.names().folder(fullName).map(door.store()::exists).orElse(false)) {
            return; // It is to be created, which the commit asks for.
        }
        Recorder recorder = new Recorder(door.audit(), principal);
        recorder.watch("MODIFY", fullName, () -> {
            rights.require(Privilege.SELECT, Securable.table(fullName));
            rights.require(Privilege.MODIFY, Securable.table(fullName));
            if (!seesAll(fullName)) {
                throw new AccessDeniedException("Cannot change rows of " + fullName + " for " + principal.name()
                        + ": a row filter or mask holds for this principal, so rows that it does not see would be lost."
                        + " Append rows, or have it done by who sees the whole table.");
            }
        });
    }

    /**
     * Stops who may neither add rows to a table nor create it.
     *
     * @param fullName {@code schema.table}
     * @throws AccessDeniedException when the principal may not
     */
    public void requireWrite(String fullName) {
        if (!owner) {
            new Recorder(door.audit(), principal)
                    .watch("MODIFY", fullName, () -> WriteRights.require(door, rights(), fullName));
        }
    }

    /**
     * Stops columns that contradict the catalog, before anything is written for them.
     *
     * @param fullName {@code schema.table}
     * @param before the columns that the table has, or null when it is new
     * @param after the columns that it is to have
     */
    public void requireFits(String fullName, @Nullable TableSchema before, TableSchema after) {
        door.authority().requireFits(fullName, before, after);
    }

    /**
     * Stops who hands over files that this session did not write, unless it may rewrite the whole table anyway: their rows
     * could be those of anybody.
     *
     * @param fullName {@code schema.table}
     * @param root folder of the table
     * @param files data files under it
     * @throws AccessDeniedException when the principal may not, or when a file lies elsewhere
     */
    public void requireFiles(String fullName, Path root, List<DataFile> files) {
        if (!owner && !staged.containsAll(root, files)) {
            Rights rights = rights();
            rights.require(Privilege.SELECT, Securable.table(fullName));
            requireRewrite(fullName);
        }
    }

    /**
     * Takes note of files that this session wrote itself, whose rows it therefore knows.
     *
     * @param root folder of the table
     * @param files the files
     * @return the files
     */
    public List<DataFile> wrote(Path root, List<DataFile> files) {
        if (!owner) {
            staged.add(root, files);
        }
        return files;
    }

    /**
     * Stops who would put files into the lake's folder where they replace those of others. Tables are written as tables;
     * beside them, {@code report} and {@code docs} are for who may create in the schema {@code gold}, {@code models} and {@code
     * mlruns} for who may create in the schema {@code models}. Outside of the lake's folder nothing is asked.
     *
     * @param target a file or folder to be written
     * @throws AccessDeniedException when the principal may not; nothing has been written then
     */
    public void requireOutput(Path target) {
        if (owner) {
            return;
        }
        Path path = LakeNames.real(target);
        Path root = LakeNames.real(door.names().root());
        if (!path.startsWith(root)) {
            return;
        }
        String folder =
                path.equals(root) ? "" : root.relativize(path).getName(0).toString();
        String schema =
                switch (folder) {
                    case "report", "docs" -> "gold";
                    case "models", "mlruns" -> "models";
                    default -> null;
                };
        new Recorder(door.audit(), principal).watch("WRITE", folder, () -> {
            if (schema == null) {
                throw new AccessDeniedException("Cannot write to " + (folder.isEmpty() ? "the lake's folder" : folder)
                        + " in the lake as " + principal + ": besides tables, only report, docs, models and mlruns are"
                        + " written there. Choose a place outside of the lake.");
            }
            if (!rights().has(Privilege.CREATE, Securable.schema(schema))) {
                throw new AccessDeniedException("Cannot write to " + folder + " in the lake as " + principal
                        + ": that takes CREATE on schema " + schema + ", because others read what lies there. Choose a"
                        + " place outside of the lake, or ask for the grant.");
            }
        });
    }

    /** Puts what was done on record. */
    public void end() {
        door.audit().flush();
    }

    StagedFiles staged() {
        return staged;
    }
}
