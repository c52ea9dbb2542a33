package dev.lakehouse4j.medallion.pipeline;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.FileReport;
import dev.lakehouse4j.medallion.ingest.IngestListener;
import dev.lakehouse4j.medallion.ingest.IngestReport;
import dev.lakehouse4j.medallion.ingest.SourceMissingException;
import dev.lakehouse4j.medallion.lineage.LineageStep;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/** Loads the files of a source into a Bronze table. */
record BronzeStep(BronzeIngest<?> ingest, LineageStep lineage) implements Step {

    static BronzeStep of(BronzeIngest<?> ingest) {
        return new BronzeStep(ingest, LineageStep.of(ingest));
    }

    @Override
    public String table() {
        return ingest.table().fullName();
    }

    @Override
    public StepDefinition definition() {
        return new StepDefinition.Files(ingest);
    }

    @Override
    public List<String> tablesRead() {
        return List.of();
    }

    @Override
    public void dryRun(Lakehouse lake) {
        // Files are looked at when they are loaded: a missing one must not keep the others from it.
    }

    @Override
    public StepReport run(Lakehouse lake, Instant runAt, DoubleConsumer progress) {
        IngestListener listener = (file, bytesRead, bytes, records) ->
                progress.accept(bytes == 0 ? 1.0 : Math.min(1.0, (double) bytesRead / bytes));
        try {
            IngestReport report = ingest.run(lake, listener);
            boolean failed = report.files().stream().anyMatch(file -> file.status() == FileReport.Status.FAILED);
            return new StepReport(
                    table(),
                    "ingest",
                    failed ? StepStatus.FAILED : report.changed() ? StepStatus.DONE : StepStatus.UNCHANGED,
                    report.files().stream().map(FileReport::file).toList(),
                    report.files().stream()
                            .mapToLong(file -> file.records().data())
                            .sum(),
                    report.bronzeRows(),
                    report.quarantinedRows(),
                    report.suppressedRows(),
                    0,
                    version(lake),
                    remarks(report),
                    List.of());
        } catch (SourceMissingException e) {
            return without(StepStatus.MISSING, version(lake), String.valueOf(e.getMessage()));
        }
    }

    private long version(Lakehouse lake) {
        return lake.store()
                .latest(lake.folder(table()))
                .map(snapshot -> snapshot.version())
                .orElse(-1L);
    }

    /** What the row counts do not say: which of several files is new, changed, skipped or failed files, and notes. */
    private static String remarks(IngestReport report) {
        boolean several = report.files().size() > 1;
        return report.files().stream()
                .filter(file -> file.status() != FileReport.Status.UNCHANGED)
                .filter(file -> several
                        || file.status() != FileReport.Status.LOADED
                        || !file.notes().isEmpty())
                .map(FileReport::summary)
                .collect(Collectors.joining("; "));
    }

    @Override
    public StepReport without(StepStatus status, long version, String message) {
        return new StepReport(table(), "ingest", status, List.of(), 0, 0, 0, 0, 0, version, message, List.of());
    }
}
