package dev.lakehouse4j.core.audit;

import dev.lakehouse4j.core.Lakehouse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A program of its own that writes events and says which of them were acknowledged. */
final class AuditingProcess {

    private AuditingProcess() {}

    public static void main(String[] args) {
        int events = Integer.parseInt(args[2]);
        try (Lakehouse lake = Lakehouse.open(Path.of(args[0]))) {
            for (int i = 0; i < events; i++) {
                String object = args[1] + "-" + i;
                lake.audit()
                        .record(List.of(new AuditEvent(
                                Instant.now(), "user " + args[1], "SELECT", object, (long) i, true, null)));
                System.out.println(object);
                System.out.flush();
            }
        }
    }
}
