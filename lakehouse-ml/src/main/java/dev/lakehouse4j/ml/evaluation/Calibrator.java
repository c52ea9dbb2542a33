package dev.lakehouse4j.ml.evaluation;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Turns scores into probabilities that are met by what happens. Never lets a higher score have a lower probability, so the
 * ranking stays up to ties. Immutable.
 *
 * <p>Fit it on validation rows that trained no model, because a model is too sure of the rows that it has learnt.
 *
 * <table>
 * <caption>Which one</caption>
 * <tr><th>calibrator</th><th>takes</th><th>when</th></tr>
 * <tr><td>{@link #platt}</td><td>any score</td><td>few rows, scores without a scale such as margins or logarithms</td></tr>
 * <tr><td>{@link #beta}</td><td>probabilities</td><td>few rows, probabilities that are too sure or too timid</td></tr>
 * <tr><td>{@link #isotonic}</td><td>any score</td><td>thousands of rows; makes ties, hence another ROC AUC</td></tr>
 * <tr><td>{@link PriorShift}</td><td>probabilities</td><td>the share of positives has changed since</td></tr>
 * </table>
 */
public sealed interface Calibrator
        permits PlattCalibrator, BetaCalibrator, IsotonicCalibrator, PriorShift, ChainedCalibrator {

    /**
     * The probability of the positive class.
     *
     * @param score a finite score, a probability where the calibrator takes such
     * @return 0 to 1; never lower for a higher score
     * @throws IllegalArgumentException when the score is NaN, or not a probability and the calibrator takes such
     */
    double calibrate(double score);

    /**
     * Calibrates all scores of some rows.
     *
     * @param data the rows
     * @return the same rows with probabilities as scores
     */
    default ScoredLabels calibrate(ScoredLabels data) {
        double[] probabilities = new double[data.size()];
        for (int row = 0; row < probabilities.length; row++) {
            probabilities[row] = calibrate(data.score(row));
        }
        return data.withScores(probabilities);
    }

    /**
     * Feeds the probabilities of this calibrator to another, for example a {@link PriorShift}.
     *
     * @param next takes the probabilities
     * @return both, one after the other
     */
    default Calibrator andThen(Calibrator next) {
        return new ChainedCalibrator(this, next);
    }

    /**
     * Fits a logistic curve through the scores (Platt 1999), with his targets, which keep it finite on classes that a score
     * splits cleanly, by Newton's method (Lin, Lin, Weng 2007).
     *
     * <p>A score that ranks backwards, or that is constant, gets the slope 0: every row has the share of positives.
     *
     * @param validation rows of any finite score, with both classes
     * @return the calibrator
     * @throws IllegalArgumentException when a class has no rows
     */
    static Calibrator platt(ScoredLabels validation) {
        return PlattCalibrator.fit(validation);
    }

    /**
     * Fits a beta curve through probabilities (Kull, Silva Filho, Flach 2017): a logistic curve in ln(p) and −ln(1−p), which
     * can leave probabilities as they are, other than Platt's. The targets are those of Platt, so that it stays finite.
     *
     * @param validation rows of probabilities, with both classes
     * @return the calibrator
     * @throws IllegalArgumentException when a class has no rows or a score is not a probability
     */
    static Calibrator beta(ScoredLabels validation) {
        return BetaCalibrator.fit(validation);
    }

    /**
     * Fits the rising curve that is nearest in squares (Zadrozny and Elkan 2002), by pooling adjacent violators. It is
     * linear between the scores seen, and constant outside them, as in scikit-learn.
     *
     * <p>Its ends are often exactly 0 and 1, which cost much log loss when they are wrong.
     *
     * @param validation rows of any finite score, with both classes
     * @return the calibrator
     * @throws IllegalArgumentException when a class has no rows
     */
    static Calibrator isotonic(ScoredLabels validation) {
        return IsotonicCalibrator.fit(validation);
    }

    /**
     * The calibrator as JSON; numbers are kept to the last digit.
     *
     * @return one line of JSON, for {@link #fromJson(String)}
     */
    default String toJson() {
        return CalibratorJson.write(this);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @param json the text
     * @return the calibrator
     * @throws LakehouseException when the text is cut off, of another format or version, or holds numbers that no
     *     calibrator has, such as a falling curve
     */
    static Calibrator fromJson(String json) {
        return CalibratorJson.read(json, "the text");
    }

    /**
     * Writes the JSON to a file, in the place of an older one.
     *
     * @param file the file; its folder exists
     * @throws dev.lakehouse4j.core.error.StorageException when the file cannot be written
     */
    default void save(Path file) {
        try {
            Files.writeString(file, toJson() + "\n");
        } catch (IOException e) {
            throw LakehouseErrors.storage("write the calibrator " + file, e);
        }
    }

    /**
     * Reads what {@link #save(Path)} wrote.
     *
     * @param file the file
     * @return the calibrator
     * @throws dev.lakehouse4j.core.error.StorageException when the file cannot be read
     * @throws LakehouseException as {@link #fromJson(String)}
     */
    static Calibrator load(Path file) {
        try {
            return CalibratorJson.read(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the calibrator " + file, e);
        }
    }
}
