package dev.lakehouse4j.medallion.star;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HolidaysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1818-03-22", "1954-04-18", "1961-04-02", "1990-04-15", "2000-04-23", "2008-03-23", "2011-04-24",
                "2016-03-27", "2017-04-16", "2018-04-01", "2019-04-21", "2024-03-31", "2025-04-20", "2038-04-25",
                "2100-03-28", "2285-03-22"
            })
    void easterFallsOnKnownDays(LocalDate easter) {
        assertThat(Holidays.easter(easter.getYear())).isEqualTo(easter);
    }

    @Test
    void easterIsASundayBetween22MarchAnd25April() {
        for (int year = 1583; year <= 4099; year++) {
            LocalDate easter = Holidays.easter(year);
            assertThat(easter.getDayOfWeek()).isEqualTo(DayOfWeek.SUNDAY);
            assertThat(easter).isBetween(LocalDate.of(year, 3, 22), LocalDate.of(year, 4, 25));
        }
        assertThatThrownBy(() -> Holidays.easter(1582)).hasMessageContaining("1582");
    }

    @Test
    void brazilHasItsNationalHolidays() {
        assertThat(Holidays.brazil().holidays(2018))
                .containsExactly(
                        LocalDate.of(2018, 1, 1),
                        LocalDate.of(2018, 3, 30),
                        LocalDate.of(2018, 4, 21),
                        LocalDate.of(2018, 5, 1),
                        LocalDate.of(2018, 9, 7),
                        LocalDate.of(2018, 10, 12),
                        LocalDate.of(2018, 11, 2),
                        LocalDate.of(2018, 11, 15),
                        LocalDate.of(2018, 12, 25));
    }

    @Test
    void conscienciaNegraIsNationalSince2024() {
        assertThat(Holidays.brazil().holidays(2023)).doesNotContain(LocalDate.of(2023, 11, 20));
        assertThat(Holidays.brazil().holidays(2024)).contains(LocalDate.of(2024, 11, 20));
    }

    @Test
    void carnivalAndCorpusChristiAreOptional() {
        LocalDate carnival = LocalDate.of(2017, 2, 28);
        LocalDate corpusChristi = LocalDate.of(2018, 5, 31);
        assertThat(Holidays.brazil().holidays(2017)).doesNotContain(carnival);
        assertThat(Holidays.brazil().holidays(2018)).doesNotContain(corpusChristi);
        assertThat(Holidays.brazilWithOptional().holidays(2017)).contains(carnival, carnival.minusDays(1));
        assertThat(Holidays.brazilWithOptional().holidays(2018)).contains(corpusChristi);
    }
}
