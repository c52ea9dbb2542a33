package dev.lakehouse4j.ai.report;

/** 95 % interval of a share by Wilson's score, which holds for few rows and rare events. */
record Intervals(double lower, double upper) {

    private static final double Z = 1.959963984540054;

    /** The interval of a share of which {@code hits} of {@code rows} were seen; rows at least 1. */
    static Intervals of(double hits, double rows) {
        double share = hits / rows;
        double scale = 1 + Z * Z / rows;
        double center = (share + Z * Z / (2 * rows)) / scale;
        double half = Z / scale * Math.sqrt(share * (1 - share) / rows + Z * Z / (4 * rows * rows));
        return new Intervals(Math.max(0, center - half), Math.min(1, center + half));
    }
}
