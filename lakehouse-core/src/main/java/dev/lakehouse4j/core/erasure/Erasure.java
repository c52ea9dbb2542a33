package dev.lakehouse4j.core.erasure;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.storage.TableStore;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Forgets persons: {@code Erasure.of(lake, plan).forget("8f3a…")}.
 *
 * <p>What it does, in this order:
 *
 * <ol>
 *   <li>looks up all identifiers of the person across the layers, and searches every file of the lake for them;
 *   <li>writes them to a work file, so that an erasure that was interrupted can go on, and their salted hashes to the list that
 *       an ingest asks ({@link Suppression});
 *   <li>deletes the rows, children before parents, and takes identifiers out of the texts of the lake's own books;
 *   <li>drops the history of every table that held the person ({@link TableStore#purge}); time travel to before ends;
 *   <li>deletes files that are made from the tables, such as a report, when they hold the person;
 *   <li>searches every file again, for the proof;
 *   <li>writes what was done to the audit, and deletes the work file.
 * </ol>
 *
 * <p>Run it again after a crash, whatever step it reached. Two at once on one lake: the second is refused. Who runs it needs
 * {@link Privilege#MANAGE} on the catalog. Other writers may go on; a table that one of them writes to in the very moment
 * of the purge stops the erasure with a {@link ConflictException}, to be run again.
 */
public final class Erasure {

    private static final Securable WHOLE = Securable.catalog();

    private final Lakehouse lake;
    private final ErasurePlan plan;
    private final @Nullable TableStore store;
    private final boolean everywhere;
    private final Consumer<String> progress;

    private Erasure(Lakehouse lake, ErasurePlan plan, TableStore store, boolean everywhere, Consumer<String> progress) {
        this.lake = lake;
        this.plan = plan;
        this.store = store;
        this.everywhere = everywhere;
        this.progress = progress;
    }

    /**
     * Prepares erasures.
     *
     * @param lake the lake
     * @param plan where persons are
     * @return what forgets persons
     * @throws SchemaException when a table of the lake lacks a column that the plan names
     * @throws AccessDeniedException without the right to manage the catalog
     */
    public static Erasure of(Lakehouse lake, ErasurePlan plan) {
        Erasure erasure = new Erasure(lake, plan, null, false, step -> {});
        erasure.managing(whole -> {
            erasure.run(whole, "").requireColumns();
            return true;
        });
        return erasure;
    }

    /** For tests: the same over another store, which can fail. */
    Erasure over(TableStore other) {
        return new Erasure(lake, plan, other, everywhere, progress);
    }

    /**
     * The same, which also deletes rows of tables that the plan does not declare, when they hold an identifier. Without this,
     * such rows are told of and left.
     *
     * @return the changed copy
     */
    public Erasure everywhere() {
        return new Erasure(lake, plan, store, true, progress);
    }

    /**
     * The same, which tells what it is doing.
     *
     * @param listener takes one line per step, without identifiers
     * @return the changed copy
     */
    public Erasure onProgress(Consumer<String> listener) {
        return new Erasure(lake, plan, store, everywhere, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * What would be erased.
     *
     * @param subject identifier of the person, of the plan's subject key
     * @return the plan in figures; nothing is done
     * @throws AccessDeniedException without the right to manage the catalog
     */
    public ErasureReport preview(String subject) {
        return managing(whole -> run(whole, requireSubject(subject)).preview());
    }

    /**
     * Erases a person.
     *
     * @param subject identifier of the person, of the plan's subject key
     * @return what was done; an unknown person is an answer, not an error
     * @throws AccessDeniedException without the right to manage the catalog
     * @throws ConflictException when another erasure is under way, or a table was written to while its history was dropped
     */
    public ErasureReport forget(String subject) {
        return managing(whole -> run(whole, requireSubject(subject)).forget());
    }

    /**
     * Takes a person off the list of the suppressed, so that files may bring the person in again, for example as a new
     * customer. Nothing that was erased comes back by it.
     *
     * @param subject identifier of the person
     * @return whether the person was on the list
     * @throws AccessDeniedException without the right to manage the catalog
     */
    public boolean readmit(String subject) {
        lake.require(Privilege.MANAGE, WHOLE);
        ErasureFolder folder = new ErasureFolder(lake.root());
        try (ErasureFolder.Lock lock = folder.lock()) {
            return lock.channel().isOpen()
                    && Suppression.remove(folder, ErasureFolder.hash(folder.salt(), requireSubject(subject)));
        }
    }

    private ErasureRun run(Lakehouse whole, String subject) {
        return new ErasureRun(
                whole,
                store == null ? whole.store() : store,
                plan,
                subject,
                lake.principal().toString(),
                everywhere,
                progress);
    }

    /**
     * What a row filter or a mask hides from the principal must go all the same, so the work is done on the whole lake, once
     * the principal has shown the right to manage it.
     */
    private <T> T managing(Function<Lakehouse, T> work) {
        lake.require(Privilege.MANAGE, WHOLE);
        if (lake.principal() instanceof Principal.Owner) {
            return work.apply(lake);
        }
        try (Lakehouse whole =
                Lakehouse.open(lake.root(), LakehouseSettings.defaults().existing())) {
            return work.apply(whole);
        }
    }

    private static String requireSubject(String subject) {
        if (subject.isBlank()) {
            throw new IllegalArgumentException(
                    "Cannot forget a person without an identifier: it is blank. Name whom to forget.");
        }
        return subject.strip();
    }
}
