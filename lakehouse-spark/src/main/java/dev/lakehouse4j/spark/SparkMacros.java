package dev.lakehouse4j.spark;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;

/**
 * What the functions that models use in place of constructs that engines spell differently stand for on Spark; the embedded
 * engine has the same names.
 */
final class SparkMacros {

    /** An expression over parameters that are called p0, p1 …. */
    record Macro(int parameters, String expression) {

        static String parameter(int position) {
            return "lakehouse4j_p" + position;
        }

        private static Macro of(int parameters, String expression) {
            String text = expression;
            for (int i = 0; i < parameters; i++) {
                text = text.replace("$" + i, parameter(i));
            }
            return new Macro(parameters, text);
        }
    }

    private static final char FIRST_MARK = '\u0300';
    private static final char LAST_MARK = '\u036f';
    private static final List<char[]> LATIN = List.of(new char[] {'\u00c0', '\u024f'}, new char[] {'\u1e00', '\u1eff'});

    static final Map<String, Macro> MACROS = Map.of(
            "days_between",
            Macro.of(2, "cast(datediff(cast($1 as date), cast($0 as date)) as int)"),
            "seconds_between",
            Macro.of(2, "unix_seconds(cast($1 as timestamp_ltz)) - unix_seconds(cast($0 as timestamp_ltz))"),
            "make_timestamptz",
            Macro.of(1, "timestamp_micros($0)"),
            "date_key",
            Macro.of(1, "cast(year($0) * 10000 + month($0) * 100 + day($0) as int)"),
            "iso_weekday",
            Macro.of(1, "cast(weekday($0) + 1 as int)"),
            "matches",
            Macro.of(2, "regexp_like($0, $1)"),
            "regexp_replace_all",
            Macro.of(3, "regexp_replace($0, $1, $2)"),
            "surrogate_key",
            Macro.of(1, "cast(conv(substring(md5(cast($0 as string)), 1, 15), 16, 10) as bigint)"),
            "strip_accents",
            Macro.of(1, stripAccents()));

    private SparkMacros() {}

    /** Each accented letter of the Latin script is replaced by its base, and each combining mark is left out. */
    private static String stripAccents() {
        StringBuilder from = new StringBuilder();
        StringBuilder to = new StringBuilder();
        for (char[] block : LATIN) {
            for (char letter = block[0]; letter <= block[1]; letter++) {
                String base = Normalizer.normalize(String.valueOf(letter), Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "");
                if (base.length() == 1 && base.charAt(0) != letter) {
                    from.append(letter);
                    to.append(base);
                }
            }
        }
        for (char mark = FIRST_MARK; mark <= LAST_MARK; mark++) {
            from.append(mark);
        }
        return "translate($0, '" + from + "', '" + to + "')";
    }
}
