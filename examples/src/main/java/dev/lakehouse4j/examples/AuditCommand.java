package dev.lakehouse4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.audit.AuditEvent;
import dev.lakehouse4j.core.audit.AuditQuery;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Shows the audit. */
@Command(name = "audit", description = "Shows who did what with a lake, newest first.", mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PrincipalOption reader;

    @Option(
            names = "--principal",
            paramLabel = "PRINCIPAL",
            description = "Only what a principal did, such as \"user ana\" or owner.")
    private @Nullable String principal;

    @Option(names = "--action", paramLabel = "NAME", description = "Only one kind of action, such as SELECT.")
    private @Nullable String action;

    @Option(
            names = "--object",
            paramLabel = "NAME",
            description = "Only what was done to an object, such as gold.fact_orders, or to all of a schema.")
    private @Nullable String object;

    @Option(names = "--refused", description = "Only what was refused.")
    private boolean refused;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Moment.class,
            description = "Only from a time on: 2018-05-01, 2018-05-01T12:00:00Z, or how long ago, as PT2H or P7D.")
    private @Nullable Instant since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print an array of objects.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        AuditQuery query = query();
        try (Lakehouse opened = lake.openExisting()) {
            Lakehouse session = reader.of(opened);
            // The owner reads the table as it is, others by their rights on it.
            try (Stream<AuditEvent> events =
                    session == opened ? opened.audit().events(query) : session.sql(query.sql(), AuditEvent.class)) {
                print(events.toList());
            }
        }
        return 0;
    }

    private AuditQuery query() {
        AuditQuery query = AuditQuery.all();
        try {
            query = query.limit(limit);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        query = principal == null ? query : query.by(principal);
        query = action == null ? query : query.action(action);
        query = object == null ? query : query.on(object);
        query = since == null ? query : query.since(since);
        return refused ? query.refused() : query;
    }

    private void print(List<AuditEvent> events) throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(events));
        } else if (events.isEmpty()) {
            out.println("The audit holds no such event.");
        } else {
            TextTable table = new TextTable("time", "principal", "action", "object", "version", "outcome", "detail");
            for (AuditEvent event : events) {
                table.add(
                        TIME.format(event.at()),
                        oneLine(event.principal()),
                        oneLine(event.action()),
                        oneLine(event.object()),
                        event.version() == null ? "" : event.version().toString(),
                        event.allowed() ? "allowed" : "REFUSED",
                        event.detail() == null ? "" : oneLine(event.detail()));
            }
            table.print(out, 4);
        }
        out.flush();
    }

    /** What somebody wrote must not look like another line of the audit, nor speak to the terminal. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ");
    }

    private static String json(List<AuditEvent> events) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        for (AuditEvent event : events) {
            ObjectNode node = array.addObject()
                    .put("at", event.at().toString())
                    .put("principal", event.principal())
                    .put("action", event.action())
                    .put("object", event.object());
            node.put("version", event.version());
            node.put("allowed", event.allowed());
            node.put("detail", event.detail());
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
    }

    /** Reads a day (UTC), a time, or a duration back from now. */
    static final class Moment implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                if (text.startsWith("P")) {
                    return Instant.now().minus(Duration.parse(text));
                }
                return text.contains("T")
                        ? Instant.parse(text)
                        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + text
                        + "' is not a time. Write 2018-05-01, 2018-05-01T12:00:00Z, or PT2H for two hours" + " ago.");
            }
        }
    }
}
