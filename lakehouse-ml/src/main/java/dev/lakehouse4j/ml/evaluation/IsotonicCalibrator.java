package dev.lakehouse4j.ml.evaluation;

import java.util.Arrays;
import java.util.List;

/** A rising curve, linear between its points and constant outside them. */
record IsotonicCalibrator(List<Point> points) implements Calibrator {

    /** A point of the curve. */
    record Point(double score, double probability) {}

    IsotonicCalibrator {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("the curve must have a point");
        }
        Point before = new Point(Double.NEGATIVE_INFINITY, 0);
        for (Point point : points) {
            if (!(Double.isFinite(point.score)
                    && point.score > before.score
                    && point.probability >= before.probability
                    && point.probability <= 1)) {
                throw new IllegalArgumentException("the curve must rise in score, and never fall in probability, from 0"
                        + " to 1, but " + point + " follows " + before);
            }
            before = point;
        }
    }

    static IsotonicCalibrator fit(ScoredLabels data) {
        LogisticFit.requireBothClasses(data);
        Ranking ranking = data.ranking();
        int size = ranking.size();
        // Blocks of pooled scores, each with its first and last score.
        double[] first = new double[size];
        double[] last = new double[size];
        long[] hits = new long[size];
        long[] rows = new long[size];
        int blocks = 0;
        for (int rank = 0; rank < size; rank++) {
            if (ranking.startsTie(rank)) {
                first[blocks] = data.score(ranking.row(rank));
                last[blocks] = first[blocks];
                hits[blocks] = 0;
                rows[blocks] = 0;
                blocks++;
            }
            rows[blocks - 1]++;
            hits[blocks - 1] += ranking.label(rank) ? 1 : 0;
            if (ranking.endsTie(rank)) {
                // Whole numbers, so that equal shares are seen as equal.
                while (blocks > 1 && hits[blocks - 2] * rows[blocks - 1] >= hits[blocks - 1] * rows[blocks - 2]) {
                    last[blocks - 2] = last[blocks - 1];
                    hits[blocks - 2] += hits[blocks - 1];
                    rows[blocks - 2] += rows[blocks - 1];
                    blocks--;
                }
            }
        }
        Point[] points = new Point[2 * blocks];
        int count = 0;
        for (int block = 0; block < blocks; block++) {
            double probability = (double) hits[block] / rows[block];
            points[count++] = new Point(first[block], probability);
            if (last[block] > first[block]) {
                points[count++] = new Point(last[block], probability);
            }
        }
        return new IsotonicCalibrator(Arrays.asList(points).subList(0, count));
    }

    @Override
    public double calibrate(double score) {
        LogOdds.requireNumber(score);
        int below = -1;
        int above = points.size();
        while (above - below > 1) {
            int middle = (below + above) >>> 1;
            if (points.get(middle).score <= score) {
                below = middle;
            } else {
                above = middle;
            }
        }
        if (below < 0) {
            return points.get(0).probability;
        }
        Point left = points.get(below);
        if (above == points.size() || left.score == score) {
            return left.probability;
        }
        Point right = points.get(above);
        // Halves, because the distance of finite numbers may be infinite.
        double share = (score / 2 - left.score / 2) / (right.score / 2 - left.score / 2);
        double probability = left.probability + share * (right.probability - left.probability);
        return Math.min(right.probability, Math.max(left.probability, probability));
    }
}
