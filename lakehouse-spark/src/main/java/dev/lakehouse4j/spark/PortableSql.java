package dev.lakehouse4j.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.error.QueryException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Refuses what DuckDB and Spark spell or compute differently, by its name and with what to write instead: a statement means the
 * same on both engines, or does not run.
 */
final class PortableSql {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String LISTS =
            "Keep to flat values in SQL; put what needs lists and structs into a Java function";
    private static final String ISO = "Write cast(… as date) of ISO text, and year(), month(), lpad() for parts";
    private static final String NOW = "Pass the time in, as :run_at in models";
    private static final String ONE_OF = "Write min(x), or row_number() over a complete order";
    private static final String DAYS = "Write days_between(earlier, later)";

    /** By name of the function or sign of the operator. */
    private static final Map<String, String> DIFFERENT = Map.ofEntries(
            Map.entry("date_diff", DAYS),
            Map.entry("datediff", DAYS),
            Map.entry("date_sub", DAYS),
            Map.entry("datesub", DAYS),
            Map.entry("epoch", "Write seconds_between(earlier, later)"),
            Map.entry("strptime", ISO),
            Map.entry("strftime", ISO),
            Map.entry("dayofweek", "Write iso_weekday(day)"),
            Map.entry("weekday", "Write iso_weekday(day)"),
            Map.entry("isodow", "Write iso_weekday(day)"),
            Map.entry("dayname", "Write a case, or join the date dimension"),
            Map.entry("monthname", "Write a case, or join the date dimension"),
            Map.entry("regexp_replace", "Write regexp_replace_all(text, regex, replacement)"),
            Map.entry("regexp_matches", "Write matches(text, regex)"),
            Map.entry("regexp_full_match", "Write matches(text, '^…$')"),
            Map.entry("split", "Write split_part(text, separator, position)"),
            Map.entry("string_split", "Write split_part(text, separator, position)"),
            Map.entry("str_split", "Write split_part(text, separator, position)"),
            Map.entry("position", "Write instr(text, part)"),
            Map.entry("strpos", "Write instr(text, part)"),
            Map.entry("concat", "Write || with coalesce"),
            Map.entry("now", NOW),
            Map.entry("get_current_timestamp", NOW),
            Map.entry("current_timestamp", NOW),
            Map.entry("localtimestamp", NOW),
            Map.entry("current_date", NOW),
            Map.entry("today", NOW),
            Map.entry("hash", "Write md5(text), or surrogate_key(text)"),
            Map.entry("log", "Write ln(x) or log10(x)"),
            Map.entry("any_value", ONE_OF),
            Map.entry("arbitrary", ONE_OF),
            Map.entry("first", ONE_OF),
            Map.entry("last", ONE_OF),
            Map.entry("string_agg", "Leave the joining of texts to Java"),
            Map.entry("group_concat", "Leave the joining of texts to Java"),
            Map.entry("listagg", "Leave the joining of texts to Java"),
            Map.entry("list", LISTS),
            Map.entry("list_value", LISTS),
            Map.entry("struct_pack", LISTS),
            Map.entry("unnest", LISTS),
            Map.entry("quantile", "Write percentile_cont(0.5) within group (order by x)"),
            Map.entry("quantile_cont", "Write percentile_cont(0.5) within group (order by x)"),
            Map.entry("^", "Write power(x, y)"),
            Map.entry("**", "Write power(x, y)"),
            Map.entry("//", "Write cast(floor(a / b) as bigint)"),
            Map.entry("reflect", "Call no Java method by its name"),
            Map.entry("java_method", "Call no Java method by its name"),
            Map.entry("try_reflect", "Call no Java method by its name"));

    private static final Set<String> WITHOUT_BRACKETS = Set.of("current_timestamp", "localtimestamp", "current_date");

    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> added;

    private PortableSql(Set<String> added) {
        this.added = added;
    }

    /**
     * Checks a statement.
     *
     * @param tree its syntax tree
     * @param added functions that a program added, which mean the same everywhere
     * @param sql its text, for the message
     */
    static void require(String tree, Set<String> added, String sql) {
        PortableSql portable = new PortableSql(added);
        try {
            portable.walk(MAPPER.readTree(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the syntax tree of the parser", e);
        }
        if (!portable.found.isEmpty()) {
            throw new QueryException("Cannot run the query on Spark: it is not portable. "
                    + String.join(" ", portable.found) + " The query:\n" + sql.strip());
        }
    }

    private void walk(JsonNode node) {
        String type = node.path("type").asText();
        switch (type) {
            case "FUNCTION" -> function(node);
            case "WINDOW" -> {
                // first(x) over (…) has an order, and means one value.
            }
            case "COLUMN_REF" -> keyword(node.path("column_names"));
            case "ARRAY_EXTRACT", "ARRAY_SLICE", "STRUCT_EXTRACT" -> refuse("[ ]", LISTS);
            case "LAMBDA" -> refuse("a lambda", LISTS);
            case "DISTINCT_MODIFIER" -> {
                if (!node.path("distinct_on_targets").isEmpty()) {
                    refuse("distinct on", "Write row_number() in a sub-query");
                }
            }
            case "JOIN" -> join(node);
            case "PIVOT" -> refuse("pivot", "Write case expressions in aggregates");
            default -> {
                if (node.hasNonNull("qualify")) {
                    refuse("qualify", "Write row_number() in a sub-query and a condition around it");
                }
            }
        }
        for (JsonNode child : node) {
            walk(child);
        }
    }

    private void function(JsonNode node) {
        String name = node.path("function_name").asText().toLowerCase(Locale.ROOT);
        String remedy = DIFFERENT.get(name);
        if (remedy != null && !added.contains(name)) {
            refuse(name, remedy);
        }
    }

    /** Some functions are called without brackets; a column of such a name has a table's name before it. */
    private void keyword(JsonNode names) {
        List<String> parts = new ArrayList<>();
        names.forEach(part -> parts.add(part.asText().toLowerCase(Locale.ROOT)));
        if (parts.size() == 1 && WITHOUT_BRACKETS.contains(parts.get(0))) {
            refuse(parts.get(0), NOW);
        }
    }

    private void join(JsonNode node) {
        String kind = node.path("ref_type").asText();
        if (kind.equals("ASOF")) {
            refuse("asof join", "Write union all of events and questions, and a window ordered by time");
        } else if (kind.equals("POSITIONAL")) {
            refuse("positional join", "Write row_number() on both sides, and join on it");
        }
    }

    private void refuse(String construct, String remedy) {
        found.add("It uses " + construct + ", which the engines spell or compute differently: "
                + remedy.substring(0, 1).toLowerCase(Locale.ROOT) + remedy.substring(1) + ".");
    }
}
