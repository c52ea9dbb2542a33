package dev.lakehouse4j.ml.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

    private static final ScoredLabels DATA = ScoredLabels.of(
            new double[] {0.9, 0.2, 0.4, 0.6, 0.7, 0.3}, new boolean[] {true, false, false, false, true, true});

    @Test
    void anEvaluationHoldsTheFiguresOfItsRows() {
        Evaluation evaluation =
                Evaluator.at(Threshold.fixed(0.65)).withAlertShare(0.5).evaluate("tree", "test", DATA);

        assertThat(evaluation.candidate()).isEqualTo("tree");
        assertThat(evaluation.split()).isEqualTo("test");
        assertThat(evaluation.rows()).isEqualTo(6);
        assertThat(evaluation.positives()).isEqualTo(3);
        assertThat(evaluation.rate()).isEqualTo(0.5);
        assertThat(evaluation.rocAuc()).isEqualTo(DATA.rocAuc().orElseThrow());
        assertThat(evaluation.averagePrecision())
                .isEqualTo(DATA.averagePrecision().orElseThrow());
        assertThat(evaluation.logLoss()).isEqualTo(DATA.logLoss());
        assertThat(evaluation.brier()).isEqualTo(DATA.brier());
        assertThat(evaluation.confusion()).isEqualTo(new Confusion(0.65, 2, 0, 3, 1));
        assertThat(evaluation.top()).isEqualTo(new TopShare(0.5, 3, 2, 6, 3, 0.6));
        assertThat(evaluation.reliability()).isEqualTo(DATA.reliability(Reliability.Binning.EQUAL_COUNT, 10));
    }

    @Test
    void scoresThatAreNoProbabilitiesHaveNoLogLoss() {
        ScoredLabels logarithms = DATA.withScores(new double[] {2, -3, -1, 0.4, 1, -2});

        Evaluation evaluation = Evaluator.at(Threshold.fixed(0)).evaluate("regression", "test", logarithms);

        assertThat(evaluation.logLoss()).isNull();
        assertThat(evaluation.brier()).isNull();
        assertThat(evaluation.reliability()).isNull();
        assertThat(evaluation.rocAuc()).isEqualTo(DATA.rocAuc().orElseThrow());
    }

    @Test
    void monthsAreEvaluatedApart() {
        LocalDateTime[] times = {
            LocalDateTime.of(2018, 4, 30, 23, 59),
            LocalDateTime.of(2018, 3, 1, 0, 0),
            LocalDateTime.of(2018, 4, 1, 0, 0),
            LocalDateTime.of(2018, 3, 31, 23, 59),
            LocalDateTime.of(2018, 4, 2, 0, 0),
            LocalDateTime.of(2018, 6, 2, 0, 0)
        };
        Evaluator evaluator = Evaluator.at(Threshold.fixed(0.5));

        Map<YearMonth, Evaluation> months = evaluator.byMonth("tree", DATA, times);

        assertThat(months).containsOnlyKeys(YearMonth.of(2018, 3), YearMonth.of(2018, 4), YearMonth.of(2018, 6));
        Evaluation march = months.get(YearMonth.of(2018, 3));
        assertThat(march.split()).isEqualTo("2018-03");
        assertThat(march.rows()).isEqualTo(2);
        assertThat(march.rocAuc()).isNull();
        assertThat(march.averagePrecision()).isNull();
        assertThat(march.confusion()).isEqualTo(new Confusion(0.5, 0, 1, 1, 0));
        Evaluation april = months.get(YearMonth.of(2018, 4));
        assertThat(april)
                .isEqualTo(evaluator.evaluate(
                        "tree",
                        "2018-04",
                        ScoredLabels.of(new double[] {0.9, 0.4, 0.7}, new boolean[] {true, false, true})));
        assertThat(months.get(YearMonth.of(2018, 6)).rate()).isEqualTo(1);
    }

    @Test
    void settingsWithoutMeaningAreRefused() {
        Evaluator evaluator = Evaluator.at(Threshold.fixed(0.5));

        assertThatThrownBy(() -> evaluator.withAlertShare(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> evaluator.withReliability(Reliability.Binning.EQUAL_WIDTH, 0))
                .hasMessageContaining("0 bins");
        assertThatThrownBy(() -> evaluator.byMonth("tree", DATA, new LocalDateTime[1]))
                .hasMessageContaining("6 rows by month with 1 times");
    }
}
