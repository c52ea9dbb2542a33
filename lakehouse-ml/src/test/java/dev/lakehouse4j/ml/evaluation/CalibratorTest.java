package dev.lakehouse4j.ml.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratorTest {

    @ParameterizedTest
    @ValueSource(strings = {"calibration", "calibration_ties"})
    void isotonicCurvesAreThoseOfScikitLearn(String name) {
        JsonNode expected = Fixtures.part(name);
        Calibrator calibrator = Calibrator.isotonic(Fixtures.data(expected));

        double[] grid = Fixtures.doubles(expected.get("grid"));
        double[] probabilities = Fixtures.doubles(expected.get("isotonic"));
        for (int i = 0; i < grid.length; i++) {
            assertThat(calibrator.calibrate(grid[i])).isCloseTo(probabilities[i], within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"calibration", "calibration_ties"})
    void logisticCurvesAreThoseOfSciPy(String name) {
        JsonNode expected = Fixtures.part(name);
        ScoredLabels data = Fixtures.data(expected);

        PlattCalibrator platt = (PlattCalibrator) Calibrator.platt(data);
        BetaCalibrator beta = (BetaCalibrator) Calibrator.beta(data);

        double[] weights = Fixtures.doubles(expected.get("platt"));
        assertThat(platt.slope()).isCloseTo(weights[0], within(1e-4));
        assertThat(platt.intercept()).isCloseTo(weights[1], within(1e-4));
        weights = Fixtures.doubles(expected.get("beta"));
        assertThat(beta.first()).isCloseTo(weights[0], within(1e-3));
        assertThat(beta.second()).isCloseTo(weights[1], within(1e-3));
        assertThat(beta.intercept()).isCloseTo(weights[2], within(1e-3));
    }

    @Test
    void thePlattFitIsAMinimum() {
        ScoredLabels data = Fixtures.data(Fixtures.part("calibration"));
        double positives = data.positives();
        double negatives = data.size() - positives;
        Calibrator platt = Calibrator.platt(data);
        double gradient = 0;
        double slopeGradient = 0;
        for (int row = 0; row < data.size(); row++) {
            double target = data.label(row) ? (positives + 1) / (positives + 2) : 1 / (negatives + 2);
            double error = platt.calibrate(data.score(row)) - target;
            gradient += error;
            slopeGradient += error * data.score(row);
        }
        assertThat(gradient).isCloseTo(0, within(1e-8));
        assertThat(slopeGradient).isCloseTo(0, within(1e-8));
    }

    @Test
    void noRisingCurveIsNearerThanTheIsotonicOne() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 30; round++) {
            ScoredLabels data = Fixtures.random(random, 2 + random.nextInt(8), 6);
            double best = Calibrator.isotonic(data).calibrate(data).brier();
            double[] levels = levels(data.size());
            double[] scores = Arrays.stream(data.scores()).distinct().sorted().toArray();
            assertThat(best).isCloseTo(bestRising(data, scores, levels, 0, 0, 0) / data.size(), within(1e-12));
        }
    }

    /** All shares that a pool of rows can have. */
    private static double[] levels(int rows) {
        return IntStream.rangeClosed(1, rows)
                .boxed()
                .flatMap(whole -> IntStream.rangeClosed(0, whole).mapToObj(part -> (double) part / whole))
                .mapToDouble(level -> level)
                .distinct()
                .sorted()
                .toArray();
    }

    /** Least squares by trying all rising curves over the levels. */
    private static double bestRising(
            ScoredLabels data, double[] scores, double[] levels, int score, int lowest, double soFar) {
        if (score == scores.length) {
            return soFar;
        }
        // Dynamic programming would be quicker; trying all is plainer, and six scores are few.
        double best = Double.POSITIVE_INFINITY;
        for (int level = lowest; level < levels.length; level++) {
            double squares = soFar;
            for (int row = 0; row < data.size(); row++) {
                if (data.score(row) == scores[score]) {
                    squares += Math.pow(levels[level] - (data.label(row) ? 1 : 0), 2);
                }
            }
            best = Math.min(best, bestRising(data, scores, levels, score + 1, level, squares));
        }
        return best;
    }

    @Test
    void probabilitiesNeverFall() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 50; round++) {
            ScoredLabels data = Fixtures.random(random, 2 + random.nextInt(100), 1 + random.nextInt(40));
            for (Calibrator calibrator : List.of(
                    Calibrator.platt(data),
                    Calibrator.beta(data),
                    Calibrator.isotonic(data),
                    Calibrator.isotonic(data).andThen(PriorShift.between(0.3, 0.1)))) {
                double before = 0;
                for (int i = 0; i <= 1_000; i++) {
                    double probability = calibrator.calibrate(i / 1_000.0);
                    assertThat(probability).isBetween(before, 1.0);
                    before = probability;
                }
            }
        }
    }

    @Test
    void calibrationBringsPredictionsToWhatHappens() {
        Random random = new Random(3);
        int rows = 20_000;
        double[] scores = new double[rows];
        boolean[] labels = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            double truth = 0.6 * random.nextDouble();
            labels[row] = random.nextDouble() < truth;
            // Too sure: the log odds are doubled.
            scores[row] = LogOdds.probability(2 * LogOdds.of(truth));
        }
        ScoredLabels data = ScoredLabels.of(scores, labels);
        double before = data.reliability(Reliability.Binning.EQUAL_COUNT, 10).expectedCalibrationError();
        assertThat(before).isGreaterThan(0.07);
        for (Calibrator calibrator : List.of(Calibrator.beta(data), Calibrator.isotonic(data))) {
            ScoredLabels calibrated = calibrator.calibrate(data);
            assertThat(calibrated
                            .reliability(Reliability.Binning.EQUAL_COUNT, 10)
                            .expectedCalibrationError())
                    .isLessThan(0.012);
            assertThat(calibrated.logLoss()).isLessThan(data.logLoss());
        }
        BetaCalibrator beta = (BetaCalibrator) Calibrator.beta(data);
        assertThat(beta.first()).isCloseTo(0.5, within(0.05));
        // The true curve halves the log odds. Likelihood ratio: chi-squared of three degrees, above 16.3 once in 1,000.
        double ratio = 2
                * rows
                * (new BetaCalibrator(0.5, 0.5, 0).calibrate(data).logLoss()
                        - beta.calibrate(data).logLoss());
        assertThat(ratio).isBetween(0.0, 16.3);
        assertThat(beta.calibrate(data).rocAuc()).isEqualTo(data.rocAuc());
    }

    @Test
    void backwardAndConstantScoresGetTheShareOfPositives() {
        boolean[] labels = new boolean[1_000];
        Arrays.fill(labels, 0, 200, true);
        double[] backward =
                IntStream.range(0, 1_000).mapToDouble(i -> i / 1_000.0).toArray();
        double[] constant = new double[1_000];
        Arrays.fill(constant, 0.7);
        for (double[] scores : List.of(backward, constant)) {
            ScoredLabels data = ScoredLabels.of(scores, labels);
            for (Calibrator calibrator :
                    List.of(Calibrator.platt(data), Calibrator.beta(data), Calibrator.isotonic(data))) {
                assertThat(calibrator.calibrate(0.2)).isCloseTo(0.2, within(0.002));
                assertThat(calibrator.calibrate(0.9)).isCloseTo(0.2, within(0.002));
            }
        }
    }

    @Test
    void classesThatSplitCleanlyStayFinite() {
        ScoredLabels data = ScoredLabels.of(new double[] {0, 0, 1, 1}, new boolean[] {false, false, true, true});

        // Platt's targets of two rows each: 3/4 and 1/4.
        assertThat(Calibrator.platt(data).calibrate(1)).isCloseTo(0.75, within(1e-6));
        assertThat(Calibrator.platt(data).calibrate(0)).isCloseTo(0.25, within(1e-6));
        assertThat(Calibrator.beta(data).calibrate(1)).isCloseTo(0.75, within(1e-6));
        assertThat(Calibrator.isotonic(data).calibrate(1)).isEqualTo(1);
        assertThat(Calibrator.isotonic(data).calibrate(0.5)).isEqualTo(0.5);
    }

    @Test
    void scoresOfAnySizeAreFitted() {
        boolean[] labels = {false, true, false, true, true, false};
        double[] small = {-3, 1, -1, 0.5, 2, 0.7};
        Calibrator platt = Calibrator.platt(ScoredLabels.of(small, labels));
        for (double factor : new double[] {1e-200, 1e-6, 1e9, 1e200}) {
            double[] scores = Arrays.stream(small).map(score -> score * factor).toArray();
            ScoredLabels data = ScoredLabels.of(scores, labels);
            for (int row = 0; row < labels.length; row++) {
                assertThat(Calibrator.platt(data).calibrate(scores[row]))
                        .isCloseTo(platt.calibrate(small[row]), within(1e-6));
            }
        }
    }

    @Test
    void aShiftOfPriorsFollowsBayes() {
        // Positives fall from 0.2 to 0.05: odds times (0.05 / 0.95) / (0.2 / 0.8).
        PriorShift shift = PriorShift.between(0.2, 0.05);
        double odds = 0.3 / 0.7 * (0.05 / 0.95) / (0.2 / 0.8);

        assertThat(shift.calibrate(0.3)).isCloseTo(odds / (1 + odds), within(1e-12));
        assertThat(shift.calibrate(0.2)).isCloseTo(0.05, within(1e-12));
        assertThat(PriorShift.between(0.2, 0.2).calibrate(0.9)).isCloseTo(0.9, within(1e-12));
        assertThat(shift.calibrate(0)).isBetween(0.0, 1e-10);
        assertThat(shift.calibrate(1)).isBetween(1 - 1e-10, 1.0);
    }

    @Test
    void aShiftMatchesTheObservedShare() {
        double[] recent = new Random(4).doubles(1_000).toArray();

        PriorShift shift = PriorShift.toMatch(recent, 0.13);

        assertThat(Arrays.stream(recent).map(shift::calibrate).average()).hasValueCloseTo(0.13, within(1e-9));
        assertThat(PriorShift.toMatch(new double[] {0.2, 0.2}, 0.05).logOdds())
                .isCloseTo(PriorShift.between(0.2, 0.05).logOdds(), within(1e-9));
    }

    @Test
    void theShareOfPositivesIsEstimatedWithoutOutcomes() {
        // Two normal classes two apart, fitted at 0.3; then positives are 0.08.
        Random random = new Random(5);
        double[] recent = new double[20_000];
        for (int row = 0; row < recent.length; row++) {
            double score = random.nextGaussian() + (random.nextDouble() < 0.08 ? 2 : 0);
            recent[row] = LogOdds.probability(2 * score - 2 + Math.log(0.3 / 0.7));
        }

        assertThat(PriorShift.estimateShare(0.3, recent)).isCloseTo(0.08, within(0.01));
        assertThat(PriorShift.estimateShare(0.3, new double[] {1e-9, 1e-9})).isLessThan(1e-6);
    }

    @Test
    void jsonKeepsEveryDigit(@TempDir Path folder) {
        ScoredLabels data = Fixtures.data(Fixtures.part("calibration"));
        for (Calibrator calibrator : List.of(
                Calibrator.platt(data),
                Calibrator.beta(data),
                Calibrator.isotonic(data),
                PriorShift.between(0.2, 0.07),
                Calibrator.isotonic(data).andThen(PriorShift.between(0.2, 0.07)))) {
            assertThat(Calibrator.fromJson(calibrator.toJson())).isEqualTo(calibrator);
            Path file = folder.resolve("calibrator.json");
            calibrator.save(file);
            assertThat(Calibrator.load(file)).isEqualTo(calibrator);
        }
        assertThat(new PlattCalibrator(1.5, -2).toJson())
                .isEqualTo("{\"format\":\"lakehouse4j.calibrator\",\"version\":1,\"method\":\"platt\",\"slope\":1.5,"
                        + "\"intercept\":-2.0}");
    }

    @Test
    void brokenJsonIsRefused(@TempDir Path folder) throws IOException {
        String whole = Calibrator.isotonic(Fixtures.data(Fixtures.part("calibration")))
                .andThen(PriorShift.between(0.2, 0.1))
                .toJson();
        for (int length = 0; length < whole.length(); length += 7) {
            String part = whole.substring(0, length);
            assertThatThrownBy(() -> Calibrator.fromJson(part)).isInstanceOf(LakehouseException.class);
        }
        refused("[]", "its format is ''");
        refused("{} {}", "no whole JSON document");
        refused(whole.replace("\"version\":1", "\"version\":2"), "its version is 2");
        refused(method("\"forest\""), "its method is 'forest'");
        refused(method("\"platt\",\"slope\":1"), "its field 'intercept' is no number");
        refused(method("\"platt\",\"slope\":-1,\"intercept\":0"), "the slope must be 0 or more");
        refused(method("\"platt\",\"slope\":1,\"intercept\":1e999"), "finite");
        refused(method("\"beta\",\"first\":1,\"second\":\"2\",\"intercept\":0"), "'second' is no number");
        refused(method("\"beta\",\"first\":1,\"second\":-2,\"intercept\":0"), "both slopes must be 0 or more");
        refused(method("\"prior_shift\",\"log_odds\":1e999"), "must be finite");
        refused(method("\"isotonic\",\"scores\":[],\"probabilities\":[]"), "must have a point");
        refused(method("\"isotonic\",\"scores\":[1],\"probabilities\":[]"), "as many scores (1)");
        refused(method("\"isotonic\",\"scores\":[1,2],\"probabilities\":[0.2,0.1]"), "never fall");
        refused(method("\"isotonic\",\"scores\":[1,1],\"probabilities\":[0.1,0.2]"), "must rise in score");
        refused(method("\"isotonic\",\"scores\":[1],\"probabilities\":[1.2]"), "never fall");
        refused(method("\"chain\",\"first\":{\"method\":\"platt\",\"slope\":1,\"intercept\":0}"), "its method is ''");

        Path file = folder.resolve("calibrator.json");
        assertThatThrownBy(() -> Calibrator.load(file)).isInstanceOf(StorageException.class);
        Files.writeString(file, "{");
        assertThatThrownBy(() -> Calibrator.load(file))
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("Fit it again");
    }

    private static String method(String rest) {
        return "{\"format\":\"lakehouse4j.calibrator\",\"version\":1,\"method\":" + rest + "}";
    }

    private static void refused(String json, String reason) {
        assertThatThrownBy(() -> Calibrator.fromJson(json))
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whatCannotBeCalibratedIsRefused() {
        ScoredLabels negatives = ScoredLabels.of(new double[] {0.1, 0.2}, new boolean[2]);
        assertThatThrownBy(() -> Calibrator.platt(negatives)).hasMessageContaining("both classes");
        assertThatThrownBy(() -> Calibrator.beta(negatives)).hasMessageContaining("both classes");
        assertThatThrownBy(() -> Calibrator.isotonic(negatives)).hasMessageContaining("both classes");
        ScoredLabels margins = ScoredLabels.of(new double[] {-2, 2}, new boolean[] {false, true});
        assertThatThrownBy(() -> Calibrator.beta(margins)).hasMessageContaining("not a probability");
        assertThatThrownBy(() -> Calibrator.platt(margins).calibrate(Double.NaN))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Calibrator.isotonic(margins).calibrate(Double.NaN))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> PriorShift.between(0.2, 0.1).calibrate(1.1)).hasMessageContaining("1.1");
        assertThatThrownBy(() -> PriorShift.between(0, 0.1)).hasMessageContaining("the share 0.0");
        assertThatThrownBy(() -> PriorShift.between(0.1, 1)).hasMessageContaining("the share 1.0");
        assertThatThrownBy(() -> PriorShift.toMatch(new double[0], 0.1)).hasMessageContaining("without recent ones");
        assertThatThrownBy(() -> PriorShift.estimateShare(0.1, new double[] {Double.NaN}))
                .hasMessageContaining("NaN");
    }
}
