package dev.lakehouse4j.ml.cluster;

/**
 * Points one after the other in one array.
 *
 * @param values coordinates, point by point
 * @param size number of points
 * @param dimensions coordinates per point
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of a million points would cost time for nothing.
record Points(double[] values, int size, int dimensions) {

    static Points of(double[] values, int dimensions) {
        if (dimensions < 1 || values.length % dimensions != 0) {
            throw new IllegalArgumentException("Cannot read " + values.length + " numbers as points of " + dimensions
                    + " dimensions: the count is not a multiple. Give the coordinates point by point.");
        }
        Points points = new Points(values, values.length / dimensions, dimensions);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("Cannot cluster: coordinate " + i % dimensions + " of point "
                        + i / dimensions + " is " + values[i]
                        + ", and distances need finite numbers. Leave the point out, or fill the value in.");
            }
        }
        return points;
    }

    /** Squared distance of a point to a centre, which is a run of coordinates in {@code centres}. */
    double squaredDistance(int point, double[] centres, int centre) {
        int p = point * dimensions;
        int c = centre * dimensions;
        if (dimensions == 3) { // The common case of recency, frequency, monetary, unrolled.
            double x = values[p] - centres[c];
            double y = values[p + 1] - centres[c + 1];
            double z = values[p + 2] - centres[c + 2];
            return x * x + y * y + z * z;
        }
        double sum = 0;
        for (int i = 0; i < dimensions; i++) {
            double difference = values[p + i] - centres[c + i];
            sum += difference * difference;
        }
        return sum;
    }

    double squaredDistance(int point, int other) {
        return squaredDistance(point, values, other);
    }
}
