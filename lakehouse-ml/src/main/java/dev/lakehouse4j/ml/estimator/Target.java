package dev.lakehouse4j.ml.estimator;

/** What a model learns to predict, one value per row of the feature matrix. */
public sealed interface Target {

    /**
     * Number of rows.
     *
     * @return rows
     */
    int rows();

    /**
     * A yes or no; the score of a row is the log odds of yes.
     *
     * @param yes the labels; not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // Millions of labels: an array is the point.
    record Classes(boolean[] yes) implements Target {
        @Override
        public int rows() {
            return yes.length;
        }
    }

    /**
     * A number, fitted by least squares; the score of a row is the expected number.
     *
     * @param numbers finite values; not copied
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Numbers(double[] numbers) implements Target {
        @Override
        public int rows() {
            return numbers.length;
        }
    }

    /**
     * A number that is not known yet in some rows, where only a lower bound is: accelerated failure time with logistic
     * errors and right censoring (Wei 1992; Barnwal, Cho and Hocking 2022), fitted by likelihood. The score of a row is
     * the median of its number.
     *
     * @param numbers finite values, or their lower bounds; not copied
     * @param isLowerBound whether the row has only a lower bound; not copied
     * @param spread scale of the logistic distribution of the errors, above 0
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Censored(double[] numbers, boolean[] isLowerBound, double spread) implements Target {

        /** Checks the lengths and the spread. */
        public Censored {
            if (numbers.length != isLowerBound.length || !(spread > 0)) {
                throw new IllegalArgumentException("Cannot fit " + numbers.length + " numbers with "
                        + isLowerBound.length + " marks and spread " + spread
                        + ". Give a mark per number and a spread above 0.");
            }
        }

        @Override
        public int rows() {
            return numbers.length;
        }
    }
}
