package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellerTest {

    private final Speller speller = new Speller(vocabulary());

    private static Vocabulary vocabulary() {
        List<String[]> texts = new ArrayList<>();
        for (String word : List.of("produto", "excelente", "recebi", "receba", "entrega", "casar", "catar")) {
            boolean isOften = word.equals("recebi") || word.equals("catar");
            texts.addAll(Collections.nCopies(isOften ? 40 : 20, new String[] {word}));
        }
        texts.addAll(Collections.nCopies(19, new String[] {"seldom"}));
        texts.addAll(Collections.nCopies(90, new String[] {"bom"}));
        return Vocabulary.of(texts, List.of(), 2, 100);
    }

    @ParameterizedTest
    @CsvSource({
        "prodto, produto",
        "produtto, produto",
        "produta, produto",
        "rpoduto, produto",
        "excelene entregaa, excelente entrega",
        "prdto, prdto",
        "boom, boom",
        "seldam, seldam",
        "seldon, seldom",
        "esselente, excelente",
        "rresebii, recebi",
        "excelenticima, excelente",
        "emtregga, entrega",
        "cazar, casar",
        "cavar, catar",
        "dezentrega, dezentrega",
        "produto, produto",
        "receb, recebi",
        "12345, 12345",
    })
    void aWordThatSoundsLikeAnotherOrIsOneSlipFromAFrequentLongOneIsMended(String text, String expected) {
        Tokens tokens = new Tokens();
        tokens.read(text);
        speller.mend(tokens);
        assertThat(tokens.joined()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"recebx, recebi"})
    void ofSeveralTheMostFrequentIsMeant(String text, String expected) {
        aWordThatSoundsLikeAnotherOrIsOneSlipFromAFrequentLongOneIsMended(text, expected);
        assertThat(Arrays.asList("recebi", "receba")).contains(expected);
    }
}
