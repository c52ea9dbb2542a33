package dev.lakehouse4j.ml.estimator;

import dev.lakehouse4j.core.error.LakehouseException;

/** Loads XGBoost's native library with an error that says what is missing; it is no {@link ModelException}, as no data is to blame. */
final class Natives {

    private static final String XGBOOST = "ml.dmlc.xgboost4j.java.XGBoostJNI";

    private Natives() {}

    static void require() {
        load(XGBOOST);
    }

    static void load(String type) {
        try {
            Class.forName(type);
        } catch (LinkageError | ClassNotFoundException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new LakehouseException(
                    "Cannot load XGBoost: " + cause
                            + ". It needs the library libgomp of GCC's runtime (on Debian and Ubuntu:"
                            + " apt-get install libgomp1; on macOS: brew install libomp) and runs on Linux and macOS with"
                            + " x86-64 or ARM, and on Windows with x86-64.",
                    e);
        }
    }
}
