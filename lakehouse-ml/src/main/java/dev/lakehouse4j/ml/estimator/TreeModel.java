package dev.lakehouse4j.ml.estimator;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Trees in XGBoost's memory. */
final class TreeModel implements FittedModel {

    private static final int CHUNK = 20_000;

    private final List<String> columns;
    private final Booster booster;
    private final int rounds;
    private boolean closed;

    TreeModel(List<String> columns, Booster booster, int rounds) {
        this.columns = List.copyOf(columns);
        this.booster = booster;
        this.rounds = rounds;
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public int rounds() {
        return rounds;
    }

    @Override
    public double[] score(FeatureMatrix x) {
        ModelFiles.requireColumns(columns, x);
        requireOpen();
        if (x.rows() == 0) {
            return new double[0];
        }
        try {
            return score(booster, x, 0);
        } catch (XGBoostError e) {
            throw Fit.failed("score " + x.rows() + " rows", e);
        }
    }

    /** Scores with the first rounds only, or with all when the count is 0. */
    static double[] score(Booster booster, FeatureMatrix x, int rounds) throws XGBoostError {
        float[][] margins = booster.inplace_predict(
                x.values(),
                x.rows(),
                x.columns().size(),
                Float.NaN,
                new int[] {0, rounds},
                Booster.PredictionType.kMargin,
                null);
        double[] scores = new double[margins.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = margins[i][0];
        }
        return scores;
    }

    @Override
    public float[][] contributions(FeatureMatrix x) {
        ModelFiles.requireColumns(columns, x);
        requireOpen();
        float[][] all = new float[x.rows()][];
        for (int from = 0; from < all.length; from += CHUNK) {
            int to = Math.min(all.length, from + CHUNK);
            float[] values = java.util.Arrays.copyOfRange(x.values(), from * columns.size(), to * columns.size());
            float[][] part = contributions(values, to - from);
            System.arraycopy(part, 0, all, from, part.length);
        }
        return all;
    }

    private float[][] contributions(float[] values, int rows) {
        DMatrix matrix = null;
        try {
            matrix = new DMatrix(values, rows, columns.size(), Float.NaN);
            // Prediction through a matrix is not safe from several threads.
            synchronized (booster) {
                return booster.predictContrib(matrix, 0);
            }
        } catch (XGBoostError e) {
            throw Fit.failed("explain " + rows + " rows", e);
        } finally {
            if (matrix != null) {
                matrix.dispose();
            }
        }
    }

    @Override
    public Map<String, Double> importance() {
        requireOpen();
        try {
            String[] names = new String[columns.size()];
            for (int i = 0; i < names.length; i++) {
                names[i] = "f" + i;
            }
            Map<String, Double> gains = booster.getScore(names, "total_gain");
            double[] sizes = new double[names.length];
            for (int i = 0; i < names.length; i++) {
                sizes[i] = gains.getOrDefault(names[i], 0.0);
            }
            return ModelFiles.shares(columns, sizes);
        } catch (XGBoostError e) {
            throw Fit.failed("weigh the features", e);
        }
    }

    byte[] bytes() {
        requireOpen();
        try {
            return booster.toByteArray("ubj");
        } catch (XGBoostError e) {
            throw Fit.failed("store the model", e);
        }
    }

    @Override
    public String sha256() {
        return ModelFiles.hash(bytes());
    }

    @Override
    public void save(Path folder) {
        ModelFiles.save(this, folder);
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cannot use the model: it is closed. Load it again.");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            booster.dispose();
        }
    }
}
