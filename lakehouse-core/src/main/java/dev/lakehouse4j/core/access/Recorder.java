package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.audit.AuditEvent;
import dev.lakehouse4j.core.audit.AuditSink;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.error.AccessDeniedException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes note of what a restricted session does. */
final class Recorder {

    private final AuditSink audit;
    private final Principal principal;

    Recorder(AuditSink audit, Principal principal) {
        this.audit = audit;
        this.principal = principal;
    }

    /** Runs a check, and takes note when it refuses. */
    void watch(String action, String object, Runnable check) {
        try {
            check.run();
        } catch (AccessDeniedException e) {
            refused(action, object, e);
            throw e;
        }
    }

    void refused(String action, String object, AccessDeniedException reason) {
        audit.record(List.of(event(action, object, null, false, reason.getMessage())));
    }

    /** Takes note of what was changed. */
    void changed(AuditEvent event) {
        audit.record(List.of(event));
    }

    /** Takes note of what was read; many reads are written together. */
    void read(List<AuditEvent> events) {
        audit.recordSoon(events);
    }

    AuditEvent event(String action, String object, @Nullable Long version, boolean allowed, @Nullable String detail) {
        return new AuditEvent(Clock.systemUTC().instant(), name(principal), action, object, version, allowed, detail);
    }

    private static String name(Principal principal) {
        return principal.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + principal.name();
    }
}
