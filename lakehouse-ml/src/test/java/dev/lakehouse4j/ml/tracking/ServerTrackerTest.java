package dev.lakehouse4j.ml.tracking;

import java.net.URI;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract against a real MLflow server; {@code .ci/proofs/mlflow_tracking.py} starts one and runs it. */
@EnabledIfEnvironmentVariable(named = "LAKEHOUSE_TEST_MLFLOW", matches = "http.*")
class ServerTrackerTest extends RunTrackerContract {

    @Override
    RunTracker open() {
        return RunTracker.server(URI.create(System.getenv("LAKEHOUSE_TEST_MLFLOW")));
    }

    @Override
    boolean keepsInfinity() {
        return false;
    }
}
