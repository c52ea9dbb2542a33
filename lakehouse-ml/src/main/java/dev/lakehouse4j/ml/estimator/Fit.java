package dev.lakehouse4j.ml.estimator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.ToDoubleFunction;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model. The same learner, rows and threads give the same model to the last digit.
 */
public final class Fit {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Learner learner;
    private final int threads;
    private final float @Nullable [] weights;
    private final @Nullable Holdout holdout;

    private Fit(Learner learner, int threads, float @Nullable [] weights, @Nullable Holdout holdout) {
        this.learner = learner;
        this.threads = threads;
        this.weights = weights;
        this.holdout = holdout;
    }

    private record Holdout(FeatureMatrix rows, ToDoubleFunction<double[]> quality) {}

    private static final int ROWS_FOR_THREADS = 20_000;

    /** Rounds between two looks at the rows held out. */
    private static final int LOOK_EVERY = 5;

    /**
     * Starts with a learner.
     *
     * @param learner how to learn
     * @return a fit on one thread with all rows weighing the same
     */
    public static Fit of(Learner learner) {
        return new Fit(learner, 1, null, null);
    }

    /**
     * Version of XGBoost that trains.
     *
     * @return for example {@code 3.0.4}
     */
    public static String xgboostVersion() {
        try (InputStream in = XGBoost.class.getResourceAsStream("/xgboost4j-version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the version of XGBoost", e);
        }
    }

    /**
     * Trains on several threads.
     *
     * @param count at least 1
     * @return a changed fit
     */
    public Fit threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("Cannot train on " + count + " threads. Give 1 or more.");
        }
        return new Fit(learner, count, weights, holdout);
    }

    /**
     * Weighs the rows.
     *
     * @param values a weight per row, 0 or more; not copied
     * @return a changed fit
     */
    public Fit weights(float[] values) {
        return new Fit(learner, threads, values, holdout);
    }

    /**
     * Keeps only as many rounds of boosting as help on rows that are not trained on; has no effect on other learners.
     *
     * @param rows the rows
     * @param quality of scores of these rows, higher is better
     * @return a changed fit
     */
    public Fit stopEarly(FeatureMatrix rows, ToDoubleFunction<double[]> quality) {
        return new Fit(learner, threads, weights, new Holdout(rows, quality));
    }

    /**
     * Trains.
     *
     * @param x the rows, at least one
     * @param target what to predict, a value per row
     * @return the model; close it
     * @throws ModelException when there are no rows, or labels of one kind only
     */
    public FittedModel on(FeatureMatrix x, Target target) {
        if (x.rows() == 0) {
            throw new ModelException("Cannot train a model: there are no rows. Load orders with known outcomes first.");
        }
        if (x.rows() != target.rows() || (weights != null && weights.length != x.rows())) {
            throw new IllegalArgumentException("Cannot train on " + x.rows() + " rows with " + target.rows()
                    + " target values"
                    + (weights == null ? "" : " and " + weights.length + " weights")
                    + ". Give one of each per row.");
        }
        Labels labels = labels(target);
        Natives.require();
        try {
            if (learner instanceof Learner.Linear linear) {
                Standardisation standardisation = Standardisation.of(x);
                Booster booster =
                        train(x, standardisation.apply(x), target, labels, parameters(linear), linear.rounds());
                try {
                    return linearModel(x.columns(), linear.rounds(), standardisation, booster);
                } finally {
                    booster.dispose();
                }
            }
            Learner.Trees trees = (Learner.Trees) learner;
            Booster booster = train(x, x.values(), target, labels, parameters(trees), trees.rounds());
            int kept = holdout == null ? trees.rounds() : bestRounds(booster, holdout, trees.rounds());
            if (kept < trees.rounds()) {
                booster.dispose();
                booster = train(x, x.values(), target, labels, parameters(trees), kept);
            }
            return new TreeModel(x.columns(), booster, kept);
        } catch (XGBoostError e) {
            throw failed("train on " + x.rows() + " rows of " + x.columns().size() + " features", e);
        }
    }

    /** Labels as XGBoost takes them, its objective, and the score to start from. */
    @SuppressWarnings("ArrayRecordComponent") // Private, and never compared.
    private record Labels(float[] values, String objective, double start) {}

    private static Labels labels(Target target) {
        float[] values = new float[target.rows()];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double value = 0;
            if (target instanceof Target.Classes classes) {
                value = classes.yes()[i] ? 1 : 0;
            } else if (target instanceof Target.Numbers numbers) {
                value = numbers.numbers()[i];
            } else if (target instanceof Target.Censored censored) {
                value = censored.numbers()[i];
            }
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "Cannot train on the target value " + value + " in row " + i + ". Leave the row out.");
            }
            values[i] = (float) value;
            sum += value;
        }
        double mean = sum / values.length;
        if (target instanceof Target.Classes) {
            if (mean <= 0 || mean >= 1) {
                throw new ModelException("Cannot train a classifier: all " + values.length + " rows are "
                        + (mean <= 0 ? "negative" : "positive")
                        + ". Take a longer period, so that both outcomes are in it.");
            }
            return new Labels(values, "binary:logistic", mean);
        }
        return new Labels(values, "reg:squarederror", mean);
    }

    private Booster train(
            FeatureMatrix x, float[] values, Target target, Labels labels, Map<String, Object> parameters, int rounds)
            throws XGBoostError {
        parameters.put("objective", labels.objective());
        parameters.put("base_score", labels.start());
        // On few rows, and in coordinate descent, which has a barrier per feature, threads only wait for each other.
        parameters.put("nthread", learner.isLinear() || x.rows() < ROWS_FOR_THREADS ? 1 : threads);
        parameters.put("verbosity", 0);
        DMatrix matrix = null;
        try {
            matrix = new DMatrix(values, x.rows(), x.columns().size(), Float.NaN);
            matrix.setLabel(labels.values());
            if (weights != null) {
                matrix.setWeight(weights);
            }
            CensoredObjective objective =
                    target instanceof Target.Censored censored ? new CensoredObjective(censored, weights) : null;
            return XGBoost.train(matrix, parameters, rounds, new HashMap<>(), objective, null);
        } finally {
            if (matrix != null) {
                matrix.dispose();
            }
        }
    }

    /** XGBoost's own early stopping prints to standard output, which belongs to the application. */
    private static int bestRounds(Booster booster, Holdout holdout, int rounds) throws XGBoostError {
        double best = Double.NEGATIVE_INFINITY;
        int kept = rounds;
        for (int count = Math.min(LOOK_EVERY, rounds); count <= rounds; count += LOOK_EVERY) {
            double quality = holdout.quality().applyAsDouble(TreeModel.score(booster, holdout.rows(), count));
            if (quality > best) {
                best = quality;
                kept = count;
            }
        }
        return kept;
    }

    private static Map<String, Object> parameters(Learner.Linear linear) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("booster", "gblinear");
        parameters.put("updater", "coord_descent");
        parameters.put("feature_selector", "cyclic");
        parameters.put("lambda", linear.penalty());
        parameters.put("learning_rate", 1.0);
        return parameters;
    }

    private static Map<String, Object> parameters(Learner.Trees trees) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("booster", "gbtree");
        parameters.put("tree_method", "hist");
        parameters.put("max_bin", 64);
        parameters.put("max_depth", trees.depth());
        parameters.put("learning_rate", trees.learningRate());
        parameters.put("subsample", trees.rowShare());
        parameters.put(trees.treesPerRound() > 1 ? "colsample_bynode" : "colsample_bytree", trees.columnShare());
        parameters.put("num_parallel_tree", trees.treesPerRound());
        parameters.put("min_child_weight", trees.leafWeight());
        parameters.put("lambda", trees.penalty());
        parameters.put("seed", trees.seed());
        return parameters;
    }

    private static LinearModel linearModel(
            List<String> columns, int rounds, Standardisation standardisation, Booster booster) throws XGBoostError {
        try {
            byte[] bytes = booster.toByteArray("json");
            JsonNode learner = MAPPER.readTree(bytes).path("learner");
            JsonNode stored = learner.path("gradient_booster").path("model").path("weights");
            double[] weights = new double[columns.size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = stored.path(i).asDouble();
            }
            // The last weight is the bias; the score to start from adds to it, as XGBoost keeps it, in margin space.
            String text = learner.path("learner_model_param").path("base_score").asText();
            double start = Double.parseDouble(text.replaceAll("[\\[\\]]", ""));
            boolean logistic = learner.path("objective").path("name").asText().equals("binary:logistic");
            double base = logistic ? Math.log(start / (1 - start)) : start;
            return new LinearModel(
                    columns,
                    rounds,
                    standardisation,
                    weights,
                    stored.path(columns.size()).asDouble() + base);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the weights that XGBoost wrote", e);
        }
    }

    static ModelException failed(String what, XGBoostError cause) {
        return new ModelException(
                "Cannot " + what + ": XGBoost says: "
                        + String.valueOf(cause.getMessage()).lines().findFirst().orElse("nothing") + ".",
                cause);
    }
}
