package dev.lakehouse4j.ai.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataTest {

    private final PersonalData masker = PersonalData.masker();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            meu CPF é 529.982.247-25, obrigada      | meu CPF é [CPF_1], obrigada
            cpf 52998224725                         | cpf [CPF_1]
            cpf 529982247-25.                       | cpf [CPF_1].
            cpf mistyped 529.982.247-26             | cpf mistyped [CPF_1]
            empresa 11.222.333/0001-81              | empresa [CNPJ_1]
            empresa 11222333000181 ok               | empresa [CNPJ_1] ok
            empresa 12.ABC.345/01DE-35 nova         | empresa [CNPJ_1] nova
            escreva a maria.souza+loja@exemplo.com.br! | escreva a [EMAIL_1]!
            joão@exemplo.org e JOÃO@exemplo.org     | [EMAIL_1] e [EMAIL_1]
            ligue (11) 98765-4321 ou 11 987654321   | ligue [PHONE_1] ou [PHONE_1]
            fone +55 11 98765-4321                  | fone [PHONE_1]
            fixo (21) 3456-7890                     | fixo [PHONE_1]
            whats 98765-4321 por favor              | whats [PHONE_1] por favor
            fone 11987654321                        | fone [PHONE_1]
            moro no 01310-100                       | moro no [CEP_1]
            CEP 01310100                            | CEP [CEP_1]
            cartão 4111 1111 1111 1111 recusado     | cartão [CARD_1] recusado
            cartão 4111111111111111                 | cartão [CARD_1]
            amex 3782 822463 10005                  | amex [CARD_1]
            veja https://loja.com/p?cliente=9&s=abc agora | veja [URL_1] agora
            veja www.loja.com.br/x                  | veja [URL_1]
            52998224725 e 529.982.247-25 e 11144477735 | [CPF_1] e [CPF_1] e [CPF_2]
            """)
    void formsArePutBehindNumberedPlaceholders(String text, String masked) {
        assertThat(masker.mask(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "revenue of R$ 15,843,553.24 from 99441 orders, 8.1 % late",
                "R$ 1.234.567,89 em 2017 e 12345678 itens",
                "between 2016-09-04 and 2018-10-17, weeks 2017-2018",
                "at 2018-05-01 10:56:33 the version was 12",
                "order a0b1c2d3e4f5061728394a5b6c7d8e9f and de98a0692a9c8975a3c4f70fd50ce4df",
                "sequence 12345678901 has wrong check digits, 123456789012 too",
                "card-like 4111 1111 1111 1112 fails its check digit",
                "product 00001234567890123456789012",
                "price 99,90 and 1.299,00; 10 x 12; nota 10!!!",
                "arroba @loja e preço @ 10",
                "8012.5499 + 3300,1200",
                ""
            })
    void figuresDatesAndKeysStay(String text) {
        assertThat(masker.mask(text)).isEqualTo(text);
    }

    @Test
    void maskingTwiceChangesNothingMore() {
        String once = masker.mask("529.982.247-25, a@b.com, (11) 98765-4321, https://x.com/?a=1");

        assertThat(masker.mask(once)).isEqualTo(once);
    }

    @Test
    void aDocumentNumbersAcrossItsTextsAndRestores() {
        PersonalData.Document document = masker.document();
        String first = document.mask("de a@b.com para c@d.com");
        String second = document.mask("C@D.com respondeu");

        assertThat(first).isEqualTo("de [EMAIL_1] para [EMAIL_2]");
        assertThat(second).isEqualTo("[EMAIL_2] respondeu");
        assertThat(document.restore("to [EMAIL_2], from [EMAIL_1], not [EMAIL_3]"))
                .isEqualTo("to c@d.com, from a@b.com, not [EMAIL_3]");
    }

    @Test
    void restoringDoesNotReadWhatItPutBack() {
        PersonalData.Document document = masker.document();
        document.mask("https://x.com/[EMAIL_1 a@b.com");

        assertThat(document.restore("[EMAIL_1]")).isEqualTo("a@b.com");
    }

    @Test
    void onlyTheKindsAskedForAreMasked() {
        assertThat(PersonalData.masker(EnumSet.of(PersonalData.Kind.EMAIL)).mask("a@b.com, 529.982.247-25"))
                .isEqualTo("[EMAIL_1], 529.982.247-25");
    }

    @Test
    void longTextsWithoutEndDoNotStall() {
        String letters = "a".repeat(200_000);
        String digits = "1 ".repeat(100_000);

        assertThat(masker.mask(letters + "@")).hasSize(200_001);
        assertThat(masker.mask(digits)).isEqualTo(digits);
        assertThat(masker.mask("a@b.".repeat(50_000))).isNotEmpty();
    }
}
