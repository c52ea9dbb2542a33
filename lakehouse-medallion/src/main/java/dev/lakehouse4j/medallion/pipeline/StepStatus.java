package dev.lakehouse4j.medallion.pipeline;

/** How a step ended. */
public enum StepStatus {
    /** The table was written. */
    DONE,
    /** Nothing was new; the table stays at its version. */
    UNCHANGED,
    /** The source is not there. The table keeps what earlier runs loaded. */
    MISSING,
    /** The step stopped with an error; its table stays as it was. */
    FAILED,
    /** The step did not run, because a table that it reads could not be made. */
    BLOCKED
}
