package dev.lakehouse4j.ml.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lakehouse4j.core.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Learners recover what was planted, store what they learnt, and say what they cannot do. */
class FitTest {

    private static final List<String> COLUMNS = List.of("distance", "promise", "noise", "constant");
    private static final int ROWS = 4_000;

    @TempDir
    Path folder;

    static List<Learner> learners() {
        return List.of(
                Learner.Linear.defaults(),
                Learner.Trees.decisionTree(),
                Learner.Trees.randomForest().withTreesPerRound(30).withDepth(6),
                Learner.Trees.boosting().withRounds(60));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void everyLearnerFindsThePlantedEffectsAndLeavesTheNoise(Learner learner) {
        FeatureMatrix x = planted(1, 0.05);
        boolean[] late = labels(x, 2);

        try (FittedModel model = Fit.of(learner).on(x, new Target.Classes(late))) {
            double[] scores = model.score(x);

            assertThat(meanScore(scores, late, true)).isGreaterThan(meanScore(scores, late, false) + 0.5);
            assertThat(List.copyOf(model.importance().keySet()).subList(0, 2))
                    .containsExactlyInAnyOrder("distance", "promise");
            assertThat(model.importance()).doesNotContainKey("constant");
            assertThat(model.importance().getOrDefault("noise", 0.0)).isLessThan(0.2);
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void contributionsSumToTheScore(Learner learner) {
        FeatureMatrix x = planted(1, 0.05);

        try (FittedModel model = Fit.of(learner).on(x, new Target.Classes(labels(x, 2)))) {
            FeatureMatrix some = x.rows(new int[] {3, 5, 8});
            double[] scores = model.score(some);
            float[][] contributions = model.contributions(some);
            for (int row = 0; row < scores.length; row++) {
                double sum = 0;
                for (float value : contributions[row]) {
                    sum += value;
                }
                assertThat(sum).isCloseTo(scores[row], within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void aStoredModelScoresTheSame(Learner learner) {
        FeatureMatrix x = planted(1, 0.05);

        try (FittedModel model = Fit.of(learner).on(x, new Target.Classes(labels(x, 2)))) {
            model.save(folder);
            try (FittedModel loaded = FittedModel.load(folder)) {
                assertThat(loaded.score(x)).isEqualTo(model.score(x));
                assertThat(loaded.columns()).isEqualTo(COLUMNS);
                assertThat(loaded.importance()).isEqualTo(model.importance());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void theSameSeedGivesTheSameModelOnAnyNumberOfThreads(Learner learner) {
        // Threads are used from 20,000 rows on.
        FeatureMatrix x = planted(1, 0.05, 24_000);
        Target target = new Target.Classes(labels(x, 2));

        try (FittedModel one = Fit.of(learner).on(x, target);
                FittedModel again = Fit.of(learner).on(x, target);
                FittedModel two = Fit.of(learner).threads(2).on(x, target)) {
            assertThat(again.score(x)).isEqualTo(one.score(x));
            assertThat(two.score(x)).isEqualTo(one.score(x));
        }
    }

    @Test
    void aLinearModelFindsTheCoefficientsOfALogisticModel() {
        Random random = new Random(7);
        int rows = 40_000;
        float[] values = new float[rows * 2];
        boolean[] yes = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            values[row * 2] = (float) (10 + 3 * random.nextGaussian());
            values[row * 2 + 1] = (float) random.nextGaussian();
            double odds = -1 + 0.9 * (values[row * 2] - 10) / 3 - 0.4 * values[row * 2 + 1];
            yes[row] = random.nextDouble() < 1 / (1 + Math.exp(-odds));
        }
        FeatureMatrix x = FeatureMatrix.of(List.of("a", "b"), values);

        LinearModel model = (LinearModel) Fit.of(Learner.Linear.defaults()).on(x, new Target.Classes(yes));

        assertThat(model.bias()).isCloseTo(-1, within(0.06));
        assertThat(model.weights()[0]).isCloseTo(0.9, within(0.06));
        assertThat(model.weights()[1]).isCloseTo(-0.4, within(0.06));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void numbersAreFittedByLeastSquares(Learner learner) {
        FeatureMatrix x = planted(3, 0);
        double[] days = IntStream.range(0, ROWS)
                .mapToDouble(row -> 8 + 2 * x.get(row, 0) - x.get(row, 1))
                .toArray();

        try (FittedModel model = Fit.of(learner).on(x, new Target.Numbers(days))) {
            double[] scores = model.score(x);
            double error = IntStream.range(0, ROWS)
                    .mapToDouble(row -> Math.pow(scores[row] - days[row], 2))
                    .average()
                    .orElseThrow();
            double mean = Arrays.stream(days).average().orElseThrow();
            double variance = Arrays.stream(days)
                    .map(day -> Math.pow(day - mean, 2))
                    .average()
                    .orElseThrow();
            assertThat(error).isLessThan(0.5 * variance);
        }
    }

    @Test
    void lowerBoundsKeepTheEstimateFromSinking() {
        Random random = new Random(11);
        int rows = 20_000;
        double[] known = new double[rows];
        boolean[] open = new boolean[rows];
        float[] values = new float[rows];
        for (int row = 0; row < rows; row++) {
            double uniform = random.nextDouble();
            double number = 2 + 0.3 * Math.log(uniform / (1 - uniform));
            double seenUntil = 2 + random.nextGaussian();
            open[row] = number > seenUntil;
            known[row] = Math.min(number, seenUntil);
        }
        FeatureMatrix x = FeatureMatrix.of(List.of("nothing"), values);
        Learner learner = Learner.Trees.boosting().withPenalty(0).withRounds(100);

        try (FittedModel naive = Fit.of(learner).on(x, new Target.Numbers(known));
                FittedModel censored = Fit.of(learner).on(x, new Target.Censored(known, open, 0.3))) {
            assertThat(naive.score(x)[0]).isLessThan(1.75);
            assertThat(censored.score(x)[0]).isCloseTo(2, within(0.03));
        }
    }

    @Test
    void trainingStopsWhenFurtherRoundsDoNotHelpOnRowsHeldOut() {
        FeatureMatrix x = planted(1, 0);
        FeatureMatrix other = planted(2, 0);
        boolean[] truth = labels(other, 5);
        Learner learner =
                Learner.Trees.boosting().withRounds(400).withLearningRate(0.5).withLeafWeight(1);

        try (FittedModel model = Fit.of(learner)
                .stopEarly(other, scores -> -logLoss(scores, truth))
                .on(x, new Target.Classes(labels(x, 2)))) {
            assertThat(model.rounds()).isLessThan(100);
        }
    }

    @Test
    void oneKindOfLabelIsRefused() {
        FeatureMatrix x = planted(1, 0);

        assertThatThrownBy(() -> Fit.of(Learner.Linear.defaults()).on(x, new Target.Classes(new boolean[ROWS])))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("all 4000 rows are negative")
                .hasMessageContaining("longer period");
    }

    @Test
    void otherFeaturesAreRefusedByName() {
        FeatureMatrix x = planted(1, 0);
        try (FittedModel model = Fit.of(Learner.Linear.defaults()).on(x, new Target.Classes(labels(x, 2)))) {
            FeatureMatrix other = FeatureMatrix.of(List.of("distance", "promise", "weather", "constant"), new float[4]);

            assertThatThrownBy(() -> model.score(other))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("missing are noise")
                    .hasMessageContaining("unknown are weather");
        }
    }

    @Test
    void infiniteValuesAreRefusedAndMissingOnesAreNot() {
        assertThatThrownBy(() -> FeatureMatrix.of(List.of("a", "b"), new float[] {1, Float.POSITIVE_INFINITY}))
                .hasMessageContaining("infinite value of the feature b in row 0");
        assertThat(FeatureMatrix.of(List.of("a"), new float[] {Float.NaN}).rows())
                .isEqualTo(1);
    }

    @Test
    void aTruncatedModelFileIsRefusedBeforeXgboostSeesIt() throws IOException {
        FeatureMatrix x = planted(1, 0);
        try (FittedModel model = Fit.of(Learner.Trees.decisionTree()).on(x, new Target.Classes(labels(x, 2)))) {
            model.save(folder);
        }
        Path trees = folder.resolve(ModelFiles.TREES);
        byte[] bytes = Files.readAllBytes(trees);
        Files.write(trees, Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> FittedModel.load(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not what was stored")
                .hasMessageContaining("train the model again");

        Path manifest = folder.resolve(ModelFiles.MANIFEST);
        String json = Files.readString(manifest);
        Files.writeString(manifest, json.substring(0, json.length() / 2));
        assertThatThrownBy(() -> FittedModel.load(folder)).hasMessageContaining("no whole JSON file");

        Files.writeString(manifest, json.replace("\"version\" : 1", "\"version\" : 99"));
        assertThatThrownBy(() -> FittedModel.load(folder)).hasMessageContaining("version is 99");

        Files.delete(manifest);
        assertThatThrownBy(() -> FittedModel.load(folder)).hasMessageContaining("there is no estimator.json");
    }

    @Test
    void aClosedModelSaysSo() {
        FeatureMatrix x = planted(1, 0);
        FittedModel model = Fit.of(Learner.Trees.decisionTree()).on(x, new Target.Classes(labels(x, 2)));
        model.close();
        model.close();

        assertThatThrownBy(() -> model.score(x)).hasMessageContaining("it is closed");
    }

    /** What a machine without libgomp meets. */
    static final class WithoutLibrary {
        static {
            fail();
        }

        private static void fail() {
            throw new UnsatisfiedLinkError("libgomp.so.1: cannot open shared object file");
        }
    }

    @Test
    void aMissingNativeLibraryIsSaidWithItsRemedy() {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> Natives.load(WithoutLibrary.class.getName()))
                    .isInstanceOf(LakehouseException.class)
                    .isNotInstanceOf(ModelException.class)
                    .hasMessageContaining("Cannot load XGBoost")
                    .hasMessageContaining("apt-get install libgomp1");
        }
    }

    private static FeatureMatrix planted(long seed, double missing) {
        return planted(seed, missing, ROWS);
    }

    private static FeatureMatrix planted(long seed, double missing, int rows) {
        Random random = new Random(seed);
        float[] values = new float[rows * COLUMNS.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 4 == 3 ? 5 : random.nextDouble() < missing ? Float.NaN : (float) random.nextGaussian();
        }
        return FeatureMatrix.of(COLUMNS, values);
    }

    private static boolean[] labels(FeatureMatrix x, long seed) {
        Random random = new Random(seed);
        boolean[] late = new boolean[x.rows()];
        for (int row = 0; row < late.length; row++) {
            double distance = Float.isNaN(x.get(row, 0)) ? 0 : x.get(row, 0);
            double promise = Float.isNaN(x.get(row, 1)) ? 0 : x.get(row, 1);
            late[row] = random.nextDouble() < 1 / (1 + Math.exp(2 - 1.5 * distance + promise));
        }
        return late;
    }

    private static double meanScore(double[] scores, boolean[] late, boolean kind) {
        return IntStream.range(0, scores.length)
                .filter(row -> late[row] == kind)
                .mapToDouble(row -> scores[row])
                .average()
                .orElseThrow();
    }

    private static double logLoss(double[] scores, boolean[] late) {
        return IntStream.range(0, scores.length)
                .mapToDouble(row -> Math.log1p(Math.exp(late[row] ? -scores[row] : scores[row])))
                .average()
                .orElseThrow();
    }
}
