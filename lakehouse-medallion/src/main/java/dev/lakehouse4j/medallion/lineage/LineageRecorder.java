package dev.lakehouse4j.medallion.lineage;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.lineage.LineageGraph;
import dev.lakehouse4j.core.lineage.LineageStore;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.lineage.UnreadQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lineage of a pipeline's steps in the lake and tells of what ran. Trouble with it is logged and does not harm the
 * run: the tables are made already.
 */
public final class LineageRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(LineageRecorder.class);
    private static final String RECORDER = "pipeline";

    private final Lakehouse lake;
    private final Map<String, LineageStep> steps = new LinkedHashMap<>();
    private final OpenLineageSink sink;

    /**
     * A recorder for one run.
     *
     * @param lake the lake
     * @param steps the steps of the pipeline
     * @param sink takes the events
     */
    public LineageRecorder(Lakehouse lake, List<LineageStep> steps, OpenLineageSink sink) {
        this.lake = lake;
        this.sink = sink;
        steps.forEach(step -> this.steps.put(step.target(), step));
    }

    /**
     * Keeps the lineage of steps, unless it is there already.
     *
     * @param made tables of the steps that have done their work, now or in an earlier run
     */
    public void keep(Set<String> made) {
        try {
            List<LineageStep> known = steps.values().stream()
                    .filter(step -> made.contains(step.target()))
                    .toList();
            LineageStore store = lake.lineageStore();
            String fingerprint = fingerprint(known);
            if (known.isEmpty() || store.isRecorded(RECORDER, fingerprint)) {
                return;
            }
            List<TableLineage> lineage = new ArrayList<>();
            Map<String, UnreadQuery> unread = new LinkedHashMap<>();
            for (LineageStep step : known) {
                lineage.addAll(step.declared());
                step.query().ifPresent(query -> unread.put(step.target(), query));
            }
            store.record(RECORDER, fingerprint, lineage, unread);
        } catch (LakehouseException e) {
            LOG.warn("The lineage of the run was not recorded: {}", e.getMessage());
            LOG.debug("Why", e);
        }
    }

    /**
     * Tells of steps that ran, with a start and an end for each.
     *
     * @param runId identifies the run, a UUID
     * @param ran the steps that did something or failed
     */
    public void tell(String runId, List<StepRun> ran) {
        if (ran.isEmpty() || sink == OpenLineageSink.NONE) {
            return;
        }
        try {
            OpenLineageEvents writer = new OpenLineageEvents(lake, runId);
            LineageGraph recorded = lake.lineage();
            List<OpenLineageEvents.Event> events = new ArrayList<>();
            for (StepRun step : ran) {
                events.addAll(writer.events(step, lineage(step, recorded)));
            }
            events.sort(Comparator.comparing(OpenLineageEvents.Event::time));
            sink.send(events.stream().map(OpenLineageEvents.Event::json).toList());
        } catch (RuntimeException e) { // The sink is the application's code.
            LOG.warn("The lineage events of the run were not sent: {}", e.getMessage());
            LOG.debug("Why", e);
        }
    }

    /** What a step that failed is made from is known by table; nobody knows whether its query can be understood. */
    private List<TableLineage> lineage(StepRun ran, LineageGraph recorded) {
        LineageStep step = steps.get(ran.table());
        if (step == null) {
            return List.of();
        }
        if (ran.error() == null) {
            List<TableLineage> known = new ArrayList<>();
            for (TableLineage declared : step.declared()) {
                known.add(recorded.table(declared.target()).orElse(declared));
            }
            return known;
        }
        try {
            return step.declared();
        } catch (LakehouseException e) { // The file may be what the step failed for.
            return List.of();
        }
    }

    private static String fingerprint(List<LineageStep> steps) {
        return Fingerprint.of(steps.stream()
                .map(step -> step.target() + "\n" + step.definition())
                .toList());
    }
}
