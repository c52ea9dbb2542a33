package dev.lakehouse4j.ai.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.ai.kpi.Period;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordingTest {

    private static String english(String template, Fact fact) {
        return new Wording(Language.ENGLISH).fill(template, Map.of("x", fact));
    }

    private static String portuguese(String template, Fact fact) {
        return new Wording(Language.PORTUGUESE).fill(template, Map.of("x", fact));
    }

    @Test
    void moneyIsWrittenByItsSize() {
        assertThat(english("{x}", Fact.money("", 11_841_305.15))).isEqualTo("R$11.84 million");
        assertThat(portuguese("{x}", Fact.money("", 11_841_305.15))).isEqualTo("R$ 11,84 milhões");
        assertThat(portuguese("{x}", Fact.money("", 1_940_045))).isEqualTo("R$ 1,94 milhão");
        assertThat(english("{x}", Fact.money("", 253_165))).isEqualTo("R$253 thousand");
        assertThat(portuguese("{x}", Fact.money("", 253_165))).isEqualTo("R$ 253 mil");
        assertThat(english("{x}", Fact.money("", 7615.4))).isEqualTo("R$7,615");
        assertThat(portuguese("{x}", Fact.money("", 137.79))).isEqualTo("R$ 137,79");
        assertThat(english("{size:x}", Fact.money("", -137.79))).isEqualTo("R$137.79");
        assertThat(english("{x}", Fact.money("", 999_900))).isEqualTo("R$1.00 million");
    }

    @Test
    void numbersFollowTheLanguage() {
        assertThat(english("{x}", Fact.count("", 86_617))).isEqualTo("86,617");
        assertThat(portuguese("{x}", Fact.count("", 86_617))).isEqualTo("86.617");
        assertThat(english("{x}", Fact.percent("", 0.08206))).isEqualTo("8.2%");
        assertThat(portuguese("{x}", Fact.percent("", 0.08206))).isEqualTo("8,2%");
        assertThat(english("{x}", Fact.share("", 0.38))).isEqualTo("38%");
        assertThat(english("{x}", Fact.share("", 0.038))).isEqualTo("3.8%");
        assertThat(portuguese("{x}", Fact.points("", 0.013))).isEqualTo("1,3 ponto percentual");
    }

    @Test
    void wordsAgreeWithTheirNumber() {
        assertThat(english("{x} {x?item|items}", Fact.number("", 1.14))).isEqualTo("1.14 items");
        assertThat(portuguese("{x} {x?item|itens}", Fact.number("", 1.14))).isEqualTo("1,14 item");
        assertThat(english("{x} {x?order|orders}", Fact.count("", 1))).isEqualTo("1 order");
        assertThat(portuguese("{x} {x?pedido|pedidos}", Fact.count("", 2))).isEqualTo("2 pedidos");
    }

    @Test
    void timesTakeTheirPrepositions() {
        Fact quarter = Fact.period(Period.months(YearMonth.of(2018, 4), 3));
        assertThat(english("{in:x}", quarter)).isEqualTo("in the second quarter of 2018");
        assertThat(portuguese("{in:x}", quarter)).isEqualTo("no segundo trimestre de 2018");
        assertThat(portuguese("{to:x}", quarter)).isEqualTo("ao segundo trimestre de 2018");
        Fact months = Fact.period(Period.months(YearMonth.of(2017, 11), 3));
        assertThat(english("{In:x}", months)).isEqualTo("From November 2017 to January 2018");
        assertThat(portuguese("{in:x}", months)).isEqualTo("de novembro de 2017 a janeiro de 2018");
        assertThat(english("{In:x}", Fact.month(YearMonth.of(2018, 3)))).isEqualTo("In March 2018");
        assertThat(portuguese("{x}", Fact.month(YearMonth.of(2018, 3)))).isEqualTo("março de 2018");
        assertThat(portuguese("{x}", Fact.day(LocalDate.of(2018, 7, 1)))).isEqualTo("1 de julho de 2018");
    }

    @Test
    void statesTakeTheirArticles() {
        assertThat(portuguese("{in:x}", Fact.name(Fact.Kind.STATE, "RJ"))).isEqualTo("no Rio de Janeiro");
        assertThat(portuguese("{in:x}", Fact.name(Fact.Kind.STATE, "BA"))).isEqualTo("na Bahia");
        assertThat(portuguese("{of:x}", Fact.name(Fact.Kind.STATE, "SP"))).isEqualTo("de São Paulo");
        assertThat(portuguese("{to:x}", Fact.name(Fact.Kind.STATE, "BA"))).isEqualTo("à Bahia");
        assertThat(english("{in:x}", Fact.name(Fact.Kind.STATE, "XX"))).isEqualTo("in XX");
    }

    @Test
    void namesAreThoseOfReaders() {
        assertThat(english("{X}", Fact.name(Fact.Kind.CATEGORY, "watches_gifts")))
                .isEqualTo("Watches and gifts");
        assertThat(portuguese("{x}", Fact.name(Fact.Kind.CATEGORY, "watches_gifts")))
                .isEqualTo("relógios e presentes");
        assertThat(portuguese("{x}", Fact.name(Fact.Kind.CATEGORY, "own_goods")))
                .isEqualTo("own goods");
        assertThat(portuguese("{x}", Fact.name(Fact.Kind.SEGMENT, "at risk"))).isEqualTo("clientes em risco");
    }

    @Test
    void anUnknownFactIsABug() {
        assertThatThrownBy(() -> english("{y}", Fact.count("", 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void languagesHaveCodes() {
        assertThat(Language.of("pt-BR")).isEqualTo(Language.PORTUGUESE);
        assertThatThrownBy(() -> Language.of("fr"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("en (English), pt (Portuguese)");
    }
}
