package dev.lakehouse4j.ai.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.ai.kpi.Period;
import dev.lakehouse4j.ai.summary.Language;
import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {

    private static final Texts ENGLISH = Texts.in(Language.ENGLISH);
    private static final Texts PORTUGUESE = Texts.in(Language.PORTUGUESE);

    @Test
    void bothLanguagesHaveTheSameMessagesWithTheSamePlaces() throws IOException {
        assertThat(places("pt")).isEqualTo(places("en"));
    }

    private static Map<String, List<String>> places(String code) throws IOException {
        Properties messages = new Properties();
        messages.load(new StringReader(Resource.text("messages_" + code + ".properties")));
        Map<String, List<String>> places = new TreeMap<>();
        messages.forEach((key, message) -> places.put(
                key.toString(),
                Pattern.compile("\\{\\d}")
                        .matcher(message.toString())
                        .results()
                        .map(found -> found.group())
                        .sorted()
                        .distinct()
                        .toList()));
        return places;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "11841305.15 | R$11.8M | R$ 11,8 mi",
                "1036516.03 | R$1.04M | R$ 1,04 mi",
                "118413051 | R$118M | R$ 118 mi",
                "865124.31 | R$865k | R$ 865 mil",
                "9999.4 | R$9,999 | R$ 9.999",
                "0 | R$0 | R$ 0",
                "-2500000 | R$-2.50M | R$ -2,50 mi"
            })
    void amountsAreShort(double amount, String english, String portuguese) {
        assertThat(ENGLISH.money(amount)).isEqualTo(english);
        assertThat(PORTUGUESE.money(amount).replace('\u00a0', ' ')).isEqualTo(portuguese);
    }

    @Test
    void sharesBelowATwentiethHaveADigitMore() {
        assertThat(ENGLISH.percent(0.0821)).isEqualTo("8.2%");
        assertThat(ENGLISH.percent(0.2536)).isEqualTo("25%");
        assertThat(PORTUGUESE.percent(0.0821)).isEqualTo("8,2%");
        assertThat(ENGLISH.percentOrNone(null)).isEqualTo(Texts.NONE);
    }

    @Test
    void differencesHaveTheirSignAndZeroHasNone() {
        assertThat(ENGLISH.signed(2.91, 1)).isEqualTo("+2.9");
        assertThat(ENGLISH.signed(-5.83, 1)).isEqualTo("−5.8");
        assertThat(ENGLISH.signed(-0.04, 1)).isEqualTo("0.0");
    }

    @Test
    void periodsAreAsShortAsTheyCanBe() {
        assertThat(ENGLISH.period(Period.months(YearMonth.of(2018, 4), 3))).isEqualTo("Apr–Jun 2018");
        assertThat(ENGLISH.period(Period.months(YearMonth.of(2017, 11), 3))).isEqualTo("Nov 2017–Jan 2018");
        assertThat(ENGLISH.period(Period.months(YearMonth.of(2017, 9), 1))).isEqualTo("Sep 2017");
        assertThat(PORTUGUESE.period(Period.months(YearMonth.of(2018, 4), 3))).isEqualTo("abr–jun 2018");
        assertThat(ENGLISH.period(new Period(LocalDate.of(2018, 4, 2), LocalDate.of(2018, 4, 5))))
                .isEqualTo("2 April 2018 – 4 April 2018");
    }

    @Test
    void valuesMayHoldWhatLooksLikeAPlace() {
        assertThat(ENGLISH.say("source.version", "{1} $1 \\", 3)).isEqualTo("{1} $1 \\ (version 3)");
    }

    @Test
    void listsEndWithAnd() {
        assertThat(ENGLISH.list(List.of())).isEmpty();
        assertThat(ENGLISH.list(List.of("a"))).isEqualTo("a");
        assertThat(ENGLISH.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
        assertThat(PORTUGUESE.list(List.of("a", "b"))).isEqualTo("a e b");
    }

    @Test
    void namesOfTheSummaryAreUsedAndOthersAreMadeReadable() {
        assertThat(PORTUGUESE.category("bed_bath_table")).isEqualTo("cama, mesa e banho");
        assertThat(PORTUGUESE.segment("at risk")).isEqualTo("clientes em risco");
        assertThat(ENGLISH.category("new_thing")).isEqualTo("new thing");
        assertThat(ENGLISH.category("")).isEqualTo("unknown");
    }

    @Test
    void aMissingMessageIsAMistakeOfTheProgram() {
        assertThatThrownBy(() -> ENGLISH.say("no.such.key")).hasMessageContaining("no.such.key");
    }
}
