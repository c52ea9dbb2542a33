package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.ml.estimator.ModelException;
import dev.lakehouse4j.ml.evaluation.Calibrator;
import dev.lakehouse4j.ml.feature.Feature;
import dev.lakehouse4j.ml.feature.FeatureFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A trained model of late delivery: features in, calibrated probability and reasons out. Scoring is safe from several
 * threads; {@link #close()} frees its native memory.
 */
public final class DelayModel implements AutoCloseable {

    private final String candidate;
    private final Ensemble ensemble;
    private final Calibrator calibrator;
    private final double threshold;
    private final LocalDateTime trainedUntil;
    private final List<Feature> features;
    private final String version;

    DelayModel(
            String candidate,
            Ensemble ensemble,
            Calibrator calibrator,
            double threshold,
            LocalDateTime trainedUntil,
            List<Feature> features) {
        this.candidate = candidate;
        this.ensemble = ensemble;
        this.calibrator = calibrator;
        this.threshold = threshold;
        this.trainedUntil = trainedUntil;
        this.features = List.copyOf(features);
        this.version = DelayModelFiles.version(this);
    }

    /**
     * Loads a model that {@link #save(Path)} stored, in this or another process.
     *
     * @param folder where it was stored
     * @return the model; close it
     * @throws ModelException when files are missing, truncated, changed, or of an unknown version
     */
    public static DelayModel load(Path folder) {
        return DelayModelFiles.load(folder);
    }

    /**
     * Name of the candidate that it comes from.
     *
     * @return for example {@code gradient_boosting}
     */
    public String candidate() {
        return candidate;
    }

    /**
     * Version of the model: a hash of what it is.
     *
     * @return 12 hexadecimal digits
     */
    public String version() {
        return version;
    }

    /**
     * Probability from which an order counts as late, chosen on validation rows for the best F1.
     *
     * @return 0 to 1
     */
    public double threshold() {
        return threshold;
    }

    /**
     * Orders bought before this moment were learned from.
     *
     * @return a midnight
     */
    public LocalDateTime trainedUntil() {
        return trainedUntil;
    }

    /**
     * The features that the model reads.
     *
     * @return in the order of their declaration
     */
    public List<Feature> features() {
        return features;
    }

    /**
     * How much each feature matters in the whole model.
     *
     * @return shares by feature that sum to 1, the greatest first
     */
    public Map<String, Double> importance() {
        return ensemble.importance();
    }

    /**
     * Predicts.
     *
     * @param frame the features, all that the model reads
     * @return calibrated probability of lateness, 0 to 1, per row
     */
    public double[] probabilities(FeatureFrame frame) {
        return probabilities(frame, IntStream.range(0, frame.rows()).toArray());
    }

    double[] probabilities(FeatureFrame frame, int[] rows) {
        return calibrated(calibrator, scores(frame, rows));
    }

    /** Raw scores, comparable between models of one candidate. */
    double[] scores(FeatureFrame frame, int[] rows) {
        requireFeatures(frame);
        return ensemble.score(frame, rows);
    }

    static double[] calibrated(Calibrator calibrator, double[] scores) {
        double[] probabilities = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] = calibrator.calibrate(scores[i]);
        }
        return probabilities;
    }

    /**
     * Explains predictions by Shapley values.
     *
     * @param frame the features
     * @param rows row numbers from 0
     * @return per row the reasons for lateness, the strongest first; features that make it less likely are left out
     */
    public List<List<Reason>> reasons(FeatureFrame frame, int[] rows) {
        return explained(frame, rows, Reasons::raising);
    }

    /**
     * Explains by Shapley values what speaks against lateness.
     *
     * @param frame the features
     * @param rows row numbers from 0
     * @return per row the features that make lateness less likely, the strongest first, with contributions below 0
     */
    public List<List<Reason>> reasonsAgainst(FeatureFrame frame, int[] rows) {
        return explained(frame, rows, Reasons::lowering);
    }

    /** Puts the contributions to one row into words. */
    private interface Explanation {
        List<Reason> of(Reasons words, FeatureFrame frame, int row, Map<String, double[]> contributions, int position);
    }

    private List<List<Reason>> explained(FeatureFrame frame, int[] rows, Explanation explanation) {
        requireFeatures(frame);
        Map<String, double[]> contributions = ensemble.contributions(frame, rows);
        Reasons words = new Reasons(features);
        List<List<Reason>> reasons = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            reasons.add(explanation.of(words, frame, rows[i], contributions, i));
        }
        return reasons;
    }

    private void requireFeatures(FeatureFrame frame) {
        List<String> has = frame.features().stream()
                .map(feature -> feature.name() + " " + feature.kind())
                .toList();
        List<String> missing = features.stream()
                .map(feature -> feature.name() + " " + feature.kind())
                .filter(feature -> !has.contains(feature))
                .toList();
        if (!missing.isEmpty()) {
            throw new ModelException("Cannot score with the model " + version + ": the features lack "
                    + String.join(", ", missing).toLowerCase(java.util.Locale.ROOT)
                    + ". Compute them with the definition of this version, or train the model again.");
        }
    }

    /**
     * Stores the model.
     *
     * @param folder a folder; created when missing
     */
    public void save(Path folder) {
        DelayModelFiles.save(this, folder);
    }

    /**
     * Stores the model under its version, once.
     *
     * @param models folder of all versions
     * @return the folder of this version
     */
    public Path saveVersion(Path models) {
        Path folder = models.resolve(version);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(models);
            Path temporary = Files.createTempDirectory(models, ".new");
            save(temporary);
            try {
                Files.move(temporary, folder);
            } catch (java.nio.file.FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
                DelayModelFiles.delete(temporary); // Another process stored the same version meanwhile.
            }
            return folder;
        } catch (IOException e) {
            throw LakehouseErrors.storage("store the model in " + folder, e);
        }
    }

    Ensemble ensemble() {
        return ensemble;
    }

    Calibrator calibrator() {
        return calibrator;
    }

    @Override
    public void close() {
        ensemble.close();
    }
}
