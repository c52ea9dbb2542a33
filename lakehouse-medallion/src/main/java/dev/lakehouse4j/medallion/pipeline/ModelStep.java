package dev.lakehouse4j.medallion.pipeline;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.medallion.model.ModelDryRun;
import dev.lakehouse4j.medallion.model.ModelRefresh;
import dev.lakehouse4j.medallion.model.ModelResult;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Refreshes a SQL model. */
record ModelStep(SqlModel<?, ?> model) implements Step {

    private static final int ATTEMPTS = 5;

    @Override
    public String table() {
        return model.table().fullName();
    }

    @Override
    public List<String> tablesRead() {
        return model.inputs().stream().map(TableRef::fullName).toList();
    }

    @Override
    public void dryRun(Lakehouse lake) {
        ModelDryRun.check(lake.engine(), model);
    }

    @Override
    public StepReport run(Lakehouse lake, Instant runAt, DoubleConsumer progress) {
        ModelResult result = refresh(lake, runAt);
        return new StepReport(
                table(),
                "model",
                result.kind() == ModelResult.Kind.UNCHANGED ? StepStatus.UNCHANGED : StepStatus.DONE,
                tablesRead(),
                result.rowsIn(),
                result.rowsOut(),
                result.quarantinedRows(),
                0,
                result.tableVersion(),
                String.join("; ", result.notes()),
                result.expectations());
    }

    /** Another run may refresh the same model at the same time; then there is often nothing left to do. */
    private ModelResult refresh(Lakehouse lake, Instant runAt) {
        for (int attempt = 1; ; attempt++) {
            try {
                return new ModelRefresh(lake, runAt).refresh(model);
            } catch (ConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public StepReport without(StepStatus status, long version, String message) {
        return new StepReport(table(), "model", status, tablesRead(), 0, 0, 0, 0, version, message, List.of());
    }
}
