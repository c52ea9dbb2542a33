package dev.lakehouse4j.medallion.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL of models in the words of Spark; that it gives the same rows there is shown by {@code .ci/proofs/databricks_export.py}. */
class SqlTranslationTest {

    private static String sql(String text) {
        return SqlTranslation.of(text).sql();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "days_between(a, b) | datediff(cast(b as date), cast(a as date))",
                "seconds_between(a, b) | cast(unix_timestamp(b) - unix_timestamp(a) as bigint)",
                "date_key(day) | cast(year(day) * 10000 + month(day) * 100 + day(day) as int)",
                "iso_weekday(day) | cast(weekday(day) + 1 as int)",
                "matches(s, re) | regexp_like(s, re)",
                "regexp_replace_all(s, re, x) | regexp_replace(s, re, x)",
                "Matches (s, re) | regexp_like(s, re)",
                "matches(lower(coalesce(s, t)), re) | regexp_like(lower(coalesce(s, t)), re)",
            })
    void macrosAreExpanded(String written, String expected) {
        assertThat(sql(written)).isEqualTo(expected);
    }

    @Test
    void macrosInMacrosAreExpandedAndArgumentsOfTheirOwnLookAreKept() {
        assertThat(sql("surrogate_key('#1' || cast(date_key(d) as string))"))
                .isEqualTo(
                        "cast(conv(substring(md5(cast(cast('#1' || cast(cast(year(d) * 10000 + month(d) * 100 + day(d) as int)"
                                + " as string) as string) as binary)), 1, 15), 16, 10) as bigint)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cast(x as timestamp) | cast(x as timestamp_ntz)",
                "try_cast(trim(x) as timestamp) | try_cast(trim(x) as timestamp_ntz)",
                "cast(x as timestamp with time zone) | cast(x as timestamp)",
                "x::timestamp | x::timestamp_ntz",
                "cast(x as varchar) | cast(x as string)",
                "cast(x as decimal(12, 2)) | cast(x as decimal(12, 2))",
                "cast(cast(x as timestamp) as date) | cast(cast(x as timestamp_ntz) as date)",
                "timestamp '2018-01-01' | timestamp_ntz '2018-01-01'",
                "select timestamp from t | select timestamp from t",
                "cast(:run_at as date) | cast(cast(current_timestamp() as timestamp_ntz) as date)",
            })
    void typesAndTimesAreThoseOfSpark(String written, String expected) {
        assertThat(sql(written)).isEqualTo(expected);
    }

    @Test
    void literalsAreReadAsTheyWere() {
        assertThat(sql("'it''s' || '\\d' || \"odd name\" || '${x}'"))
                .isEqualTo("'it\\'s' || '\\\\d' || `odd name` || '$\\{x}'");
    }

    @Test
    void commentsAndLiteralsAreNoCode() {
        String text = "-- it's matches(a, b); \"x\"\nselect 'matches(a, b) -- no' as m /* cast(a as timestamp) */";
        assertThat(sql(text)).isEqualTo(text);
    }

    @Test
    void accentsAreTakenFromTheLettersOfLatinScripts() {
        assertThat(sql("strip_accents(x)")).startsWith("translate(x, '").contains("ã", "ç", "é", "ž");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strftime(d, '%Y')",
                "select distinct on (a) b from t",
                "a // b",
                "2 ^ 3",
                "t asof join u",
                "regexp_replace(a, b, c)",
                "matches(a)",
                "ai_guess(a)"
            })
    void whatDiffersIsNoted(String written) {
        assertThat(SqlTranslation.of(written).notes()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.list", "ai_mask(a, b)", "select hash from t", "count(distinct a)"})
    void whatIsThereIsNotNoted(String written) {
        assertThat(SqlTranslation.of(written).notes()).isEmpty();
    }
}
