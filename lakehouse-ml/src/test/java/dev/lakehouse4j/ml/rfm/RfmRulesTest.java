package dev.lakehouse4j.ml.rfm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.ml.rfm.ClusterNames.Centre;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule table, and the names of clusters. */
class RfmRulesTest {

    @Test
    void everyCombinationOfScoresHasASegment() {
        SegmentRules rules = SegmentRules.standard();
        Set<String> segments = new HashSet<>();
        int combinations = 0;
        for (int r = 1; r <= 5; r++) {
            for (int f = 1; f <= 5; f++) {
                for (int m = 1; m <= 5; m++) {
                    segments.add(rules.segment(r, f, m));
                    combinations++;
                }
            }
        }
        assertThat(combinations).isEqualTo(125);
        assertThat(segments)
                .containsExactlyInAnyOrder(
                        "champions",
                        "loyal",
                        "cannot lose them",
                        "at risk",
                        "potential loyalists",
                        "new customers",
                        "promising",
                        "need attention",
                        "about to sleep",
                        "hibernating",
                        "lost");
    }

    @ParameterizedTest
    @CsvSource({
        "5,5,5,champions",
        "4,4,4,champions",
        "3,5,5,loyal",
        "5,4,3,loyal",
        "1,5,5,cannot lose them",
        "2,4,3,at risk",
        "1,3,1,at risk",
        "2,1,5,at risk",
        "5,3,1,potential loyalists",
        "4,1,4,potential loyalists",
        "5,1,3,new customers",
        "4,1,1,promising",
        "3,2,1,need attention",
        "3,1,5,need attention",
        "3,1,2,about to sleep",
        "2,1,3,hibernating",
        "1,2,5,hibernating",
        "1,1,2,lost",
    })
    void theStandardTableNamesTheSegments(int r, int f, int m, String segment) {
        assertThat(SegmentRules.standard().segment(r, f, m)).isEqualTo(segment);
    }

    @Test
    void betterScoresNeverLeadFromWantedToLostSegments() {
        for (int f = 1; f <= 5; f++) {
            for (int m = 1; m <= 5; m++) {
                assertThat(SegmentRules.standard().segment(5, f, m)).isNotIn("lost", "hibernating", "at risk");
                assertThat(SegmentRules.standard().segment(1, f, m)).isNotIn("champions", "new customers", "loyal");
            }
        }
    }

    @Test
    void aTableWithAHoleIsRefused() {
        assertThatThrownBy(() -> SegmentRules.of(SegmentRule.of("best").recency(2, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("25 of 125 score combinations have no segment, for example R1 F1 M1")
                .hasMessageContaining("SegmentRule.of(\"others\")");
    }

    @Test
    void aRuleThatNeverCountsIsRefused() {
        assertThatThrownBy(() -> SegmentRules.of(
                        SegmentRule.of("all"), SegmentRule.of("best").recency(5, 5)))
                .hasMessageContaining("rule 2 (best) never counts");
    }

    @Test
    void theFirstRuleThatMatchesCounts() {
        SegmentRules rules = SegmentRules.of(SegmentRule.of("spenders").monetary(5, 5), SegmentRule.of("others"));
        assertThat(rules.segment(1, 1, 5)).isEqualTo("spenders");
        assertThat(rules.segment(5, 5, 4)).isEqualTo("others");
        assertThatThrownBy(() -> rules.segment(6, 1, 1)).hasMessageContaining("R6 F1 M1");
        assertThatThrownBy(() -> SegmentRule.of("x").recency(0, 3)).hasMessageContaining("from 0 to 3");
        assertThatThrownBy(() -> SegmentRule.of("x").recency(4, 3)).hasMessageContaining("from 4 to 3");
        assertThatThrownBy(() -> SegmentRule.of(" ")).hasMessageContaining("without a name");
    }

    @Test
    void clustersAreNamedByTheirCentre() {
        assertThat(ClusterNames.of(List.of(
                        new Centre(-0.97, -0.2, 0.3),
                        new Centre(0.2, -0.2, 0.05),
                        new Centre(-0.3, -0.2, 1.7),
                        new Centre(-0.1, 5.6, 0.8),
                        new Centre(-0.65, -0.2, -1.1),
                        new Centre(1.3, -0.2, -0.96),
                        new Centre(1.45, -0.2, 0.7),
                        new Centre(1.0, -0.2, 0.1))))
                .containsExactly(
                        "recent mid-value",
                        "mid-value",
                        "high-value",
                        "repeat buyers",
                        "recent low-value",
                        "lapsed low-value",
                        "at-risk high-value",
                        "at-risk mid-value");
    }

    @Test
    void namesStayTrueWhenMeasuresDoNotVary() {
        assertThat(ClusterNames.of(List.of(new Centre(null, null, null)))).containsExactly("all customers");
        assertThat(ClusterNames.of(List.of(new Centre(-1.0, null, null), new Centre(1.0, null, null))))
                .containsExactly("recent buyers", "at-risk buyers");
        assertThat(ClusterNames.of(List.of(new Centre(null, null, -1.0), new Centre(null, null, 1.0))))
                .containsExactly("low-value", "high-value");
    }

    @Test
    void highValueAndAtRiskAreAmongTheNamesAlsoOfFaintProfiles() {
        assertThat(ClusterNames.of(
                        List.of(new Centre(-0.4, 0.0, -0.3), new Centre(0.4, 0.0, -0.2), new Centre(-0.1, 0.0, 0.4))))
                .containsExactly("mid-value", "at-risk mid-value", "high-value");
    }

    @Test
    void clustersThatSpendAlikeAreNotCalledHighValue() {
        assertThat(ClusterNames.of(List.of(new Centre(-0.7, 0.0, 0.05), new Centre(1.2, 0.0, -0.08))))
                .containsExactly("recent mid-value", "at-risk mid-value");
    }

    @Test
    void namesAreUnique() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            List<Centre> centres = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(12); i++) {
                centres.add(new Centre(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()));
            }
            assertThat(ClusterNames.of(centres)).doesNotHaveDuplicates().hasSize(centres.size());
        }
    }
}
