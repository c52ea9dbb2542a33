package dev.lakehouse4j.ml.rfm;

/** The three things that are known of a customer. */
enum Measure {
    RECENCY("recency", "recency_days"),
    FREQUENCY("frequency", "frequency"),
    MONETARY("monetary", "monetary");

    private final String label;
    private final String column;

    Measure(String label, String column) {
        this.label = label;
        this.column = column;
    }

    String label() {
        return label;
    }

    String column() {
        return column;
    }

    /** The value on a scale on which more is better: fewer days are. */
    double goodness(double value) {
        return this == RECENCY ? -value : value;
    }
}
