package dev.lakehouse4j.medallion.pipeline;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.medallion.model.ModelDryRun;
import dev.lakehouse4j.medallion.model.ModelRefresh;
import dev.lakehouse4j.medallion.model.ModelResult;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Refreshes a SQL model. */
record ModelStep(SqlModel<?, ?> model) implements Step {

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
        ModelResult result = new ModelRefresh(lake, runAt).refresh(model);
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

    @Override
    public StepReport without(StepStatus status, long version, String message) {
        return new StepReport(table(), "model", status, tablesRead(), 0, 0, 0, 0, version, message, List.of());
    }
}
