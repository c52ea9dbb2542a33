package dev.lakehouse4j.core.lineage;

import java.util.Locale;
import java.util.Set;

/** What the lineage of a call depends on beside its arguments. */
final class Functions {

    private static final Set<String> AGGREGATES =
            Set.of(("any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null"
                            + " arg_max_nulls_last arg_min arg_min_null arg_min_nulls_last argmax argmin array_agg avg"
                            + " bit_and bit_or bit_xor bitstring_agg bool_and bool_or corr count count_if count_star countif"
                            + " covar_pop covar_samp entropy every favg first fsum geomean geometric_mean group_concat"
                            + " histogram histogram_exact json_group_array json_group_object json_group_structure"
                            + " kahan_sum kurtosis kurtosis_pop last list listagg lttb mad max max_by mean median min"
                            + " min_by mode product quantile quantile_cont quantile_disc regr_avgx regr_avgy regr_count"
                            + " regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy reservoir_quantile sem"
                            + " skewness stddev stddev_pop stddev_samp string_agg sum sum_no_overflow sumkahan var_pop"
                            + " var_samp variance wavg weighted_avg")
                    .split(" "));

    /** The second argument decides which row's first argument is taken. */
    private static final Set<String> BY_EXTREME = Set.of(
            "arg_max",
            "arg_max_null",
            "arg_max_nulls_last",
            "arg_min",
            "arg_min_null",
            "arg_min_nulls_last",
            "argmax",
            "argmin",
            "max_by",
            "min_by");

    private static final Set<String> MASKING = Set.of(
            "md5",
            "md5_number",
            "sha1",
            "sha256",
            "hash",
            "surrogate_key",
            "ai_mask",
            "count",
            "count_if",
            "countif",
            "approx_count_distinct",
            "regr_count");

    private static final Set<String> VOLATILE = Set.of(
            "random",
            "uuid",
            "gen_random_uuid",
            "uuidv4",
            "uuidv7",
            "now",
            "current_timestamp",
            "get_current_timestamp",
            "today",
            "current_date",
            "nextval",
            "setseed");

    private Functions() {}

    static boolean aggregates(String name) {
        return AGGREGATES.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean picksByExtreme(String name) {
        return BY_EXTREME.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean masks(String name) {
        return MASKING.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a call with the same arguments may give another value. */
    static boolean isVolatile(String name) {
        return VOLATILE.contains(name.toLowerCase(Locale.ROOT));
    }
}
