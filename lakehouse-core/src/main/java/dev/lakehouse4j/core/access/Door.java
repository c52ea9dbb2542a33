package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.audit.AuditSink;
import dev.lakehouse4j.core.catalog.PolicyGate;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The one door to a lake: it makes the sessions through which principals read and write. Safe for several threads. */
public final class Door {

    private final LakeNames names;
    private final SqlEngine engine;
    private final TableStore store;
    private final AuditSink audit;
    private final Authority authority;
    private final Supplier<List<String>> tables;
    private final HarmlessFunctions harmless = HarmlessFunctions.load();
    private final GuardExpressions expressions;

    /**
     * The door to a lake.
     *
     * @param root absolute path of the lake
     * @param engine runs SQL, and asks nobody
     * @param store keeps the tables, and asks nobody
     * @param audit takes note of what restricted sessions do; they get nothing when it fails
     * @param authority knows the rights
     * @param tables full names of all tables, sorted
     */
    public Door(
            Path root,
            SqlEngine engine,
            TableStore store,
            AuditSink audit,
            Authority authority,
            Supplier<List<String>> tables) {
        this.names = new LakeNames(root);
        this.engine = engine;
        this.store = new CatalogedStore(store, names, authority);
        this.audit = audit;
        this.authority = authority;
        this.tables = tables;
        this.expressions = new GuardExpressions(engine, harmless);
    }

    /**
     * What the doors of a lake let through, for a catalog that is told of row filters, masks and views.
     *
     * @param engine reads their SQL
     * @return the gate
     */
    public static PolicyGate policyGate(SqlEngine engine) {
        return new PolicyAdmission(engine, HarmlessFunctions.load());
    }

    /**
     * A session with exactly the rights that a principal has at each moment.
     *
     * @param principal who
     * @return the session; that of the owner reaches engine and store directly
     */
    public Session session(Principal principal) {
        return new Session(this, principal);
    }

    LakeNames names() {
        return names;
    }

    SqlEngine engine() {
        return engine;
    }

    TableStore store() {
        return store;
    }

    /** A version of a table; mostly it is the newest, which the store has at hand. */
    TableSnapshot version(Path folder, long version) {
        return store.latest(folder)
                .filter(newest -> newest.version() == version)
                .orElseGet(() -> store.atVersion(folder, version));
    }

    AuditSink audit() {
        return audit;
    }

    Rights rights(Principal principal) {
        return authority.rights(principal);
    }

    Authority authority() {
        return authority;
    }

    List<String> tables() {
        return tables.get();
    }

    HarmlessFunctions harmless() {
        return harmless;
    }

    GuardExpressions expressions() {
        return expressions;
    }
}
