package dev.lakehouse4j.ml.tracking;

/** Where a run stands; names and numbers are MLflow's ({@code RunStatus} in its {@code service.proto}). */
public enum RunStatus {
    /** It has begun and not ended, or its process died. */
    RUNNING(1),
    /** It waits to begin; only other programs write this. */
    SCHEDULED(2),
    /** It ended well. */
    FINISHED(3),
    /** It ended with an error, or was closed without {@link TrackedRun#finish()}. */
    FAILED(4),
    /** Somebody stopped it; only other programs write this. */
    KILLED(5);

    private final int number;

    RunStatus(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static RunStatus ofNumber(int number) {
        for (RunStatus status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        throw new TrackingException("Cannot read the status of a run: " + number
                + " is no status that MLflow knows (1 to 5). Repair or remove the run.");
    }
}
