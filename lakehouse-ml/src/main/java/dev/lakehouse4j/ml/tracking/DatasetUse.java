package dev.lakehouse4j.ml.tracking;

import java.util.Locale;

/** What a run used a dataset for; MLflow keeps it as the tag {@code mlflow.data.context} of a dataset input. */
public enum DatasetUse {
    /** To fit the model. */
    TRAINING,
    /** To choose settings and thresholds. */
    VALIDATION,
    /** To measure the result, once. */
    TEST;

    /**
     * The name that MLflow shows.
     *
     * @return {@code training}, {@code validation} or {@code test}
     */
    public String context() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DatasetUse ofContext(String context) {
        return switch (context) {
            case "validation", "eval", "evaluation" -> VALIDATION;
            case "test", "testing" -> TEST;
            default -> TRAINING;
        };
    }
}
