package dev.lakehouse4j.core.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done, or that was refused.
 *
 * @param at when
 * @param principal kind and name of who did it, for example {@code user ana}
 * @param action what was done, for example {@code SELECT}, {@code UPSERT}, {@code GRANT}
 * @param object full name of what it was done to, for example {@code gold.fact_orders}
 * @param version version of a table that was read or written, or null
 * @param allowed whether it was allowed
 * @param detail why it was refused, or the statement with its constants left out, or null
 */
public record AuditEvent(
        Instant at,
        String principal,
        String action,
        String object,
        @Nullable Long version,
        boolean allowed,
        @Nullable String detail) {}
