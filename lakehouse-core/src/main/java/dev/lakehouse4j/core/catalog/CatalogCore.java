package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.audit.AuditEvent;
import dev.lakehouse4j.core.audit.AuditLog;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.LakehouseException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the catalogs of all principals of one lake share. */
final class CatalogCore {

    private final Path root;
    private final CatalogFiles files;
    private final SqlEngine engine;
    private final LakeObjects lake;
    private final AuditLog audit;
    private final PolicyGate gate;

    CatalogCore(Path root, CatalogFiles files, SqlEngine engine, LakeObjects lake, AuditLog audit, PolicyGate gate) {
        this.root = root;
        this.files = files;
        this.engine = engine;
        this.lake = lake;
        this.audit = audit;
        this.gate = gate;
    }

    Path root() {
        return root;
    }

    SqlEngine engine() {
        return engine;
    }

    LakeObjects lake() {
        return lake;
    }

    PolicyGate gate() {
        return gate;
    }

    Views views(CatalogState state) {
        return new Views(engine, lake, state, gate);
    }

    Expressions expressions() {
        return new Expressions(engine, gate);
    }

    /** The newest state; empty when the catalog is damaged beyond repair, which only its owner gets past. */
    Optional<CatalogState> stateIfGood() {
        CatalogFiles.Loaded loaded = files.load();
        return loaded.damage() == null ? Optional.of(loaded.state()) : Optional.empty();
    }

    CatalogState state() {
        return files.requireGood(files.load()).state();
    }

    Rights rights(Principal principal) {
        CatalogFiles.Loaded loaded = files.load();
        // The owner is not locked out of the lake by a damaged catalog; all others are.
        return (principal instanceof Principal.Owner ? loaded : files.requireGood(loaded))
                .rights()
                .of(principal);
    }

    /**
     * What is to be done.
     *
     * @param acting who does it
     * @param action a word for the audit, for example {@code GRANT}
     * @param object what it is done to, for the audit
     * @param what what is done, as in «Cannot {what}»
     * @param needed the privilege that it takes
     * @param under the object that the privilege is needed on
     */
    record Task(Principal acting, String action, String object, String what, Privilege needed, Securable under) {

        static Task managing(Principal acting, String action, Securable securable, String what) {
            return new Task(acting, action, CatalogCodec.text(securable), what, Privilege.MANAGE, securable);
        }
    }

    /** Changes the catalog, and takes note of it in the audit, allowed or refused. */
    CatalogState change(Task task, BiConsumer<CatalogState, CatalogDraft> step) {
        CatalogFiles.Loaded changed;
        try {
            changed = files.update(task.acting() + ": " + task.what(), state -> {
                new RightsOfVersion(state).of(task.acting()).require(task.needed(), task.under());
                CatalogDraft draft = new CatalogDraft(state);
                step.accept(state, draft);
                return draft.state();
            });
        } catch (RuntimeException e) {
            try {
                record(task, false, e.getMessage());
            } catch (RuntimeException unaudited) {
                e.addSuppressed(unaudited);
            }
            throw e;
        }
        try {
            record(task, true, task.what());
        } catch (LakehouseException e) {
            throw new CatalogException(
                    "Cannot take note in the audit that " + task.acting() + " was allowed to " + task.what()
                            + ". The change itself is in effect, as version " + changed.version()
                            + " of the catalog; do not repeat it. " + e.getMessage(),
                    e);
        }
        return changed.state();
    }

    private void record(Task task, boolean allowed, @Nullable String detail) {
        audit.record(List.of(new AuditEvent(
                Instant.now(), task.acting().toString(), task.action(), task.object(), null, allowed, detail)));
    }

    PrincipalChanges principalChanges() {
        return new PrincipalChanges(this);
    }

    GrantChanges grantChanges() {
        return new GrantChanges(this);
    }

    DocumentationChanges documentationChanges() {
        return new DocumentationChanges(this);
    }

    PolicyChanges policyChanges() {
        return new PolicyChanges(this);
    }

    TableFit tableFit() {
        return new TableFit(this);
    }

    ViewChanges viewChanges() {
        return new ViewChanges(this);
    }

    Listing listing(Principal acting) {
        return new Listing(this, state(), rights(acting));
    }
}
