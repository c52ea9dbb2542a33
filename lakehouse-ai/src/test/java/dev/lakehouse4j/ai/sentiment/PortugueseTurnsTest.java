package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped weights on turns of phrase and misspellings, {@code turns.tsv}: the rules were made on one half. */
class PortugueseTurnsTest {

    /** A text; {@code accepted} are the labels that a fair reader accepts. */
    record Turn(String half, String phenomenon, List<String> accepted, String text) {}

    static List<Turn> turns() throws IOException {
        return Resources.lines("turns.tsv").stream()
                .map(line -> line.split("\t", -1))
                .map(parts -> new Turn(parts[0], parts[1], List.of(parts[2].split("\\|")), parts[3]))
                .toList();
    }

    /** Without the rules, 104 and 109 are right. */
    @ParameterizedTest
    @CsvSource({"made, 131", "counted, 130"})
    void mostTurnsOfPhraseAreRight(String half, int right) throws IOException {
        List<Turn> turns =
                turns().stream().filter(turn -> turn.half().equals(half)).toList();
        assertThat(turns).hasSize(136);
        try (SentimentModel model = SentimentModel.portuguese()) {
            List<Turn> wrong = turns.stream()
                    .filter(turn -> !turn.accepted()
                            .contains(model.analyze(turn.text()).label().name()))
                    .toList();
            // A text or two may turn with other weights.
            assertThat(wrong).hasSizeLessThanOrEqualTo(turns.size() - right + 2);
        }
    }
}
