package dev.lakehouse4j.core;

import dev.lakehouse4j.core.engine.EngineSettings;

/**
 * How a lake is opened.
 *
 * @param engine threads and memory of the SQL engine
 * @param createIfMissing whether an empty or missing folder becomes a new lake
 */
public record LakehouseSettings(EngineSettings engine, boolean createIfMissing) {

    /**
     * All processors, half of the machine's memory, and a new lake where there is none.
     *
     * @return the default settings
     */
    public static LakehouseSettings defaults() {
        return new LakehouseSettings(EngineSettings.defaults(), true);
    }

    /**
     * The same settings with another share of the machine.
     *
     * @param value threads and memory
     * @return the changed settings
     */
    public LakehouseSettings withEngine(EngineSettings value) {
        return new LakehouseSettings(value, createIfMissing);
    }

    /**
     * The same settings for a lake that must exist already.
     *
     * @return the changed settings
     */
    public LakehouseSettings existing() {
        return new LakehouseSettings(engine, false);
    }
}
