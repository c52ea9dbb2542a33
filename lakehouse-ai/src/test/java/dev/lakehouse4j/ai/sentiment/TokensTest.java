package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {

    private static String tokens(String text) {
        Tokens tokens = new Tokens();
        tokens.read(text);
        return tokens.joined();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Não chegou AINDA! | nao chegou ainda !",
                "ÓTIMO, recomendo | otimo , recomendo",
                "muuuuito bommmm!!!! | muito bom !",
                "carro, passeeio | carro , passeeio",
                "10dias | 10 dias",
                "R$50,00 | r $ 50 , 00",
                "vc n mandou | voce nao mandou",
                "fui pro correio | fui para o correio",
                "adorei 😍😍 | adorei amei amei",
                "veio errado :( | veio errado triste",
                "https://loja | https : / / loja",
                "ﬁno nº 1 | fino no 1",
                "中文 ok | ok",
                "e\u0301 bom | e bom",
            })
    void caseAccentsLengthsShortFormsAndEmojiAreEvened(String text, String expected) {
        assertThat(tokens(text)).isEqualTo(expected);
    }

    @Test
    void textsWithoutWordsHaveNone() {
        Tokens tokens = new Tokens();
        for (String text : new String[] {"", "   ", "\n\t", "...", "?!", "\ud83d", "ЖЖЖ"}) {
            tokens.read(text);
            assertThat(tokens.hasWords()).as(text).isFalse();
        }
        tokens.read("a");
        assertThat(tokens.hasWords()).isTrue();
    }

    @Test
    void ofLongTextsTheBeginningCounts() {
        Tokens tokens = new Tokens();
        tokens.read("bom ".repeat(100_000));
        assertThat(tokens.count()).isEqualTo(Tokens.MOST);
        tokens.read("a".repeat(100_000));
        assertThat(tokens.count()).isEqualTo(1);
        tokens.read("ab".repeat(100_000));
        assertThat(tokens.count()).isEqualTo(1);
        tokens.read("depois de tudo isso");
        assertThat(tokens.joined()).isEqualTo("depois de tudo isso");
    }

    @Test
    void aTokenIsReplacedByALongerOne() {
        Tokens tokens = new Tokens();
        tokens.read("um dois tres");
        tokens.replace(1, "dezenas".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(tokens.joined()).isEqualTo("um dezenas tres");
    }
}
