package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.engine.DuckDbEngine;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.testkit.contract.MedallionContract;

class DuckDbMedallionContractTest extends MedallionContract {

    @Override
    protected SqlEngine createEngine() {
        return DuckDbEngine.open(EngineSettings.defaults().withThreads(2).withMemoryLimitBytes(512L << 20));
    }
}
