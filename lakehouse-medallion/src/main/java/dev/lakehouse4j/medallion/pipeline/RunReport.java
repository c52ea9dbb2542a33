package dev.lakehouse4j.medallion.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.medallion.quality.ExpectationResult;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a run of a pipeline did, step by step.
 *
 * @param runId identifies the run
 * @param startedAt when it began
 * @param millis wall-clock time in milliseconds
 * @param steps a report per step, in the order in which they could run
 */
public record RunReport(String runId, Instant startedAt, long millis, List<StepReport> steps) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Copies the list. */
    public RunReport {
        steps = List.copyOf(steps);
    }

    /**
     * Whether every step did its work or had none to do.
     *
     * @return false when a step failed, was blocked, or lacked its source
     */
    public boolean succeeded() {
        return steps.stream()
                .allMatch(step -> step.status() == StepStatus.DONE || step.status() == StepStatus.UNCHANGED);
    }

    /**
     * Whether the run wrote anything.
     *
     * @return true when at least one table has a new version
     */
    public boolean changedAnything() {
        return steps.stream().anyMatch(step -> step.status() == StepStatus.DONE);
    }

    /**
     * Throws when a step failed, was blocked or lacked its source.
     *
     * @return this report otherwise
     * @throws LakehouseException with the message of the first step that did not succeed
     */
    public RunReport orThrow() {
        for (StepReport step : steps) {
            if (step.status() != StepStatus.DONE && step.status() != StepStatus.UNCHANGED) {
                throw new LakehouseException("The run did not complete: " + step.table() + " is "
                        + step.status().name().toLowerCase(Locale.ROOT) + ". " + step.message());
            }
        }
        return this;
    }

    /**
     * The run as a short text for people: a line per step that did something, and a closing line.
     *
     * @return several lines
     */
    public String summary() {
        StringBuilder text = new StringBuilder();
        int width = steps.stream().mapToInt(step -> step.table().length()).max().orElse(0);
        long unchanged = 0;
        for (StepReport step : steps) {
            if (step.status() == StepStatus.UNCHANGED) {
                unchanged++;
                continue;
            }
            text.append(line(step, width)).append('\n');
            for (ExpectationResult result : step.expectations()) {
                if (result.failedRows() > 0) {
                    text.append(String.format(
                            Locale.ROOT,
                            "    %s %s: %,d of %,d rows (%s)%n",
                            result.action(),
                            result.name(),
                            result.failedRows(),
                            result.totalRows(),
                            result.condition()));
                }
            }
        }
        if (unchanged == steps.size()) {
            text.append("Nothing is new: no file to ingest, no table changed.\n");
        } else if (unchanged > 0) {
            text.append(unchanged).append(" tables are unchanged.\n");
        }
        text.append(String.format(
                Locale.ROOT,
                "%s: %d steps in %.1f s, %,d rows ingested, %,d rows quarantined.",
                succeeded() ? "Done" : "Not complete",
                steps.size(),
                millis / 1000.0,
                steps.stream()
                        .filter(step -> step.kind().equals("ingest"))
                        .mapToLong(StepReport::rowsOut)
                        .sum(),
                steps.stream().mapToLong(StepReport::rowsQuarantined).sum()));
        return text.toString();
    }

    private static String line(StepReport step, int width) {
        String head = String.format(Locale.ROOT, "%-" + Math.max(1, width) + "s", step.table());
        if (step.status() != StepStatus.DONE) {
            return head + "  " + step.status() + ": " + step.message();
        }
        return String.format(
                Locale.ROOT,
                "%s  %,10d rows  version %d  %,6d ms%s%s",
                head,
                step.rowsOut(),
                step.tableVersion(),
                step.millis(),
                step.rowsQuarantined() > 0
                        ? String.format(Locale.ROOT, "  %,d quarantined", step.rowsQuarantined())
                        : "",
                step.message().isEmpty() ? "" : "  " + step.message());
    }

    /**
     * The run as JSON, for programs.
     *
     * @return an object with {@code runId}, {@code startedAt}, {@code millis}, {@code succeeded} and {@code steps}
     */
    public String toJson() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("runId", runId);
        root.put("startedAt", startedAt.toString());
        root.put("millis", millis);
        root.put("succeeded", succeeded());
        ArrayNode array = root.putArray("steps");
        for (StepReport step : steps) {
            ObjectNode node = array.addObject();
            node.put("table", step.table());
            node.put("kind", step.kind());
            node.put("status", step.status().name().toLowerCase(Locale.ROOT));
            ArrayNode inputs = node.putArray("inputs");
            step.inputs().forEach(inputs::add);
            node.put("rowsIn", step.rowsIn());
            node.put("rowsOut", step.rowsOut());
            node.put("rowsQuarantined", step.rowsQuarantined());
            node.put("rowsSuppressed", step.rowsSuppressed());
            node.put("millis", step.millis());
            node.put("tableVersion", step.tableVersion());
            node.put("message", step.message());
            ArrayNode expectations = node.putArray("expectations");
            for (ExpectationResult result : step.expectations()) {
                expectations
                        .addObject()
                        .put("name", result.name())
                        .put("condition", result.condition())
                        .put("action", result.action())
                        .put("failedRows", result.failedRows())
                        .put("totalRows", result.totalRows());
            }
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the report as JSON", e);
        }
    }
}
