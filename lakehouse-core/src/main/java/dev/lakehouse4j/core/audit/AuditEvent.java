package dev.lakehouse4j.core.audit;

import dev.lakehouse4j.core.schema.Comment;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done, or that was refused.
 *
 * @param at when; kept to the microsecond
 * @param principal kind and name of who did it, for example {@code user ana}
 * @param action what was done, for example {@code SELECT}, {@code UPSERT}, {@code GRANT}
 * @param object full name of what it was done to, for example {@code gold.fact_orders}
 * @param version version of a table that was read or written, or null
 * @param allowed whether it was allowed
 * @param detail why it was refused, or the statement with its constants left out, or null; of a longer text the first
 *     4,000 characters are kept
 */
@Comment("Something that was done with the lake, or that was refused.")
public record AuditEvent(
        @Comment("When it was done.") Instant at,
        @Comment("Kind and name of who did it.") String principal,
        @Comment("What was done.") String action,
        @Comment("Full name of what it was done to.") String object,

        @Comment("Version of a table that was read or written; null when there is none.") @Nullable
        Long version,

        @Comment("Whether it was allowed.") boolean allowed,

        @Comment("Why it was refused, or the statement with its constants left out; null when there is no more to say.")
        @Nullable
        String detail) {

    private static final int LONGEST_DETAIL = 4_000;

    /** Checks that nothing is missing, and shortens the detail. */
    public AuditEvent {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(object, "object");
        if (detail != null && detail.length() > LONGEST_DETAIL) {
            int end = Character.isHighSurrogate(detail.charAt(LONGEST_DETAIL - 2))
                    ? LONGEST_DETAIL - 2
                    : LONGEST_DETAIL - 1;
            detail = detail.substring(0, end) + "…";
        }
    }
}
