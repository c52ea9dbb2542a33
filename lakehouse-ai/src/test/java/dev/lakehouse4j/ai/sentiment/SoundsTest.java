package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoundsTest {

    private static String key(String word, boolean hissing) {
        byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
        byte[] key = new byte[bytes.length];
        return new String(key, 0, Sounds.key(bytes, 0, bytes.length, key, hissing), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "esselente, excelente",
        "exelente, excelente",
        "pecimo, pessimo",
        "cualidadi, qualidade",
        "xegou, chegou",
        "chegol, chegou",
        "keria, queria",
        "jente, gente",
        "maravilioso, maravilhoso",
        "carinio, carinho",
        "emcomenda, encomenda",
        "orrivel, horrivel",
        "erado, errado",
        "iscolha, escolha",
        "intrega, entrega",
        "primero, primeiro",
        "ropa, roupa",
        "fotografia, photographia",
        "wem, vem",
        "rapidus, rapidos",
        "gerra, jerra",
    })
    void wordsThatSoundAlikeHaveOneKey(String written, String meant) {
        assertThat(key(written, false)).isEqualTo(key(meant, false));
    }

    @ParameterizedTest
    @CsvSource({"compra, cobra", "gato, jato", "caro, saro", "chegou, chego", "tem, ter", "boa, bom"})
    void othersHaveOthers(String one, String other) {
        assertThat(key(one, false)).isNotEqualTo(key(other, false));
    }

    @ParameterizedTest
    @CsvSource({"presso, preco", "servisso, servico", "fasso, faco"})
    void aHissingCIsHeardAsS(String written, String meant) {
        assertThat(key(written, false)).isEqualTo(key(meant, true)).isNotEqualTo(key(meant, false));
    }

    @ParameterizedTest
    @CsvSource({"sozinha, cozinha"})
    void noWordBeginsWithAHissingCBeforeO(String one, String other) {
        assertThat(key(one, false)).isNotEqualTo(key(other, true));
    }
}
