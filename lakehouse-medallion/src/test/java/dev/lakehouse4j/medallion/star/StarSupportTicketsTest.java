package dev.lakehouse4j.medallion.star;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A star of a domain of one's own: support tickets, whose agents change teams. */
class StarSupportTicketsTest {

    enum Priority {
        LOW,
        HIGH
    }

    enum Plan {
        FREE,
        PAID,
        UNKNOWN
    }

    record Ticket(
            @Key String ticketId,
            @Nullable String agentId,
            @Nullable String country,
            @Nullable Integer customerNumber,
            Priority priority,
            LocalDateTime openedAt,
            @Nullable LocalDateTime closedAt,
            @Decimal(precision = 10, scale = 2) BigDecimal cost) {}

    record Agent(
            @Key String agentId,
            String team,
            @Nullable Integer grade,
            @Key LocalDateTime updatedAt) {}

    record Client(@Key String country, @Key int customerNumber, String name, Plan plan) {}

    record DimAgent(
            @Key long agentKey,
            String agentId,
            String team,
            @Nullable Integer grade,
            LocalDateTime validFrom,
            @Nullable LocalDateTime validTo,
            boolean isCurrent) {}

    record DimClient(@Key long clientKey, String country, int customerNumber, String name, Plan plan) {}

    record DimDay(@Key int dateKey, @Nullable LocalDate date, int year, boolean isWeekend) {}

    record FactTicket(
            @Key String ticketId,
            long agentKey,
            long currentAgentKey,
            long clientKey,
            int openedDateKey,
            int closedDateKey,
            Priority priority,
            @Decimal(precision = 10, scale = 2) BigDecimal cost,
            @Nullable Integer daysOpen) {}

    private static final TableRef<Silver, Ticket> TICKETS = TableRef.silver("tickets", Ticket.class);
    private static final TableRef<Silver, Agent> AGENTS = TableRef.silver("agents", Agent.class);
    private static final TableRef<Silver, Client> CLIENTS = TableRef.silver("clients", Client.class);
    private static final TableRef<Gold, DimAgent> DIM_AGENTS = TableRef.gold("dim_agents", DimAgent.class);
    private static final TableRef<Gold, DimClient> DIM_CLIENTS = TableRef.gold("dim_clients", DimClient.class);
    private static final TableRef<Gold, DimDay> DIM_DAYS = TableRef.gold("dim_days", DimDay.class);
    private static final TableRef<Gold, FactTicket> FACT_TICKETS = TableRef.gold("fact_tickets", FactTicket.class);

    static StarSchema star() {
        Dimension<DimAgent> agents = Dimension.of(DIM_AGENTS)
                .naturalKey("agent_id")
                .surrogateKey("agent_key")
                .reads(AGENTS)
                .sql("select agent_id, team, grade, updated_at from silver.agents")
                .type2(history -> history.changedAt("updated_at"));
        Dimension<DimClient> clients = Dimension.of(DIM_CLIENTS)
                .naturalKey("country", "customer_number")
                .surrogateKey("client_key")
                .reads(CLIENTS)
                .sql("select country, customer_number, name, plan from silver.clients -- as they are;\n;")
                .unknown("name", "nobody")
                .type1();
        Dimension<DimDay> days = DateDimension.of(DIM_DAYS)
                .covering(TICKETS, "opened_at", "closed_at")
                .wholeMonths()
                .build();
        Fact<FactTicket> tickets = Fact.of(FACT_TICKETS)
                .grain("ticket_id")
                .reads(TICKETS)
                .sql("select *, days_between(opened_at, closed_at) as days_open from silver.tickets")
                .lookup("agent_key", agents)
                .asOf("opened_at")
                .by("agent_id")
                .lookup("current_agent_key", agents)
                .by("agent_id")
                .lookup("client_key", clients)
                .by("country", "customer_number")
                .lookup("opened_date_key", days)
                .by("opened_at")
                .lookup("closed_date_key", days)
                .by("closed_at")
                .measures("cost", "days_open")
                .build();
        return StarSchema.of(tickets, days, clients, agents);
    }

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(AGENTS)
                .append(List.of(
                        new Agent("ana", "billing", 1, day(10)),
                        new Agent("ana", "billing", 1, day(12)),
                        new Agent("ana", "network", 2, day(20)),
                        new Agent("joão", "network", null, day(5))));
        lake.table(CLIENTS)
                .append(List.of(
                        new Client("br", 11, "Acme", Plan.PAID),
                        new Client("br1", 1, "Zeta", Plan.FREE),
                        new Client("🇧🇷 ção", 1, "Flag", Plan.FREE)));
        lake.table(TICKETS)
                .append(List.of(
                        ticket("early", "ana", "br", 11, 1),
                        ticket("first", "ana", "br", 11, 10),
                        ticket("before", "ana", "br1", 1, 19),
                        ticket("after", "ana", "br1", 1, 20),
                        ticket("other", "joão", "br", 11, 28),
                        ticket("orphan", "eve", "br", 99, 28),
                        ticket("unassigned", null, null, 11, 28)));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private static LocalDateTime day(int day) {
        return LocalDateTime.of(2024, 2, day, 0, 0);
    }

    private static Ticket ticket(String id, @Nullable String agent, @Nullable String country, int customer, int day) {
        return new Ticket(id, agent, country, customer, Priority.HIGH, day(day), null, new BigDecimal("9.50"));
    }

    private Map<String, FactTicket> facts() {
        return StarRun.rows(lake, FACT_TICKETS).stream()
                .collect(Collectors.toMap(FactTicket::ticketId, Function.identity()));
    }

    @Test
    void dimensionsComeBeforeFacts() {
        assertThat(star().tables())
                .extracting(table -> table.table().name())
                .containsExactly("dim_days", "dim_clients", "dim_agents", "fact_tickets");
        assertThat(star().tables().get(3).inputs())
                .extracting(input -> input.fullName())
                .containsExactly("silver.tickets", "gold.dim_agents", "gold.dim_clients", "gold.dim_days");
        assertThat(star().tables()).extracting(StarTable::readsItself).containsExactly(false, false, true, false);
    }

    @Test
    void surrogateKeysAreTheHashOfTheNaturalKey() {
        StarRun.run(lake, star());
        assertThat(StarRun.rows(lake, DIM_CLIENTS))
                .containsExactlyInAnyOrder(
                        new DimClient(JavaKeys.surrogateKey("br", "11"), "br", 11, "Acme", Plan.PAID),
                        new DimClient(JavaKeys.surrogateKey("br1", "1"), "br1", 1, "Zeta", Plan.FREE),
                        new DimClient(JavaKeys.surrogateKey("🇧🇷 ção", "1"), "🇧🇷 ção", 1, "Flag", Plan.FREE),
                        new DimClient(-1, "unknown", -1, "nobody", Plan.UNKNOWN));
    }

    @Test
    void versionsOfAMemberFollowEachOther() {
        StarRun.run(lake, star());
        assertThat(StarRun.rows(lake, DIM_AGENTS))
                .containsExactlyInAnyOrder(
                        new DimAgent(
                                JavaKeys.surrogateKey("ana", "2024-02-10 00:00:00"),
                                "ana",
                                "billing",
                                1,
                                day(10),
                                day(20),
                                false),
                        new DimAgent(
                                JavaKeys.surrogateKey("ana", "2024-02-20 00:00:00"),
                                "ana",
                                "network",
                                2,
                                day(20),
                                null,
                                true),
                        new DimAgent(
                                JavaKeys.surrogateKey("joão", "2024-02-05 00:00:00"),
                                "joão",
                                "network",
                                null,
                                day(5),
                                null,
                                true),
                        new DimAgent(-1, "unknown", "unknown", null, LocalDateTime.of(1900, 1, 1, 0, 0), null, true));
    }

    @Test
    void factsReferToTheVersionOfTheirTime() {
        StarRun.run(lake, star());
        long first = JavaKeys.surrogateKey("ana", "2024-02-10 00:00:00");
        long second = JavaKeys.surrogateKey("ana", "2024-02-20 00:00:00");
        Map<String, FactTicket> facts = facts();
        assertThat(facts.get("early").agentKey()).isEqualTo(first);
        assertThat(facts.get("first").agentKey()).isEqualTo(first);
        assertThat(facts.get("before").agentKey()).isEqualTo(first);
        assertThat(facts.get("after").agentKey()).isEqualTo(second);
        assertThat(facts.get("early").currentAgentKey()).isEqualTo(second);
        assertThat(facts.get("other").agentKey()).isEqualTo(JavaKeys.surrogateKey("joão", "2024-02-05 00:00:00"));
        assertThat(facts.get("before").clientKey()).isEqualTo(JavaKeys.surrogateKey("br1", "1"));
        assertThat(facts.get("after"))
                .isEqualTo(new FactTicket(
                        "after",
                        second,
                        second,
                        JavaKeys.surrogateKey("br1", "1"),
                        20240220,
                        -1,
                        Priority.HIGH,
                        new BigDecimal("9.50"),
                        null));
    }

    @Test
    void orphansReferToTheUnknownMemberAndAreCounted() {
        StarRun run = StarRun.run(lake, star());
        assertThat(run.counts())
                .isEqualTo(Map.of(
                        "fact_tickets.orphans_agent_key", 1L,
                        "fact_tickets.orphans_current_agent_key", 1L,
                        "fact_tickets.orphans_client_key", 1L));
        assertThat(run.examples().get("fact_tickets.orphans_client_key")).containsExactly("br, 99 (1 rows)");
        assertThat(facts().get("orphan").agentKey()).isEqualTo(-1);
        assertThat(facts().get("orphan").clientKey()).isEqualTo(-1);
        assertThat(facts().get("unassigned").agentKey()).isEqualTo(-1);
        assertThat(facts().get("unassigned").clientKey()).isEqualTo(-1);
        assertThat(star().tables().get(3).checks().stream()
                        .filter(check -> check.severity() == StarCheck.Severity.WARN)
                        .map(StarCheck::name))
                .allMatch(name -> name.startsWith("orphans_"))
                .hasSize(5);
    }

    @Test
    void aSecondRunChangesNothing() {
        StarRun.run(lake, star());
        Set<DimAgent> agents = Set.copyOf(StarRun.rows(lake, DIM_AGENTS));
        Map<String, FactTicket> facts = facts();
        StarRun.run(lake, star(), StarRun.RUN_AT.plusYears(10));
        assertThat(StarRun.rows(lake, DIM_AGENTS)).containsExactlyInAnyOrderElementsOf(agents);
        assertThat(facts()).isEqualTo(facts);
    }

    @Test
    void aRealMemberCalledUnknownIsNotTheUnknownMember() {
        lake.table(AGENTS).append(List.of(new Agent("unknown", "billing", 1, day(1))));
        lake.table(TICKETS).append(List.of(ticket("odd", "unknown", "br", 11, 3)));
        StarRun run = StarRun.run(lake, star());
        assertThat(run.counts()).doesNotContainKey("dim_agents.unique_natural_key");
        assertThat(facts().get("odd").agentKey()).isEqualTo(JavaKeys.surrogateKey("unknown", "2024-02-01 00:00:00"));
    }

    @Test
    void rowsThatShareTheGrainFail() {
        lake.table(TICKETS).append(List.of(ticket("first", "joão", "br", 11, 28)));
        StarRun run = StarRun.run(lake, star());
        assertThat(run.counts()).containsEntry("fact_tickets.unique_grain", 2L);
        assertThat(run.examples().get("fact_tickets.unique_grain")).containsExactly("first (2 rows)");
    }

    @Test
    void membersThatShareANaturalKeyFail() {
        lake.table(CLIENTS).append(List.of(new Client("br", 11, "Acme again", Plan.FREE)));
        StarRun run = StarRun.run(lake, star());
        assertThat(run.counts())
                .containsEntry("dim_clients.unique_natural_key", 2L)
                .doesNotContainKey("dim_clients.unique_surrogate_key");
        assertThat(run.examples().get("dim_clients.unique_natural_key")).containsExactly("br, 11 (2 rows)");
    }

    @Test
    void differentVersionsWithOneTimeFail() {
        lake.table(AGENTS).append(List.of(new Agent("ana", "sales", 1, day(10))));
        assertThat(StarRun.run(lake, star()).counts()).containsEntry("dim_agents.unique_natural_key", 2L);
    }

    @Test
    void collidingSurrogateKeysFailAndNameBothMembers() {
        StarRun.run(lake, star());
        lake.table(DIM_CLIENTS)
                .append(List.of(
                        new DimClient(7, "pt", 1, "One", Plan.FREE), new DimClient(7, "es", 12, "Two", Plan.FREE)));
        StarTable<?> clients = star().tables().get(1);
        assertThat(StarRun.checkOnly(lake, star())).containsEntry("dim_clients.unique_surrogate_key", 2L);
        assertThat(StarRun.checked(lake, clients).examples().get("dim_clients.unique_surrogate_key"))
                .containsExactly("7: 2:es2:12 and 2:pt1:1");
    }

    @Test
    void keysThatNoDimensionHasFail() {
        StarRun.run(lake, star());
        lake.table(FACT_TICKETS)
                .append(List.of(
                        new FactTicket("stale", 5, -1, -1, 20240220, -1, Priority.LOW, new BigDecimal("1.00"), null)));
        assertThat(StarRun.checkOnly(lake, star())).containsEntry("fact_tickets.member_exists_agent_key", 1L);
    }
}
