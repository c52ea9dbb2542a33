package dev.lakehouse4j.medallion.lineage;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.lineage.LineageStore;
import dev.lakehouse4j.core.lineage.TableLineage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
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
    /** Raised when the same definitions give another lineage than before. */
    private static final int METHOD = 1;

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
     * Begins to read the lineage of the steps beside the run, unless it is recorded already. What goes wrong shows when it is
     * kept.
     */
    public void prepare() {
        Thread reader = new Thread(
                () -> {
                    try {
                        List<LineageStep> all = List.copyOf(steps.values());
                        LineageStore store = LineageStore.of(lake.root(), lake.store(), lake.engine());
                        if (!store.isRecorded(RECORDER, fingerprint(all))) {
                            all.forEach(step -> step.lineage(lake.engine()));
                        }
                    } catch (RuntimeException e) {
                        LOG.debug("The lineage is read when the run has ended", e);
                    }
                },
                "lakehouse4j-lineage");
        reader.setDaemon(true);
        reader.start();
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
            LineageStore store = LineageStore.of(lake.root(), lake.store(), lake.engine());
            String fingerprint = fingerprint(known);
            if (known.isEmpty() || store.isRecorded(RECORDER, fingerprint)) {
                return;
            }
            List<TableLineage> lineage = new ArrayList<>();
            known.forEach(step -> lineage.addAll(step.lineage(lake.engine())));
            store.record(RECORDER, fingerprint, lineage);
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
            List<String> events = new ArrayList<>();
            for (StepRun step : ran) {
                events.addAll(writer.events(step, lineage(step)));
            }
            sink.send(events);
        } catch (RuntimeException e) { // The sink is the application's code.
            LOG.warn("The lineage events of the run were not sent: {}", e.getMessage());
            LOG.debug("Why", e);
        }
    }

    private List<TableLineage> lineage(StepRun step) {
        LineageStep known = steps.get(step.table());
        try {
            return known == null ? List.of() : known.lineage(lake.engine());
        } catch (LakehouseException e) {
            if (step.error() == null) {
                throw e;
            }
            return List.of(); // What failed may fail here for the same reason.
        }
    }

    private static String fingerprint(List<LineageStep> steps) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(("method " + METHOD).getBytes(StandardCharsets.UTF_8));
            for (LineageStep step : steps) {
                digest.update((step.target() + "\n" + step.definition() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
