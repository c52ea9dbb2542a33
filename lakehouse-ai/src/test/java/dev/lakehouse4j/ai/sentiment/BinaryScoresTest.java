package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinaryScoresTest {

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void rocAucCountsPairsAndTiesHalf() {
        SplittableRandom random = new SplittableRandom(3);
        double[] scores =
                random.doubles(60).map(x -> Math.round(x * 10) / 10.0 - 0.5).toArray();
        boolean[] positive = new boolean[60];
        for (int i = 0; i < 60; i++) {
            positive[i] = random.nextDouble() < scores[i] + 0.5;
        }
        double pairs = 0;
        double won = 0;
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 60; j++) {
                if (positive[i] && !positive[j]) {
                    pairs++;
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        assertThat(new BinaryScores(scores, positive).rocAuc(ones(60))).isCloseTo(won / pairs, offset(1e-12));
    }

    @Test
    void figuresOfASmallExample() {
        BinaryScores scores = new BinaryScores(
                new double[] {0.9, 0.2, -0.1, -0.8, 0.3, 0.0}, new boolean[] {true, true, true, false, false, false});
        // Said positive: rows 0, 1, 4. Positive: 2 of 3 right and 1 wrong; negative: 2 right, 1 wrong.
        assertThat(scores.accuracy(ones(6))).isCloseTo(4.0 / 6, offset(1e-12));
        assertThat(scores.macroF1(ones(6))).isCloseTo(2.0 / 3, offset(1e-12));
        SentimentEvaluation.Binary figures = scores.figures(1);
        assertThat(figures.rocAuc().lower())
                .isLessThanOrEqualTo(figures.rocAuc().value());
        assertThat(figures.rocAuc().upper())
                .isGreaterThanOrEqualTo(figures.rocAuc().value());
        assertThat(figures).isEqualTo(scores.figures(1));
    }
}
