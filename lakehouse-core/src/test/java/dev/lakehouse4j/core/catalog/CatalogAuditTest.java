package dev.lakehouse4j.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.audit.AuditEvent;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every change is in the audit, allowed or refused. */
class CatalogAuditTest extends CatalogFixture {

    private static List<String> since(Instant start) {
        try (Stream<AuditEvent> events = lake.audit().events()) {
            return events.filter(event -> !event.at().isBefore(start))
                    .map(event -> (event.allowed() ? "" : "refused ") + event.principal() + ": " + event.action() + " "
                            + event.object())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void changesAndRefusalsAreRecorded() {
        Instant start = Instant.now().minusMillis(1);
        Principal.User ana = catalog.createUser("ana");
        catalog.execute("GRANT SELECT ON silver.orders TO ana");
        assertThatThrownBy(() -> catalog.grant(Privilege.SELECT, Securable.table("silver.order"), ana))
                .isInstanceOf(CatalogException.class);
        assertThatThrownBy(() -> catalog.as(ana).rowFilter("silver.orders", "true"))
                .isInstanceOf(AccessDeniedException.class);
        catalog.principals();
        assertThat(since(start))
                .containsExactly(
                        "owner: CREATE PRINCIPAL user ana",
                        "owner: GRANT table silver.orders",
                        "refused owner: GRANT table silver.order",
                        "refused user ana: SET ROW FILTER table silver.orders");
    }

    @Test
    void aRestoredVersionIsRecordedOnce() throws IOException {
        catalog.createUser("ana");
        catalog.createUser("bob");
        Instant start = Instant.now().minusMillis(1);
        Files.delete(files().resolve(String.format("%020d.json", 2)));
        assertThat(reopened().principals()).hasSize(1);
        assertThat(reopened().principals()).hasSize(1);
        assertThat(since(start)).containsExactly("owner: RESTORE CATALOG catalog");
    }
}
