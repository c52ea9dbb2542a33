package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.testkit.contract.SqlEngineContract;

/** The contract of all engines, on Spark. */
class SparkEngineTest extends SqlEngineContract {

    @Override
    protected SqlEngine createEngine() {
        return SparkEngine.on(LocalSpark.session());
    }
}
