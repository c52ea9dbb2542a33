package dev.lakehouse4j.ml.tracking;

import dev.lakehouse4j.ml.tracking.ModelSignature.Column;
import dev.lakehouse4j.ml.tracking.ModelSignature.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program of its own that tracks runs, logs to a run of others, and registers models. */
final class TrackingProcess {

    private TrackingProcess() {}

    static final ModelSignature SIGNATURE = new ModelSignature(
            List.of(Column.required("x", ValueType.DOUBLE)), List.of(Column.required("y", ValueType.DOUBLE)));

    public static void main(String[] args) {
        int number = Integer.parseInt(args[2]);
        int rounds = Integer.parseInt(args[3]);
        try (RunTracker tracker = RunTracker.folder(Path.of(args[0]))) {
            // A run that another process began: its id is enough to log to it.
            TrackedRun shared = new TrackedRun((BaseTracker) tracker, args[1]);
            for (int i = 0; i < rounds; i++) {
                try (TrackedRun run = tracker.start("shared")) {
                    run.parameter("who", number + "." + i);
                    shared.metric("loss", number, i);
                    shared.parameter("same", "value");
                    run.model("model", ModelDescription.of("l", "w", SIGNATURE), Map.of("w", new byte[] {1}));
                    run.finish();
                    ModelVersion version = tracker.registry().register("shared", run.id(), "model", "");
                    tracker.registry().setAlias("shared", "champion", version.version());
                    System.out.println(version.version());
                }
            }
        }
    }
}
