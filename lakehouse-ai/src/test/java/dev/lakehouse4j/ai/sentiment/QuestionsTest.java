package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionsTest {

    private static boolean isPlain(String text) {
        Tokens tokens = new Tokens();
        tokens.read(text);
        return Questions.TABLE.isPlain(tokens);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Qual a largura?",
                "tem garantia?",
                "Boa tarde, serve em berço??",
                "oi! quantos litros cabem?",
                "A tampa é de vidro?",
                "vcs entregam em Santos?",
            })
    void aQuestionAboutAThingIsPlain(String text) {
        assertThat(isPlain(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?",
                "oi?",
                "tem garantia",
                "Cadê meu pedido?",
                "quando chega?",
                "Como faço para devolver?",
                "qual o motivo da demora?",
                "A entrega foi péssima?",
                "tem garantia? não gostei",
                "Adorei! tem azul?",
                "tem azul. tem verde?",
                "qual a cor e a forma e o peso e a marca e o modelo e a data e a origem?",
            })
    void whoWaitsOrJudgesDoesNotAskAPlainQuestion(String text) {
        assertThat(isPlain(text)).isFalse();
    }
}
