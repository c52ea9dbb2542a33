package dev.lakehouse4j.ml.evaluation;

/** Quantiles by linear interpolation, Hyndman and Fan's type 7, the default of R and NumPy. */
final class Quantiles {

    private Quantiles() {}

    /** The quantile of sorted values, at least one, at a share of 0 to 1. */
    static double ofSorted(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) Math.floor(position);
        if (below >= sorted.length - 1) {
            return sorted[sorted.length - 1];
        }
        double fraction = position - below;
        // A value between equal neighbours must be exactly that value, or ties would be cut apart.
        double low = sorted[below];
        double high = sorted[below + 1];
        return low == high ? low : low + fraction * (high - low);
    }
}
