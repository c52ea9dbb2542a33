package dev.lakehouse4j.medallion.pipeline;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.medallion.lineage.LineageStep;
import dev.lakehouse4j.medallion.model.JavaModel;
import dev.lakehouse4j.medallion.model.ModelDryRun;
import dev.lakehouse4j.medallion.model.ModelRefresh;
import dev.lakehouse4j.medallion.model.ModelResult;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.star.StarPart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Refreshes a model. */
record ModelStep(
        TableRef<?, ?> model,
        List<TableRef<?, ?>> inputs,
        Consumer<Lakehouse> check,
        Refresh refresh,
        StepDefinition definition,
        LineageStep lineage)
        implements Step {

    private static final int ATTEMPTS = 5;

    /** One attempt to bring the table up to date. */
    interface Refresh {
        ModelResult attempt(ModelRefresh refresh, DoubleConsumer progress);
    }

    static ModelStep of(SqlModel<?, ?> model) {
        return of(model, Optional.empty());
    }

    static ModelStep of(SqlModel<?, ?> model, Optional<StarPart<?>> part) {
        return new ModelStep(
                model.table(),
                model.inputs(),
                lake -> ModelDryRun.check(lake.engine(), model),
                (refresh, progress) -> refresh.refresh(model),
                new StepDefinition.Query(model, part),
                LineageStep.of(model));
    }

    static ModelStep of(JavaModel<?> model) {
        // Java code has no shape to check before it runs; its inputs are checked as those of every step.
        return new ModelStep(
                model.table(),
                model.inputs(),
                lake -> {},
                (refresh, progress) -> refresh.refresh(model, progress),
                new StepDefinition.Code(model),
                LineageStep.of(model));
    }

    @Override
    public String table() {
        return model.fullName();
    }

    @Override
    public List<String> tablesRead() {
        return inputs.stream().map(TableRef::fullName).toList();
    }

    @Override
    public void dryRun(Lakehouse lake) {
        check.accept(lake);
    }

    @Override
    public StepReport run(Lakehouse lake, Instant runAt, DoubleConsumer progress) {
        ModelResult result = refreshed(lake, runAt, progress);
        return new StepReport(
                table(),
                "model",
                result.kind() == ModelResult.Kind.UNCHANGED ? StepStatus.UNCHANGED : StepStatus.DONE,
                tablesRead(),
                result.rowsIn(),
                result.rowsOut(),
                result.quarantinedRows(),
                0,
                0,
                result.tableVersion(),
                String.join("; ", result.notes()),
                result.expectations());
    }

    /** Another run may refresh the same model at the same time; then there is often nothing left to do. */
    private ModelResult refreshed(Lakehouse lake, Instant runAt, DoubleConsumer progress) {
        for (int attempt = 1; ; attempt++) {
            try {
                return refresh.attempt(new ModelRefresh(lake, runAt), progress);
            } catch (ConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public StepReport without(StepStatus status, long version, String message) {
        return new StepReport(table(), "model", status, tablesRead(), 0, 0, 0, 0, 0, version, message, List.of());
    }
}
