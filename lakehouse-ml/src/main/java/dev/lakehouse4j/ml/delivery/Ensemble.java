package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.estimator.FeatureMatrix;
import dev.lakehouse4j.ml.estimator.FittedModel;
import dev.lakehouse4j.ml.feature.Encoding;
import dev.lakehouse4j.ml.feature.FeatureFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Models of several seeds that are averaged. A raw score is higher the likelier an order is late: log odds, or logarithm
 * of expected over promised days.
 *
 * @param goal what the models predict
 * @param encoding features to matrix columns
 * @param members the models
 * @param meanLogPromise mean logarithm of the promised days of the training rows
 * @param trainingRows number of training rows
 */
record Ensemble(
        Candidate.Goal goal, Encoding encoding, List<FittedModel> members, double meanLogPromise, int trainingRows)
        implements AutoCloseable {

    /** Feature that the days are set against. */
    static final String PROMISE = "promised_days";

    /** Scale of the logistic errors of the logarithm of delivery days; found by tuning, see docs/delivery.md. */
    static final double SPREAD = 0.25;

    Ensemble {
        members = List.copyOf(members);
    }

    static double logPromise(FeatureFrame frame, int row) {
        return Math.log(Math.max(1, frame.number(PROMISE, row)));
    }

    double[] score(FeatureFrame frame, int[] rows) {
        FeatureMatrix x = encoding.matrix(frame, rows);
        double[] sum = new double[rows.length];
        for (FittedModel member : members) {
            double[] scores = member.score(x);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += scores[i];
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= members.size();
            if (goal != Candidate.Goal.LATE) {
                sum[i] -= logPromise(frame, rows[i]);
            }
        }
        return sum;
    }

    /** What each feature adds to the raw score of each row, against an average order of the training. */
    Map<String, double[]> contributions(FeatureFrame frame, int[] rows) {
        FeatureMatrix x = encoding.matrix(frame, rows);
        Map<String, double[]> byFeature = new LinkedHashMap<>();
        for (FittedModel member : members) {
            float[][] contributions = member.contributions(x);
            for (int column = 0; column < x.columns().size(); column++) {
                double[] sums = byFeature.computeIfAbsent(
                        Encoding.featureOf(x.columns().get(column)), name -> new double[rows.length]);
                for (int i = 0; i < rows.length; i++) {
                    sums[i] += contributions[i][column] / members.size();
                }
            }
        }
        double[] promise = byFeature.get(PROMISE);
        if (goal != Candidate.Goal.LATE && promise != null) {
            for (int i = 0; i < rows.length; i++) {
                promise[i] -= logPromise(frame, rows[i]) - meanLogPromise;
            }
        }
        return byFeature;
    }

    /** Shares that sum to 1, the greatest first. */
    Map<String, Double> importance() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (FittedModel member : members) {
            member.importance()
                    .forEach((column, share) ->
                            shares.merge(Encoding.featureOf(column), share / members.size(), Double::sum));
        }
        return shares.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }

    @Override
    public void close() {
        members.forEach(FittedModel::close);
    }
}
