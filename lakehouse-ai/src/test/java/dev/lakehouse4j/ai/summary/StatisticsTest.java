package dev.lakehouse4j.ai.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void aSteadyRiseIsATrendWithItsGrowth() {
        double[] values = new double[12];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 * Math.pow(1.1, i);
        }
        Statistics.Trend trend = Statistics.trend(values);
        assertThat(trend.growth()).isCloseTo(0.1, within(1e-9));
        // Mann and Kendall for twelve rising values: S = 66, variance 212.67, z = 4.457.
        assertThat(trend.p()).isCloseTo(8.3e-6, within(1e-6));
    }

    @Test
    void upAndDownIsNoTrend() {
        assertThat(Statistics.trend(10, 12, 10, 12, 10, 12, 10, 12, 10, 12).p()).isGreaterThan(0.3);
    }

    @Test
    void robustScoresAreNotHiddenByTheOutlierItself() {
        double[] scores = Statistics.robustScores(1, 2, 3, 4, 5, 1000);
        assertThat(scores[5]).isGreaterThan(100);
        assertThat(scores[2]).isBetween(-1.0, 1.0);
    }

    @Test
    void differencesHaveWelchsError() {
        Statistics.Difference difference = Statistics.means(4.3, 1.2, 400, 2.5, 1.6, 100);
        assertThat(difference.value()).isCloseTo(1.8, within(1e-9));
        assertThat(difference.error()).isCloseTo(Math.sqrt(1.44 / 400 + 2.56 / 100), within(1e-12));
        assertThat(difference.isSignificant()).isTrue();
        assertThat(Statistics.shares(50, 500, 52, 500).isSignificant()).isFalse();
    }

    @Test
    void logarithmicMeansMakePartsAddUp() {
        double now = 130 * 1.2 * 11;
        double then = 100 * 1.1 * 12;
        double mean = Statistics.logMean(now, then);
        double parts = mean * Math.log(130.0 / 100) + mean * Math.log(1.2 / 1.1) + mean * Math.log(11.0 / 12);
        assertThat(parts).isCloseTo(now - then, within(1e-9));
        assertThat(Statistics.logMean(5, 5)).isEqualTo(5);
    }

    @Test
    void smallGroupsAreDrawnTowardsAll() {
        double[] hits = {5, 300, 100, 60, 240};
        double[] sizes = {10, 1000, 1000, 1000, 1000};
        Statistics.Shrinkage shrinkage = Statistics.shrinkage(hits, sizes);
        assertThat(shrinkage.share()).isCloseTo(705.0 / 4010, within(1e-12));
        assertThat(shrinkage.rate(5, 10)).isLessThan(0.4).isGreaterThan(shrinkage.share());
        assertThat(shrinkage.rate(300, 1000)).isCloseTo(0.3, within(0.01));
        Statistics.Shrinkage same = Statistics.shrinkage(new double[] {10, 11, 9}, new double[] {100, 100, 100});
        assertThat(same.rate(11, 100)).isCloseTo(0.1, within(1e-4));
    }

    @Test
    void correlationOfALineIsOne() {
        assertThat(Statistics.correlation(new double[] {1, 2, 3}, new double[] {6, 4, 2}))
                .isCloseTo(-1, within(1e-12));
        assertThat(Statistics.correlation(new double[] {1, 1}, new double[] {1, 2}))
                .isZero();
    }
}
