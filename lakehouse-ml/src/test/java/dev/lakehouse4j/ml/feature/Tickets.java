package dev.lakehouse4j.ml.feature;

import static dev.lakehouse4j.ml.feature.Feature.category;
import static dev.lakehouse4j.ml.feature.Feature.number;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A help desk that wants to know, when a ticket is opened, whether it will be solved late. */
final class Tickets {

    static final TableRef<Silver, Ticket> TICKETS = TableRef.silver("tickets", Ticket.class);
    static final TableRef<Gold, TicketKey> FEATURES = TableRef.gold("ticket_features", TicketKey.class);

    /** How long the ticket itself took, with the honest time at which that is known. */
    static final String HONEST_LEAK = """
            solution as (
              select ticket_id, solved_at as known_at, seconds_between(opened_at, solved_at) / 3600.0 as hours_taken
              from tickets
            )""";

    /** The same, claiming that it was known when the ticket was opened. */
    static final String LYING_LEAK = HONEST_LEAK.replace("solved_at as known_at", "opened_at as known_at");

    private static final String SQL = """
            entities as (
              select ticket_id, opened_at as prediction_at, customer, topic, words, due_at from tickets
            ),
            promise as (
              select
                ticket_id, prediction_at as known_at, topic, words,
                seconds_between(prediction_at, due_at) / 3600.0 as promised_hours
              from entities
            ),
            history as (
              select
                entities.ticket_id,
                max(earlier.solved_at) as known_at,
                count(*) as solved_before,
                avg(case when earlier.solved_at > earlier.due_at then 1.0 else 0.0 end) as late_share
              from entities
              join tickets as earlier
                on earlier.customer = entities.customer and earlier.solved_at <= entities.prediction_at
              group by entities.ticket_id
            )""";

    private Tickets() {}

    record Ticket(
            @Key String ticketId,
            String customer,
            LocalDateTime openedAt,
            LocalDateTime dueAt,
            @Nullable LocalDateTime solvedAt,
            @Nullable String topic,
            @Nullable Double words) {}

    record TicketKey(
            @Key String ticketId,
            LocalDateTime predictionAt,
            @Nullable LocalDateTime knownAt) {}

    static final Ticket FIRST = ticket("t1", "ana", "01T09:00", "01T17:00", "01T18:00", "printer", 120.0);

    /** Opened in the very moment in which the first one is solved. */
    static final Ticket SECOND = ticket("t2", "ana", "01T18:00", "02T18:00", "02T10:00", "mail", 5.0);

    static final Ticket THIRD = ticket("t3", "ana", "03T09:00", "03T13:00", null, null, null);
    static final Ticket OTHER = ticket("t4", "bob", "03T10:00", "04T10:00", "03T11:00", "printer", 40.0);

    static Ticket ticket(
            String id,
            String customer,
            String opened,
            String due,
            @Nullable String solved,
            @Nullable String topic,
            @Nullable Double words) {
        return new Ticket(id, customer, march(opened), march(due), solved == null ? null : march(solved), topic, words);
    }

    static LocalDateTime march(String dayAndTime) {
        return LocalDateTime.parse("2024-03-" + dayAndTime);
    }

    static FeatureView<TicketKey> view() {
        return view(SQL)
                .groups(
                        FeatureGroup.of(
                                "promise",
                                number("promised_hours", "promised in %.0f hours"),
                                category("topic", "about the %s"),
                                number("words", "%.0f words"),
                                number("is_long", "long: %.0f").as("case when words > 100 then 1 else 0 end")),
                        FeatureGroup.of(
                                "history",
                                number("solved_before", "%.0f solved before"),
                                number("late_share", "%.2f of them late")));
    }

    /** With a group of one feature that looks ahead. */
    static FeatureView<TicketKey> leaking(String leak) {
        return view(SQL + ",\n" + leak)
                .groups(
                        FeatureGroup.of("promise", number("promised_hours", "promised in %.0f hours")),
                        FeatureGroup.of("solution", number("hours_taken", "took %.1f hours")));
    }

    static FeatureView<TicketKey> view(String sql) {
        return FeatureView.into(FEATURES)
                .reads(TICKETS)
                .inputs(FeatureInput.events(
                        "tickets",
                        "opened_at",
                        List.of("solved_at"),
                        "select ticket_id, customer, opened_at, due_at, solved_at, topic, words from silver.tickets"))
                .sql(sql);
    }

    static void load(Lakehouse lake, Ticket... tickets) {
        lake.table(TICKETS).overwrite(List.of(tickets));
    }

    static RunReport build(Lakehouse lake, FeatureView<TicketKey> view) {
        return Pipeline.builder().models(List.of(view.model())).build().run(lake);
    }
}
