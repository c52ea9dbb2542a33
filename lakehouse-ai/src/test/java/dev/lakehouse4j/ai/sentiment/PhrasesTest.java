package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhrasesTest {

    private static String evened(Phrases phrases, String text) {
        Tokens tokens = new Tokens();
        tokens.read(text);
        phrases.even(tokens);
        return tokens.joined();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Não é nada mau esse fogão | e muito bom esse fogao",
                "não tenho do que me queixar, recomendo | e muito bom , recomendo",
                "Não deixou a desejar em nada | e muito bom",
                "não foi dinheiro jogado fora! | valeu a pena !",
                "foi dinheiro jogado fora | foi dinheiro jogado fora",
                "não é grande coisa | nao e bom",
                "comprei gato por lebre | comprei produto errado , fui enganado",
                "coube que nem uma luva | serviu perfeitamente",
                "a luva é linda | a luva e linda",
                "não é só ruim, é feio | e pessimo , e feio",
                "num gostei | nao gostei",
                "num dia chegou | num dia chegou",
                "é de quinta. Não comprem | e pessimo . nao comprem",
                "chega de quinta a sexta | chega de quinta a sexta",
            })
    void turnsOfPhraseBecomePlainWords(String text, String expected) {
        assertThat(evened(Phrases.TABLE, text)).isEqualTo(expected);
    }

    @Test
    void theLongestPhraseCountsThenTheFirst() {
        Phrases phrases = new Phrases(List.of("um dois\tx", "um dois seis\ty", "um dois seis?\tz", "dois\tw"));
        assertThat(evened(phrases, "um dois sete")).isEqualTo("x sete");
        assertThat(evened(phrases, "um dois seis um dois")).isEqualTo("y x");
        assertThat(evened(phrases, "dois um")).isEqualTo("w um");
    }

    @Test
    void placesAreListsAnyWordAnEndOrMissing() {
        Phrases phrases = new Phrases(
                List.of("good = bom|belo", "e? {good}\tx", "so * {good}\ty", "tem fim $\tz z z", "vi > isso\tw"));
        assertThat(evened(phrases, "foi e belo bom")).isEqualTo("foi x x");
        assertThat(evened(phrases, "so muito bom")).isEqualTo("y");
        assertThat(evened(phrases, "so , bom")).isEqualTo("so , x");
        assertThat(evened(phrases, "tem fim")).isEqualTo("z z z");
        assertThat(evened(phrases, "tem fim! vi isso")).isEqualTo("z z z ! w isso");
        assertThat(evened(phrases, "tem fim feliz")).isEqualTo("tem fim feliz");
    }

    @Test
    void aTextThatGrowsBeyondTheMostKeepsItsBeginning() {
        Phrases phrases = new Phrases(List.of("a\tx y z"));
        Tokens tokens = new Tokens();
        tokens.read("a b ".repeat(Tokens.MOST));
        phrases.even(tokens);
        assertThat(tokens.count()).isEqualTo(Tokens.MOST);
        assertThat(tokens.joined()).startsWith("x y z b x y z b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"neither", "{missing} a\tx", "a || b\tx", "* a\tx", "a?\tx", "a? $\tx"})
    void aLineThatCannotBeUnderstoodIsNamed(String line) {
        assertThatThrownBy(() -> new Phrases(List.of(line)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(line);
    }
}
