package dev.lakehouse4j.ml.feature;

import static dev.lakehouse4j.ml.feature.Feature.category;
import static dev.lakehouse4j.ml.feature.Feature.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.ml.estimator.FeatureMatrix;
import dev.lakehouse4j.ml.feature.Tickets.Ticket;
import dev.lakehouse4j.ml.feature.Tickets.TicketKey;
import dev.lakehouse4j.testkit.LakehouseTest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Categories become columns that the training decides on; what it did not see has none. */
@LakehouseTest
class EncodingTest {

    private static final FeatureView<TicketKey> VIEW = Tickets.view("""
                    entities as (select ticket_id, opened_at as prediction_at, topic, words from tickets),
                    text as (select ticket_id, prediction_at as known_at, topic, words from entities)""")
            .groups(FeatureGroup.of("text", category("topic", "about the %s"), number("words", "%.0f words")));

    @Test
    void frequentValuesOfTheTrainingRowsHaveAColumn(Lakehouse lake) {
        FeatureFrame frame = frame(
                lake,
                ticket(1, "printer", 1.0),
                ticket(2, "a=b, c", 2.0),
                ticket(3, "printer", 3.0),
                ticket(4, null, null),
                ticket(5, "mail", 5.0),
                ticket(6, "mail", 6.0));

        Encoding all = Encoding.of(frame, new int[] {0, 1, 2, 3, 4, 5}, 1);
        Encoding frequent = Encoding.of(frame, new int[] {0, 1, 2, 3, 4}, 2);

        assertThat(all.columns()).containsExactly("words", "topic=a=b, c", "topic=mail", "topic=printer");
        assertThat(Encoding.featureOf("topic=a=b, c")).isEqualTo("topic");
        assertThat(Encoding.featureOf("words")).isEqualTo("words");
        assertThat(frequent.columns()).containsExactly("words", "topic=printer");
        assertThat(frequent.numbers()).containsExactly("words");
        assertThat(frequent.categories()).isEqualTo(Map.of("topic", List.of("printer")));

        FeatureMatrix matrix = all.matrix(frame, new int[] {5, 1, 3});
        assertThat(matrix.row(0)).containsExactly(6, 0, 1, 0);
        assertThat(matrix.row(1)).containsExactly(2, 1, 0, 0);
        assertThat(matrix.row(2)).containsExactly(Float.NaN, 0, 0, 0);
        assertThatThrownBy(() -> Encoding.of(frame, new int[] {0}, 0)).hasMessageContaining("at least 1");
    }

    @Test
    void valuesThatTheTrainingDidNotSeeAreZeroEverywhere(Lakehouse lake) {
        FeatureFrame training = frame(lake, ticket(1, "printer", 1.0), ticket(2, "mail", 2.0));
        Encoding encoding = Encoding.of(training, new int[] {0, 1}, 1);

        FeatureMatrix matrix = encoding.matrix(frame(lake, ticket(3, "teapot", 3.0)), new int[] {0});

        assertThat(matrix.columns()).containsExactly("words", "topic=mail", "topic=printer");
        assertThat(matrix.row(0)).containsExactly(3, 0, 0);
        assertThat(encoding.matrix(training, new int[0]).rows()).isZero();
    }

    @Test
    void aCategoryWithoutFrequentValuesHasNoColumn(Lakehouse lake) {
        FeatureFrame frame = frame(lake, ticket(1, null, 1.0));

        assertThat(Encoding.of(frame, new int[] {0}, 1).columns()).containsExactly("words");
    }

    @Test
    void notANumberIsMissingAndInfiniteIsRefusedByName(Lakehouse lake) {
        FeatureFrame frame = frame(
                lake,
                ticket(1, "mail", Double.NaN),
                ticket(2, "mail", Double.POSITIVE_INFINITY),
                ticket(3, "mail", 1e300));
        Encoding encoding = Encoding.of(frame, new int[] {0}, 1);

        assertThat(encoding.matrix(frame, new int[] {0}).get(0, 0)).isNaN();
        for (int row : new int[] {1, 2}) {
            assertThatThrownBy(() -> encoding.matrix(frame, new int[] {row}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("infinite value of the feature words")
                    .hasMessageContaining("guard divisions");
        }
    }

    @Test
    void aFeatureOfTheTrainingMustBeThere(Lakehouse lake) {
        FeatureFrame frame = frame(lake, ticket(1, "mail", 1.0));

        assertThatThrownBy(() -> new Encoding(List.of("pages"), Map.of()).matrix(frame, new int[] {0}))
                .hasMessageContaining("no feature pages")
                .hasMessageContaining("Add it to the feature view");
        assertThatThrownBy(() -> new Encoding(List.of("topic"), Map.of()).matrix(frame, new int[] {0}))
                .hasMessageContaining("no feature topic of this kind");
    }

    private static Ticket ticket(int number, @Nullable String topic, @Nullable Double words) {
        String day = "0" + number + "T09:00";
        return Tickets.ticket("t" + number, "ana", day, day, null, topic, words);
    }

    private static FeatureFrame frame(Lakehouse lake, Ticket... tickets) {
        Tickets.load(lake, tickets);
        Tickets.build(lake, VIEW).orThrow();
        return VIEW.read(lake);
    }
}
