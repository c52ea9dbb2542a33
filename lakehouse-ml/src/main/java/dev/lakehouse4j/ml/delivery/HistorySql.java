package dev.lakehouse4j.ml.delivery;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the repetitive part of the feature SQL: for each level (nation, state, route, seller, …) the sums of each kind of
 * event over the days before a day, and their means, shrunk towards the mean of the level above.
 *
 * <p>It reads {@code events} (kind, amount, day_no and the keys of the levels) and {@code order_days} (the orders with the
 * same keys), and ends in {@code history}: an order per row with a column {@code <level>_<kind>_<days>} per mean, {@code
 * <level>_<kind>_stock} per stock and {@code <level>_day}, the newest day with an event that went in.
 */
final class HistorySql {

    /** Kinds whose amount is a logarithm in ten-thousandths; the others count. */
    private static final Set<String> LOGARITHMS =
            Set.of("delivery", "delivery_to_promise", "transit", "handling", "promise");

    /** Days that a window looks back, and the kinds of events that it sums. */
    private record Window(int days, List<String> kinds) {
        static Window of(int days, String... kinds) {
            return new Window(days, List.of(kinds));
        }
    }

    /**
     * One way to group orders.
     *
     * @param name name of the level
     * @param key column of {@code order_days} and {@code events}, or a constant
     * @param above name of the level whose means this one's are shrunk to; empty for the nation
     * @param weight how many events the mean of the level above counts for
     * @param windows what is summed
     * @param stocks kinds that are summed from the beginning: +1 in, −1 out
     */
    private record Level(String name, String key, String above, int weight, List<Window> windows, List<String> stocks) {

        Set<String> kinds() {
            return windows.stream()
                    .flatMap(window -> window.kinds().stream())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        String means() {
            return name + "_means";
        }
    }

    /** In the order in which they build on each other. */
    private static final List<Level> LEVELS = List.of(
            new Level(
                    "nation",
                    "'all'",
                    "",
                    0,
                    List.of(
                            Window.of(14, "undelivered_at_third", "in_transit_after_7"),
                            Window.of(
                                    30,
                                    "undelivered_at_third",
                                    "undelivered_at_half",
                                    "in_transit_after_7",
                                    "in_transit_after_14",
                                    "unshipped_after_3",
                                    "unshipped_after_7",
                                    "delivery",
                                    "transit",
                                    "delivery_to_promise",
                                    "promise",
                                    "handling")),
                    List.of()),
            new Level(
                    "state",
                    "customer_state",
                    "nation",
                    30,
                    List.of(
                            Window.of(14, "undelivered_at_third", "in_transit_after_7", "delivery"),
                            Window.of(
                                    30,
                                    "undelivered_at_third",
                                    "in_transit_after_7",
                                    "in_transit_after_14",
                                    "delivery"),
                            Window.of(
                                    60,
                                    "delivery",
                                    "transit",
                                    "delivery_to_promise",
                                    "promise",
                                    "undelivered_at_half",
                                    "in_transit_after_7")),
                    List.of("open", "open_day", "in_transit", "overdue")),
            new Level(
                    "seller_state",
                    "seller_state",
                    "nation",
                    30,
                    List.of(Window.of(
                            30,
                            "unshipped_after_3",
                            "unshipped_after_7",
                            "handling",
                            "delivery",
                            "delivery_to_promise",
                            "undelivered_at_third",
                            "undelivered_at_half")),
                    List.of()),
            // From the seller's to the customer's state.
            new Level(
                    "route",
                    "route",
                    "state",
                    20,
                    List.of(
                            Window.of(30, "undelivered_at_third", "in_transit_after_7", "delivery"),
                            Window.of(
                                    60,
                                    "delivery",
                                    "transit",
                                    "delivery_to_promise",
                                    "promise",
                                    "undelivered_at_half",
                                    "in_transit_after_7")),
                    List.of("in_transit")),
            // The first three digits of the customer's zip code.
            new Level(
                    "zip",
                    "zip",
                    "state",
                    20,
                    List.of(Window.of(60, "transit", "delivery_to_promise", "undelivered_at_half")),
                    List.of()),
            new Level(
                    "zip_route",
                    "zip_route",
                    "route",
                    20,
                    List.of(Window.of(
                            90,
                            "transit",
                            "in_transit_after_7",
                            "delivery_to_promise",
                            "undelivered_at_half",
                            "delivery",
                            "promise")),
                    List.of()),
            new Level(
                    "seller",
                    "seller_id",
                    "seller_state",
                    5,
                    List.of(
                            Window.of(30, "unshipped_after_3", "undelivered_at_third", "handling"),
                            Window.of(
                                    90,
                                    "unshipped_after_3",
                                    "unshipped_after_7",
                                    "handling",
                                    "delivery",
                                    "delivery_to_promise",
                                    "undelivered_at_half")),
                    List.of("waiting")));

    private HistorySql() {}

    /** Common table expressions, the last one {@code history}, without a comma at the end. */
    static String expressions() {
        List<String> expressions = new ArrayList<>();
        LEVELS.forEach(level -> expressions.addAll(sums(level)));
        String orders = "order_days";
        for (Level level : LEVELS) {
            expressions.add(means(level, orders));
            orders = level.means();
        }
        expressions.add("history as (select * from " + orders + ")");
        return String.join(",\n\n", expressions);
    }

    /** Sums per day, then over windows of days before a day, for the days on which the level has an order. */
    private static List<String> sums(Level level) {
        String name = level.name();
        String isKnown = level.above().isEmpty() ? "true" : level.key() + " is not null";
        String kinds = Stream.concat(level.kinds().stream(), level.stocks().stream())
                .map(kind -> "'" + kind + "'")
                .collect(Collectors.joining(", "));
        Stream<String> daily = level.kinds().stream()
                .flatMap(kind -> Stream.of(
                        "count_if(kind = '" + kind + "') as " + kind + "_count", sum(kind) + " as " + kind + "_sum"));
        Stream<String> changes = level.stocks().stream().map(kind -> sum(kind) + " as " + kind + "_change");
        Stream<String> windows = level.windows().stream()
                .flatMap(window -> window.kinds().stream()
                        .flatMap(kind -> Stream.of("count", "sum")
                                .map(what -> "coalesce(sum(%1$s_%3$s) over days_%2$d, 0) as %1$s_%2$d_%3$s"
                                        .formatted(kind, window.days(), what))));
        Stream<String> stocks = level.stocks().stream()
                .map(kind -> "coalesce(sum(%1$s_change) over before, 0) as %1$s_stock".formatted(kind));
        String frames = level.windows().stream()
                .map(window ->
                        "days_%1$d as (partition by place order by day_no range between %1$d preceding and 1 preceding), "
                                .formatted(window.days()))
                .collect(Collectors.joining());
        return List.of(
                name + "_queries as (select distinct " + level.key() + " as place, day_no from order_days where "
                        + isKnown + ")",
                name + "_days as (\n  select place, day_no, min(event_day) as event_day,\n    "
                        + columns(Stream.concat(daily, changes)) + "\n  from (\n    select " + level.key()
                        + " as place, day_no, day_no as event_day, kind, amount from events\n    where kind in ("
                        + kinds
                        + ") and " + isKnown + "\n    union all\n    select place, day_no, null, null, null from "
                        + name
                        + "_queries\n  ) as known\n  group by place, day_no\n)",
                name + "_windows as (\n  select place, day_no, max(event_day) over before as event_day,\n    "
                        + columns(Stream.concat(windows, stocks)) + "\n  from " + name + "_days\n  window " + frames
                        + "\n    before as (partition by place order by day_no range between unbounded preceding and 1"
                        + " preceding)\n)",
                "%1$s_history as (\n  select %1$s_windows.* from %1$s_windows\n  join %1$s_queries on %1$s_queries.place ="
                                .formatted(name)
                        + " %1$s_windows.place and %1$s_queries.day_no = %1$s_windows.day_no\n)".formatted(name));
    }

    private static String sum(String kind) {
        return "cast(coalesce(sum(amount) filter (where kind = '" + kind + "'), 0) as bigint)";
    }

    /** The orders so far with the means of one more level. */
    private static String means(Level level, String orders) {
        String history = level.name() + "_history";
        Stream<String> means = level.windows().stream()
                .flatMap(window -> window.kinds().stream().map(kind -> mean(level, window.days(), kind)));
        Stream<String> counts = level.windows().stream()
                .flatMap(window -> window.kinds().stream()
                        .map(kind -> "coalesce(%1$s.%2$s_%3$d_count, 0) as %4$s_%2$s_%3$d_count"
                                .formatted(history, kind, window.days(), level.name())));
        Stream<String> stocks = level.stocks().stream()
                .map(kind -> "coalesce(%1$s.%2$s_stock, 0) as %3$s_%2$s_stock".formatted(history, kind, level.name()));
        String place = level.above().isEmpty() ? "" : history + ".place = " + orders + "." + level.key() + " and ";
        return level.means() + " as (\n  select " + orders + ".*, " + history + ".event_day as " + level.name()
                + "_day,\n    " + columns(Stream.of(means, counts, stocks).flatMap(stream -> stream)) + "\n  from "
                + orders + "\n  left join " + history + " on " + place + history + ".day_no = " + orders + ".day_no\n)";
    }

    private static String mean(Level level, int days, String kind) {
        String column = level.name() + "_history." + kind + "_" + days;
        String unit = LOGARITHMS.contains(kind) ? " / 10000e0" : " * 1e0";
        String name = level.name() + "_" + kind + "_" + days;
        if (level.above().isEmpty()) {
            return column + "_sum" + unit + " / nullif(" + column + "_count, 0) as " + name;
        }
        return "(coalesce(" + column + "_sum, 0)" + unit + " + " + level.weight() + " * " + prior(level, days, kind)
                + ") / (coalesce(" + column + "_count, 0) + " + level.weight() + ") as " + name;
    }

    /** The mean of the level above over the same days, or over the longest window that it has of that kind. */
    private static String prior(Level level, int days, String kind) {
        Level above = LEVELS.stream()
                .filter(other -> other.name().equals(level.above()))
                .findFirst()
                .orElseThrow();
        List<Integer> had = above.windows().stream()
                .filter(window -> window.kinds().contains(kind))
                .map(Window::days)
                .toList();
        int taken =
                had.contains(days) ? days : had.stream().max(Integer::compare).orElseThrow();
        return above.name() + "_" + kind + "_" + taken;
    }

    private static String columns(Stream<String> columns) {
        return columns.collect(Collectors.joining(",\n    "));
    }
}
