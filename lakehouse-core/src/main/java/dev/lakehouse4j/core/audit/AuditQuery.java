package dev.lakehouse4j.core.audit;

import dev.lakehouse4j.core.schema.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which events of the audit to read. Immutable; begin with {@link #all()}. */
public final class AuditQuery {

    private static final AuditQuery ALL = new AuditQuery(null, null, null, false, null, Integer.MAX_VALUE);

    private final @Nullable String principal;
    private final @Nullable String action;
    private final @Nullable String object;
    private final boolean refused;
    private final @Nullable Instant since;
    private final int limit;

    private AuditQuery(
            @Nullable String principal,
            @Nullable String action,
            @Nullable String object,
            boolean refused,
            @Nullable Instant since,
            int limit) {
        this.principal = principal;
        this.action = action;
        this.object = object;
        this.refused = refused;
        this.since = since;
        this.limit = limit;
    }

    /**
     * Every event.
     *
     * @return the query to narrow
     */
    public static AuditQuery all() {
        return ALL;
    }

    /**
     * Only what a principal did.
     *
     * @param kindAndName for example {@code user ana}; compared exactly
     * @return the narrowed query
     */
    public AuditQuery by(String kindAndName) {
        return new AuditQuery(Objects.requireNonNull(kindAndName), action, object, refused, since, limit);
    }

    /**
     * Only one kind of action.
     *
     * @param name for example {@code SELECT}; compared without regard to case
     * @return the narrowed query
     */
    public AuditQuery action(String name) {
        return new AuditQuery(principal, Objects.requireNonNull(name), object, refused, since, limit);
    }

    /**
     * Only what was done to an object, or to something in it.
     *
     * @param fullName for example {@code gold.fact_orders}, or {@code gold} for the schema and all in it
     * @return the narrowed query
     */
    public AuditQuery on(String fullName) {
        return new AuditQuery(principal, action, Objects.requireNonNull(fullName), refused, since, limit);
    }

    /**
     * Only what was refused.
     *
     * @return the narrowed query
     */
    public AuditQuery refused() {
        return new AuditQuery(principal, action, object, true, since, limit);
    }

    /**
     * Only what was done from a moment on.
     *
     * @param earliest the moment, included
     * @return the narrowed query
     */
    public AuditQuery since(Instant earliest) {
        return new AuditQuery(principal, action, object, refused, Objects.requireNonNull(earliest), limit);
    }

    /**
     * Only the newest.
     *
     * @param events how many at most, 1 or more
     * @return the narrowed query
     */
    public AuditQuery limit(int events) {
        if (events < 1) {
            throw new IllegalArgumentException(
                    "Cannot read " + events + " events of the audit. Ask for one or more, or leave the limit out.");
        }
        return new AuditQuery(principal, action, object, refused, since, events);
    }

    /**
     * The query as SQL, for a session that reads the table {@code system.audit} by its own rights.
     *
     * @return one SELECT statement that gives the columns of {@link AuditEvent}, newest first
     */
    public String sql() {
        return sql(AuditLog.TABLE);
    }

    String sql(String table) {
        List<String> conditions = new ArrayList<>();
        if (principal != null) {
            conditions.add("principal = " + Sql.literal(principal));
        }
        if (action != null) {
            conditions.add("upper(action) = upper(" + Sql.literal(action) + ")");
        }
        if (object != null) {
            conditions.add(
                    "(object = " + Sql.literal(object) + " or starts_with(object, " + Sql.literal(object + ".") + "))");
        }
        if (refused) {
            conditions.add("not allowed");
        }
        if (since != null) {
            conditions.add("\"at\" >= cast(" + Sql.literal(since.toString()) + " as timestamp with time zone)");
        }
        return "select \"at\", principal, action, object, version, allowed, detail from " + table
                + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
                + " order by \"at\" desc, principal, action, object"
                + (limit == Integer.MAX_VALUE ? "" : " limit " + limit);
    }

    @Override
    public String toString() {
        return sql();
    }
}
