package dev.lakehouse4j.medallion.pipeline;

/** Hears how a run goes on; called from several threads, one call at a time. */
public interface RunListener {

    /** A listener that does nothing. */
    RunListener SILENT = new RunListener() {};

    /**
     * The run begins.
     *
     * @param steps number of steps
     */
    default void runStarted(int steps) {}

    /**
     * A step begins.
     *
     * @param table table that it writes
     */
    default void stepStarted(String table) {}

    /**
     * A step goes on.
     *
     * @param table table that it writes
     * @param share done share, 0 to 1
     */
    default void stepProgress(String table, double share) {}

    /**
     * A step ended.
     *
     * @param report what it did
     */
    default void stepFinished(StepReport report) {}
}
