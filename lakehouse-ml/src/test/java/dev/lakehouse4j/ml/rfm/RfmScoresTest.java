package dev.lakehouse4j.ml.rfm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Scores from values: quintiles, ties, and measures that hardly vary. */
class RfmScoresTest {

    private static int[] scores(double... values) {
        ScoreCuts cuts = ScoreCuts.of(values);
        return Arrays.stream(values).mapToInt(cuts::score).toArray();
    }

    private static double[] repeated(double value, int times, double... others) {
        return DoubleStream.concat(IntStream.range(0, times).mapToDouble(i -> value), Arrays.stream(others))
                .toArray();
    }

    @Test
    void differentValuesAreCutIntoFifths() {
        assertThat(scores(1, 2, 3, 4, 5)).containsExactly(1, 2, 3, 4, 5);
        assertThat(scores(10, 9, 8, 7, 6, 5, 4, 3, 2, 1)).containsExactly(5, 5, 4, 4, 3, 3, 2, 2, 1, 1);
        int[] counts = new int[6];
        for (int score : scores(IntStream.range(0, 1003).asDoubleStream().toArray())) {
            counts[score]++;
        }
        assertThat(counts).containsExactly(0, 201, 201, 200, 201, 200);
    }

    @Test
    void aTieGetsTheLowestScoreThatItSpans() {
        // The value 2 reaches from 20 to 70 %: the second, third and fourth fifth.
        assertThat(scores(1, 1, 2, 2, 2, 2, 2, 3, 4, 5)).containsExactly(1, 1, 2, 2, 2, 2, 2, 4, 5, 5);
    }

    @Test
    void whereNearlyAllBuyOnceRepeatBuyersScoreFourAndFive() {
        double[] frequency = repeated(1, 97, 2, 2, 3);
        ScoreCuts cuts = ScoreCuts.of(frequency);
        assertThat(IntStream.of(1, 2, 3, 9).map(value -> cuts.score(value))).containsExactly(1, 4, 5, 5);
        List<String> notes = new ArrayList<>();
        ScoreNotes.cuts(Measure.FREQUENCY, frequency, notes);
        assertThat(notes)
                .containsExactly("97.0 % of the customers have the frequency 1, so quintiles cannot part them; it is"
                        + " scored by value: 1 scores 1, 2 scores 4, 3 scores 5.");
    }

    @Test
    void twoValuesScoreOneAndFive() {
        assertThat(scores(repeated(1, 4, 2))).containsExactly(1, 1, 1, 1, 5);
        assertThat(scores(repeated(2, 4, 1))).containsExactly(5, 5, 5, 5, 1);
        assertThat(scores(1, 2)).containsExactly(1, 5);
        assertThat(scores(repeated(1, 97, 2, 2, 2))).startsWith(1).endsWith(5);
    }

    @Test
    void theBestValueScoresFiveHoweverManyShareIt() {
        assertThat(scores(1, 2, 3, 9, 9, 9, 9, 9, 9, 9)).containsExactly(1, 1, 2, 5, 5, 5, 5, 5, 5, 5);
    }

    @Test
    void equalValuesScoreThree() {
        ScoreCuts cuts = ScoreCuts.of(new double[] {4, 4, 4});
        assertThat(IntStream.of(3, 4, 5).map(value -> cuts.score(value))).containsExactly(1, 3, 5);
        List<String> notes = new ArrayList<>();
        ScoreNotes.cuts(Measure.MONETARY, new double[] {4.5, 4.5}, notes);
        assertThat(notes)
                .containsExactly(
                        "All customers have the monetary 4.50, so nobody is better than another: all score 3.");
        assertThat(scores(7)).containsExactly(3);
    }

    @Test
    void fewDaysScoreHigh() {
        List<String> notes = new ArrayList<>();
        ScoreCuts cuts = ScoreNotes.cuts(Measure.RECENCY, new double[] {1, 10, 100, 200, 300}, notes);
        assertThat(cuts.score(Measure.RECENCY.goodness(1))).isEqualTo(5);
        assertThat(cuts.score(Measure.RECENCY.goodness(300))).isEqualTo(1);
        assertThat(cuts.score(Measure.RECENCY.goodness(5000))).isEqualTo(1);
        assertThat(notes).isEmpty();
    }

    @Test
    void theNoteOnDaysNamesThemFromFewToMany() {
        List<String> notes = new ArrayList<>();
        ScoreNotes.cuts(Measure.RECENCY, repeated(1, 9, 30), notes);
        assertThat(notes).singleElement().asString().endsWith("scored by value: 30 scores 1, 1 scores 5.");
    }

    @Test
    void scoresFollowTheOrderOfTheValuesAndSpanOneToFive() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            int range = 1 + random.nextInt(1 + round % 40);
            double[] values = IntStream.range(0, 1 + random.nextInt(60))
                    .mapToDouble(i -> Math.floor(range * Math.pow(random.nextDouble(), 1 + random.nextInt(4))))
                    .sorted()
                    .toArray();
            int[] scores = scores(values);
            for (int i = 1; i < values.length; i++) {
                assertThat(scores[i]).isGreaterThanOrEqualTo(scores[i - 1]);
                if (values[i] == values[i - 1]) {
                    assertThat(scores[i]).isEqualTo(scores[i - 1]);
                }
            }
            if (values[0] < values[values.length - 1]) {
                assertThat(scores).startsWith(1).endsWith(5);
            }
        }
    }
}
