package dev.lakehouse4j.core.engine;

import java.util.List;

/**
 * Functions that portable SQL uses in place of constructs that DuckDB and Spark spell or compute differently; the Spark
 * engine has the same names.
 */
final class DuckDbMacros {

    static final List<String> STATEMENTS = List.of(
            "create macro days_between(earlier, later) as"
                    + " cast(date_diff('day', cast(earlier as date), cast(later as date)) as int)",
            "create macro seconds_between(earlier, later) as" + " cast(date_diff('second', earlier, later) as bigint)",
            "create macro date_key(d) as cast(year(d) * 10000 + month(d) * 100 + day(d) as int)",
            "create macro iso_weekday(d) as cast(isodow(d) as int)",
            "create macro matches(s, re) as regexp_matches(s, re)",
            "create macro regexp_replace_all(s, re, replacement) as regexp_replace(s, re, replacement, 'g')",
            // 60 bits of MD5: positive, equal on every engine, and a clash among 10 million keys has odds of 1 to
            // 23,000.
            "create macro surrogate_key(natural_key) as"
                    + " cast('0x' || substring(md5(cast(natural_key as varchar)), 1, 15) as bigint)");

    private DuckDbMacros() {}
}
