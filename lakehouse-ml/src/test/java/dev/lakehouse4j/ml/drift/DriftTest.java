package dev.lakehouse4j.ml.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.ml.evaluation.Fixtures;
import dev.lakehouse4j.testkit.LakehouseTest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class DriftTest {

    private static final Drift DRIFT = new Drift(
            LocalDate.of(2017, 11, 1), LocalDate.of(2018, 3, 1), LocalDate.of(2018, 3, 1), LocalDate.of(2018, 4, 1));

    @Test
    void figuresAreThoseOfSciPy() {
        JsonNode expected = Fixtures.part("drift");
        double[] missing = Fixtures.doubles(expected.get("missing"));
        double[] reference = withMissing(Fixtures.doubles(expected.get("reference")), (int) missing[0]);
        double[] current = withMissing(Fixtures.doubles(expected.get("current")), (int) missing[1]);

        FeatureDrift drift = DRIFT.numeric("lead_days", reference, current);

        assertThat(drift.psi()).isCloseTo(expected.get("psi").doubleValue(), within(1e-12));
        assertThat(drift.psiNoise()).isCloseTo(expected.get("noise").doubleValue(), within(1e-9));
        assertThat(drift.ks()).isCloseTo(expected.get("ks").doubleValue(), within(1e-12));
        assertThat(drift.ksPValue()).isCloseTo(expected.get("ks_p_value").doubleValue(), within(1e-13));
        assertThat(drift.referenceMissing()).isEqualTo(8 / 408.0);
        assertThat(drift.currentMissing()).isEqualTo(25 / 275.0);
        assertThat(drift.referenceMean())
                .isCloseTo(Arrays.stream(reference).limit(400).average().orElseThrow(), within(1e-12));
        assertThat(drift.currentMean())
                .isCloseTo(Arrays.stream(current).limit(250).average().orElseThrow(), within(1e-12));
        assertThat(drift.referenceRows()).isEqualTo(408);
        assertThat(drift.currentRows()).isEqualTo(275);
        assertThat(drift.level()).isEqualTo(DriftLevel.LARGE);
        assertThat(drift.isAlarming()).isTrue();
        assertThat(drift.feature()).isEqualTo("lead_days");
        assertThat(drift.kind()).isEqualTo(FeatureDrift.Kind.NUMERIC);
        assertThat(drift.currentUntil()).isEqualTo(LocalDate.of(2018, 4, 1));
    }

    private static double[] withMissing(double[] values, int missing) {
        double[] all = Arrays.copyOf(values, values.length + missing);
        Arrays.fill(all, values.length, all.length, Double.NaN);
        return all;
    }

    @Test
    void theDistanceIsThatOfCommonsMath() {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            double[] reference = tied(random, 2 + random.nextInt(60));
            double[] current = tied(random, 2 + random.nextInt(60));
            assertThat(DRIFT.numeric("x", reference, current).ks())
                    .isCloseTo(
                            new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(reference, current), within(1e-12));
        }
    }

    private static double[] tied(Random random, int rows) {
        return IntStream.range(0, rows).mapToDouble(row -> random.nextInt(15)).toArray();
    }

    @Test
    void theSameRowsDoNotDrift() {
        double[] values = new Random(2).doubles(1_000).toArray();

        FeatureDrift drift = DRIFT.numeric("x", values, values);

        assertThat(drift.psi()).isZero();
        assertThat(drift.ks()).isEqualTo(0.0);
        assertThat(drift.ksPValue()).isEqualTo(1.0);
        assertThat(drift.level()).isEqualTo(DriftLevel.STABLE);
        assertThat(drift.isAlarming()).isFalse();
    }

    @Test
    void withoutDriftTheIndexExceedsItsNoiseOnceInTwenty() {
        Random random = new Random(3);
        int above = 0;
        int alarms = 0;
        int rounds = 1_000;
        for (int round = 0; round < rounds; round++) {
            FeatureDrift drift = DRIFT.numeric(
                    "x",
                    DoubleStream.generate(random::nextGaussian).limit(400).toArray(),
                    DoubleStream.generate(random::nextGaussian).limit(300).toArray());
            above += drift.psi() > drift.psiNoise() ? 1 : 0;
            alarms += drift.isAlarming() ? 1 : 0;
        }
        assertThat(above / (double) rounds).isBetween(0.03, 0.08);
        assertThat(alarms).isZero();
    }

    @Test
    void fewRowsDoNotAlarm() {
        FeatureDrift drift = DRIFT.numeric("x", new double[] {1, 2, 3}, new double[] {9, 10, 11});

        assertThat(drift.level()).isEqualTo(DriftLevel.LARGE);
        assertThat(drift.isAlarming()).isFalse();
    }

    @Test
    void aConstantThatMovesIsSeenInBothDirections() {
        double[] before = new double[200];
        double[] above = new double[200];
        Arrays.fill(before, 5);
        Arrays.fill(above, 5.5);
        double[] below = new double[200];

        assertThat(DRIFT.numeric("x", before, before).psi()).isZero();
        assertThat(DRIFT.numeric("x", before, above).isAlarming()).isTrue();
        assertThat(DRIFT.numeric("x", before, below).isAlarming()).isTrue();
        assertThat(DRIFT.numeric("x", before, below).ks()).isEqualTo(1.0);
        assertThat(DRIFT.numeric("x", before, below).ksPValue()).isLessThan(1e-12);
    }

    @Test
    void aFrequentValueIsABinOfItsOwn() {
        // Six of ten orders have freight 10; the rest spreads below and above. Then the 10 becomes 9.
        double[] before = IntStream.range(0, 1_000)
                .mapToDouble(i -> i % 10 < 6 ? 10 : i % 20)
                .toArray();
        double[] after =
                Arrays.stream(before).map(value -> value == 10 ? 9.99 : value).toArray();

        assertThat(DRIFT.numeric("freight", before, after).psi()).isGreaterThan(1);
    }

    @Test
    void negativeZeroIsZero() {
        double[] before = new double[100];
        double[] after = new double[100];
        Arrays.fill(after, -0.0);

        assertThat(DRIFT.numeric("x", before, after).psi()).isZero();
        assertThat(DRIFT.numeric("x", before, after).ks()).isEqualTo(0.0);
    }

    @Test
    void missingValuesAreABin() {
        double[] before = new Random(4).doubles(1_000).toArray();
        double[] after = before.clone();
        Arrays.fill(after, 0, 500, Double.NaN);

        FeatureDrift drift = DRIFT.numeric("x", before, after);

        // Ten bins fall from about 0.1 to 0.05, and the missing bin rises from half a row to 0.5.
        double expected = 0.5 * Math.log(2) + (0.5 - 0.0005) * Math.log(1_000);
        assertThat(drift.psi()).isCloseTo(expected, within(0.05));
        FeatureDrift nothing = DRIFT.numeric("x", before, new double[] {Double.NaN});
        assertThat(nothing.ks()).isNull();
        assertThat(nothing.ksPValue()).isNull();
        assertThat(nothing.currentMean()).isNull();
        assertThat(nothing.currentMissing()).isEqualTo(1);
        FeatureDrift never = DRIFT.numeric("x", new double[] {Double.NaN}, new double[] {Double.NaN});
        assertThat(never.psi()).isZero();
        assertThat(never.psiNoise()).isZero();
    }

    @Test
    void categoriesAreComparedByTheirShares() {
        List<String> before = categories(60, "SP", 30, "RJ", 10, null);
        List<String> after = categories(30, "SP", 40, "RJ", 20, null, 10, "AC");

        FeatureDrift drift = DRIFT.categorical("state", before, after);

        double expected = -0.3 * Math.log(0.5)
                + 0.1 * Math.log(4 / 3.0)
                + 0.1 * Math.log(2)
                + (0.1 - 0.005) * Math.log(0.1 / 0.005);
        assertThat(drift.psi()).isCloseTo(expected, within(1e-12));
        assertThat(drift.kind()).isEqualTo(FeatureDrift.Kind.CATEGORICAL);
        assertThat(drift.referenceMissing()).isEqualTo(0.1);
        assertThat(drift.currentMissing()).isEqualTo(0.2);
        assertThat(drift.ks()).isNull();
        assertThat(drift.referenceMean()).isNull();
    }

    @Test
    void rareCategoriesShareABin() {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (int category = 0; category < 50; category++) {
            before.addAll(Collections.nCopies(10, "frequent " + category));
            after.addAll(Collections.nCopies(10, "frequent " + category));
        }
        for (int category = 0; category < 200; category++) {
            before.add("rare " + category);
            after.add("rare " + (category < 100 ? category : 0));
        }
        assertThat(DRIFT.categorical("seller", before, after).psi()).isZero();

        // What the reference period does not have is not among its rare categories: 200 of 700 rows move.
        List<String> unseen = after.stream()
                .map(category -> category.startsWith("rare") ? "new " + category : category)
                .toList();
        double expected = 2 * (200 - 0.5) / 700 * Math.log(200 / 0.5);
        assertThat(DRIFT.categorical("seller", before, unseen).psi()).isCloseTo(expected, within(1e-9));
    }

    private static List<String> categories(Object... countsAndNames) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < countsAndNames.length; i += 2) {
            all.addAll(Collections.nCopies((int) countsAndNames[i], (String) countsAndNames[i + 1]));
        }
        return all;
    }

    @Test
    void levelsFollowTheUsualRule() {
        assertThat(DriftLevel.of(0.0999)).isEqualTo(DriftLevel.STABLE);
        assertThat(DriftLevel.of(0.1)).isEqualTo(DriftLevel.MODERATE);
        assertThat(DriftLevel.of(0.2499)).isEqualTo(DriftLevel.MODERATE);
        assertThat(DriftLevel.of(0.25)).isEqualTo(DriftLevel.LARGE);
        assertThatThrownBy(() -> DriftLevel.of(Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void periodsWithoutRowsOrDaysAreRefused() {
        double[] one = {1};
        assertThatThrownBy(() -> DRIFT.numeric("x", new double[0], one))
                .hasMessageContaining("x: the reference period has no rows");
        assertThatThrownBy(() -> DRIFT.numeric("x", one, new double[0]))
                .hasMessageContaining("x: the current period has no rows");
        assertThatThrownBy(() -> DRIFT.categorical("x", List.of("a"), List.of()))
                .hasMessageContaining("the current period has no rows");
        assertThatThrownBy(() -> DRIFT.numeric("x", new double[] {1, Double.NEGATIVE_INFINITY}, one))
                .hasMessageContaining("infinite");
        LocalDate day = LocalDate.of(2018, 3, 1);
        assertThatThrownBy(() -> new Drift(day, day, day, day.plusDays(1))).hasMessageContaining("no day");
        assertThatThrownBy(() -> new Drift(day, day.plusDays(1), day, day)).hasMessageContaining("current period");
    }

    @Test
    @LakehouseTest
    void aDriftIsARowOfATable(Lakehouse lake) {
        TableRef<Gold, FeatureDrift> table = TableRef.gold("feature_drift", FeatureDrift.class);
        FeatureDrift number = DRIFT.numeric("lead_days", new double[] {1, 2, 3}, new double[] {2, Double.NaN});
        FeatureDrift category = DRIFT.categorical("state", List.of("SP"), List.of("RJ"));

        lake.table(table).append(List.of(number, category));

        try (Stream<FeatureDrift> rows = lake.table(table).rows()) {
            assertThat(rows).containsExactlyInAnyOrder(number, category);
        }
    }

    @Test
    void aMillionRowsTakeAboutASecond() {
        double[] before = new Random(5).doubles(1_000_000).toArray();
        double[] after = new Random(6).doubles(1_000_000).toArray();
        long start = System.nanoTime();
        FeatureDrift drift = DRIFT.numeric("x", before, after);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("drift of 1,000,000 against 1,000,000 rows: %.2f s%n", seconds);
        assertThat(drift.level()).isEqualTo(DriftLevel.STABLE);
        assertThat(seconds).isLessThan(10);
    }
}
