package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.testkit.contract.MedallionContract;
import org.junit.jupiter.api.Tag;

/** The contract of ingest and of the e-commerce pack, on Spark. */
@Tag("minutes")
class MedallionOnSparkTest extends MedallionContract {

    @Override
    protected SqlEngine createEngine() {
        return SparkEngine.on(LocalSpark.session());
    }
}
