package dev.lakehouse4j.medallion.export;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What functions of the embedded engine are in Spark and Databricks.
 *
 * <p>The library's macros are expanded in place: a pipeline's source files cannot hold CREATE FUNCTION (Databricks: «Pipeline
 * SQL language reference»), and a call of a function that somebody has to create first would be one more thing to deploy.
 */
final class SparkFunctions {

    private static final String ARGUMENT = "\u0000";

    /** The macros of the library, with the numbers of their arguments in place of these. */
    private static final Map<String, Macro> MACROS = Map.of(
            "days_between", macro(2, "datediff(cast(#2 as date), cast(#1 as date))"),
            "seconds_between", macro(2, "cast(unix_timestamp(#2) - unix_timestamp(#1) as bigint)"),
            "date_key", macro(1, "cast(year(#1) * 10000 + month(#1) * 100 + day(#1) as int)"),
            "iso_weekday", macro(1, "cast(weekday(#1) + 1 as int)"),
            "matches", macro(2, "regexp_like(#1, #2)"),
            "regexp_replace_all", macro(3, "regexp_replace(#1, #2, #3)"),
            "surrogate_key",
                    macro(1, "cast(conv(substring(md5(cast(cast(#1 as string) as binary)), 1, 15), 16, 10) as bigint)"),
            // Not a macro of the library, but a function that Spark lacks and the models of the e-commerce pack need.
            "strip_accents", macro(1, "translate(#1, " + accents() + ")"));

    /** Functions that are there under the same name and compute something else, or that only the embedded engine has. */
    private static final Map<String, String> OTHERS = new TreeMap<>(Map.ofEntries(
            Map.entry("any_value", "may give a null where DuckDB skips it; use min or max"),
            Map.entry("date_diff", "is spelt otherwise; use days_between or seconds_between"),
            Map.entry("date_part", "differs in its parts; use year, month, day"),
            Map.entry("dayname", "gives a short name; use a case"),
            Map.entry("dayofweek", "counts from 1 = Sunday; use iso_weekday"),
            Map.entry("epoch", "is unix_timestamp; use seconds_between"),
            Map.entry("hash", "is another function; use md5"),
            Map.entry("isodow", "is not there; use iso_weekday"),
            Map.entry("json_extract", "is get_json_object"),
            Map.entry("list", "is collect_list; use array_agg"),
            Map.entry("monthname", "gives a short name; use a case"),
            Map.entry("regexp_matches", "is regexp_like; use matches"),
            Map.entry("regexp_replace", "replaces all matches where DuckDB replaces the first; use regexp_replace_all"),
            Map.entry("split", "takes a regular expression; use split_part"),
            Map.entry("strftime", "is date_format with other letters; use lpad and year, month, day"),
            Map.entry("string_agg", "is listagg with another order clause"),
            Map.entry("strptime", "is to_timestamp with other letters; use cast"),
            Map.entry("strpos", "is instr or locate; use instr"),
            Map.entry("struct_pack", "is named_struct"),
            Map.entry("unnest", "is explode")));

    /** Constructs of DuckDB that are no functions. */
    static final Map<String, String> WORDS = new TreeMap<>(Map.of(
            "asof", "there is no asof join; use a window over the union of events and queries",
            "positional", "there is no positional join"));

    /** AI functions of Databricks («Enrich data using AI Functions»). */
    private static final Set<String> DATABRICKS_AI = Set.of(
            "ai_analyze_sentiment",
            "ai_classify",
            "ai_extract",
            "ai_fix_grammar",
            "ai_forecast",
            "ai_gen",
            "ai_mask",
            "ai_query",
            "ai_similarity",
            "ai_summarize",
            "ai_translate");

    private SparkFunctions() {}

    /**
     * A function in other words.
     *
     * @param arguments how many it takes
     * @param template the expression, {@code #1} for the first argument
     */
    record Macro(int arguments, String template) {

        String expand(List<String> values) {
            String text = template;
            for (int i = 0; i < arguments; i++) {
                text = text.replace("#" + (i + 1), ARGUMENT + i + ARGUMENT);
            }
            for (int i = 0; i < arguments; i++) {
                text = text.replace(ARGUMENT + i + ARGUMENT, values.get(i));
            }
            return text;
        }
    }

    private static Macro macro(int arguments, String template) {
        return new Macro(arguments, template);
    }

    static Map<String, Macro> macros() {
        return MACROS;
    }

    /** What is wrong with a function there, or nothing. */
    static Optional<String> difference(String function) {
        return Optional.ofNullable(OTHERS.get(function));
    }

    static boolean isAiOfDatabricks(String function) {
        return DATABRICKS_AI.contains(function);
    }

    /** Latin letters with accents and, in the same order, without: what strip_accents makes of a letter by its decomposition. */
    private static String accents() {
        StringBuilder accented = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (char letter = '\u00C0'; letter <= '\u017F'; letter++) {
            String decomposed = Normalizer.normalize(String.valueOf(letter), Normalizer.Form.NFD);
            if (decomposed.length() == 2 && Character.getType(decomposed.charAt(1)) == Character.NON_SPACING_MARK) {
                accented.append(letter);
                plain.append(decomposed.charAt(0));
            }
        }
        return "'" + accented + "', '" + plain + "'";
    }
}
