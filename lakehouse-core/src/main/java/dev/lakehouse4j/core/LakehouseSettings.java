package dev.lakehouse4j.core;

import dev.lakehouse4j.core.engine.EngineSettings;
import java.time.Duration;

/**
 * How a lake is opened.
 *
 * @param engine threads and memory of the SQL engine
 * @param createIfMissing whether an empty or missing folder becomes a new lake
 * @param auditDelay how long the audit may gather what restricted sessions read before it writes it, 0 to 60 seconds; with
 *     zero each statement is noted before its rows are given. What is refused, and what changes something, never waits
 */
public record LakehouseSettings(EngineSettings engine, boolean createIfMissing, Duration auditDelay) {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    /** Checks the delay. */
    public LakehouseSettings {
        if (auditDelay.isNegative() || auditDelay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("Cannot let the audit wait " + auditDelay
                    + ": what was read in that time is lost with the process. Give 0 to 60 seconds.");
        }
    }

    /**
     * All processors, half of the machine's memory, a new lake where there is none, and an audit of reads within a second.
     *
     * @return the default settings
     */
    public static LakehouseSettings defaults() {
        return new LakehouseSettings(EngineSettings.defaults(), true, Duration.ofSeconds(1));
    }

    /**
     * The same settings with another share of the machine.
     *
     * @param value threads and memory
     * @return the changed settings
     */
    public LakehouseSettings withEngine(EngineSettings value) {
        return new LakehouseSettings(value, createIfMissing, auditDelay);
    }

    /**
     * The same settings for a lake that must exist already.
     *
     * @return the changed settings
     */
    public LakehouseSettings existing() {
        return new LakehouseSettings(engine, false, auditDelay);
    }

    /**
     * The same settings with another time that the audit may gather reads.
     *
     * @param value 0 to 60 seconds; zero to note each statement before its rows are given
     * @return the changed settings
     */
    public LakehouseSettings withAuditDelay(Duration value) {
        return new LakehouseSettings(engine, createIfMissing, value);
    }
}
