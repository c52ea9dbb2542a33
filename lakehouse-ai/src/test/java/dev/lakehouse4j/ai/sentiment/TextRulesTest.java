package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TextRulesTest {

    private static final String MODEL = "/dev/lakehouse4j/ai/model/pt/";

    /** What becomes of the texts of {@code turns.tsv}: the beginning of a hash. */
    private static final String EVENED = "4ced89ae237a8fa0";

    private static byte[] file(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TextRulesTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static String evened(String text) throws IOException {
        Tokens tokens = new Tokens();
        new TextRules(Vocabulary.read(file(MODEL + "vocabulary.txt"))).read(text, tokens);
        return tokens.joined();
    }

    @Test
    void misspelledTurnsOfPhraseAreMendedThenEvened() throws IOException {
        assertThat(evened("não deicha nada a dezejar, cualidade esselente"))
                .isEqualTo("e muito bom , qualidade excelente");
    }

    @Test
    void otherCodeOrWordListsHaveAnotherVersion() {
        List<List<String>> lists = List.of(List.of("a\tb"), List.of("c\td"));
        String version = TextRules.version(1, lists);
        assertThat(version).matches("[0-9a-f]{6}").isEqualTo(TextRules.version(1, List.copyOf(lists)));
        assertThat(TextRules.version(2, lists)).isNotEqualTo(version);
        assertThat(TextRules.version(1, List.of(List.of("a\tb"), List.of("c\te"))))
                .isNotEqualTo(version);
        assertThat(TextRules.version(1, List.of(List.of("a\tb", "c\td"), List.of())))
                .isNotEqualTo(version);
    }

    @Test
    void theVersionOfAModelIsThatOfItsWeightsAndOfTheRules() throws IOException {
        Map<String, byte[]> files = Map.of(ModelFiles.MANIFEST, file(MODEL + ModelFiles.MANIFEST));
        String stored = new String(files.get(ModelFiles.MANIFEST), StandardCharsets.UTF_8);
        String version = ModelFiles.readManifest(ModelFiles.memory(files)).version();
        assertThat(version).endsWith("-" + TextRules.VERSION);
        assertThat(stored).contains('"' + version.substring(0, version.lastIndexOf('-')) + '"');
        assertThat(SentimentModel.portugueseManifest().version()).isEqualTo(version);
        try (SentimentModel model = SentimentModel.portuguese()) {
            assertThat(model.version()).isEqualTo(version);
        }
    }

    /** Lakes judge their comments again when the version is another: code that evens otherwise must not go unnoticed. */
    @Test
    void codeThatEvensOtherwiseHasAnotherNumber() throws IOException {
        TextRules rules = new TextRules(Vocabulary.read(file(MODEL + "vocabulary.txt")));
        Tokens tokens = new Tokens();
        List<String> all = new ArrayList<>();
        for (PortugueseTurnsTest.Turn turn : PortugueseTurnsTest.turns()) {
            rules.read(turn.text(), tokens);
            all.add(tokens.joined() + Questions.TABLE.isPlain(tokens));
        }
        assertThat(ModelFiles.hash(String.join("\n", all).getBytes(StandardCharsets.UTF_8)))
                .as("If code made the difference, raise TextRules.CODE; then note the new hash here")
                .startsWith(EVENED);
    }
}
