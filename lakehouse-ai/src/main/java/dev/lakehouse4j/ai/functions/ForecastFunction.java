package dev.lakehouse4j.ai.functions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.engine.FunctionParameter;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.TableFunction;
import dev.lakehouse4j.core.engine.TableFunction.Call;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.Sql;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table function {@code ai_forecast}. */
final class ForecastFunction {

    private static final String NAME = "ai_forecast";
    private static final double WIDTH = 0.95;
    private static final int MOST_VALUES = 100;
    private static final int MOST_STEPS = 10_000;
    private static final long LONGEST_SERIES = 1_000_000;
    private static final Set<ColumnType> NUMBERS =
            Set.of(Primitive.BYTE, Primitive.SHORT, Primitive.INT, Primitive.LONG, Primitive.FLOAT, Primitive.DOUBLE);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ForecastFunction() {}

    static TableFunction create() {
        return TableFunction.named(NAME, "observed")
                .parameter("horizon", Primitive.STRING)
                .parameter("time_col", Primitive.STRING)
                .parameter("value_col", FunctionParameter.TEXTS)
                .optional("group_col", FunctionParameter.TEXTS)
                .optional("prediction_interval_width", Primitive.DOUBLE)
                .optional("frequency", Primitive.STRING)
                .optional("seed", Primitive.STRING)
                .optional("parameters", Primitive.STRING)
                .returning(ForecastFunction::bind);
    }

    /** The arguments, checked. */
    private record Task(
            Call call,
            String horizon,
            Column time,
            List<Column> groups,
            List<String> values,
            double width,
            String frequency,
            double floor,
            double cap) {

        String sql() {
            List<String> columns = new ArrayList<>();
            columns.add(Sql.identifier(time.name()));
            groups.forEach(group -> columns.add(Sql.identifier(group.name())));
            values.forEach(value -> columns.add("cast(" + Sql.identifier(value) + " as double)"));
            return "select " + String.join(", ", columns) + " from (" + call.input() + "\n) as observed where "
                    + Sql.identifier(time.name()) + " is not null order by "
                    + groups.stream()
                            .map(group -> Sql.identifier(group.name()) + ", ")
                            .collect(Collectors.joining())
                    + Sql.identifier(time.name());
        }
    }

    private static TableFunction.Result bind(Call call) {
        List<Column> columns = call.describe(call.input());
        Column time = column(columns, required(call, "time_col"), "time_col");
        if (time.type() != Primitive.DATE
                && time.type() != Primitive.TIMESTAMP
                && time.type() != Primitive.TIMESTAMP_NTZ) {
            throw FunctionErrors.wrongArgument(
                    NAME, "its time_col " + time.name() + " is a " + time.type() + ". Cast it to date or timestamp.");
        }
        List<String> given = call.texts("group_col");
        List<Column> groups = given == null
                ? List.of()
                : given.stream().map(name -> column(columns, name, "group_col")).toList();
        List<String> valueNames = call.texts("value_col");
        if (valueNames == null || valueNames.isEmpty() || valueNames.size() > MOST_VALUES) {
            throw FunctionErrors.wrongArgument(
                    NAME,
                    "it has " + (valueNames == null ? 0 : valueNames.size()) + " names in value_col. Give 1 to "
                            + MOST_VALUES + ".");
        }
        List<String> values = valueNames.stream()
                .map(name -> numeric(column(columns, name, "value_col")).name())
                .toList();
        Double width = call.number("prediction_interval_width");
        if (width != null && !(width > 0 && width < 1)) {
            throw FunctionErrors.wrongArgument(
                    NAME, "its prediction_interval_width is " + width + ". Give more than 0 and less than 1.");
        }
        String frequency = call.text("frequency");
        JsonNode parameters = parameters(call.text("parameters"));
        Task task = new Task(
                call,
                required(call, "horizon"),
                time,
                groups,
                values,
                width == null ? WIDTH : width,
                frequency == null ? "auto" : frequency,
                parameters.path("global_floor").asDouble(Double.NEGATIVE_INFINITY),
                parameters.path("global_cap").asDouble(Double.POSITIVE_INFINITY));
        List<Column> result = new ArrayList<>();
        result.add(Column.nullable(time.name(), time.type()));
        groups.forEach(group -> result.add(Column.nullable(group.name(), group.type())));
        for (String value : values) {
            for (String suffix : List.of("_forecast", "_upper", "_lower")) {
                result.add(Column.nullable(value + suffix, Primitive.DOUBLE));
            }
        }
        return new TableFunction.Result(result, () -> rows(task));
    }

    private static String required(Call call, String parameter) {
        String text = call.text(parameter);
        if (text == null) {
            throw FunctionErrors.wrongArgument(NAME, "its argument " + parameter + " is null. Give one.");
        }
        return text;
    }

    private static Column column(List<Column> columns, String name, String parameter) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> FunctionErrors.wrongArgument(
                        NAME,
                        "its " + parameter + " is «" + name + "», and observed has "
                                + columns.stream().map(Column::name).toList() + ". Give one of these."));
    }

    private static Column numeric(Column column) {
        if (column.type() instanceof ColumnType.DecimalType || NUMBERS.contains(column.type())) {
            return column;
        }
        throw FunctionErrors.wrongArgument(
                NAME, "its value_col " + column.name() + " is a " + column.type() + ". Cast it to double.");
    }

    private static JsonNode parameters(@Nullable String json) {
        if (json == null) {
            return MAPPER.createObjectNode();
        }
        try {
            JsonNode node = MAPPER.readTree(json);
            List<String> unknown = new ArrayList<>();
            node.fieldNames().forEachRemaining(unknown::add);
            unknown.removeAll(List.of("global_floor", "global_cap"));
            if (node.isObject() && unknown.isEmpty()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw FunctionErrors.wrongArgument(
                    NAME, "its parameters are no JSON object: " + e.getOriginalMessage() + ".");
        }
        throw FunctionErrors.wrongArgument(
                NAME, "its parameters are " + json + ". Give a JSON object with global_floor, global_cap or neither.");
    }

    // ---- rows
    // --------------------------------------------------------------------------------------------------------

    /** The observations of a group, in order of time. */
    private static final class Series {
        private final List<LocalDateTime> times = new ArrayList<>();
        private final List<double[]> values = new ArrayList<>();
    }

    private static List<@Nullable Object[]> rows(Task task) {
        Map<List<@Nullable Object>, Series> groups = read(task);
        List<@Nullable Object[]> rows = new ArrayList<>();
        groups.forEach((group, series) -> forecast(task, group, series, rows));
        return rows;
    }

    private static Map<List<@Nullable Object>, Series> read(Task task) {
        Map<List<@Nullable Object>, Series> groups = new LinkedHashMap<>();
        int groupCount = task.groups().size();
        try (QueryResult result = task.call().query(task.sql())) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    List<@Nullable Object> group = new ArrayList<>();
                    for (int i = 0; i < groupCount; i++) {
                        group.add(result.column(1 + i).getObject(row));
                    }
                    double[] values = new double[task.values().size()];
                    for (int i = 0; i < values.length; i++) {
                        Object value = result.column(1 + groupCount + i).getObject(row);
                        values[i] = value == null ? Double.NaN : (Double) value;
                    }
                    Series series = groups.computeIfAbsent(group, unused -> new Series());
                    series.times.add(time(result.column(0).getObject(row)));
                    series.values.add(values);
                }
            }
        }
        return groups;
    }

    private static LocalDateTime time(@Nullable Object value) {
        if (value instanceof LocalDate date) {
            return date.atStartOfDay();
        } else if (value instanceof Instant instant) {
            return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return (LocalDateTime) java.util.Objects.requireNonNull(value);
    }

    private static Object typed(LocalDateTime time, ColumnType type) {
        if (type == Primitive.DATE) {
            return time.toLocalDate();
        }
        return type == Primitive.TIMESTAMP ? time.toInstant(ZoneOffset.UTC) : time;
    }

    private static void forecast(
            Task task, List<@Nullable Object> group, Series series, List<@Nullable Object[]> rows) {
        Frequency frequency = task.frequency().equalsIgnoreCase("auto")
                ? Frequency.infer(series.times)
                : Frequency.parse(task.frequency(), series.times);
        LocalDateTime first = series.times.get(0);
        long distance = frequency.steps(first, series.times.get(series.times.size() - 1));
        if (distance * task.values().size() > LONGEST_SERIES) {
            throw FunctionErrors.wrongArgument(
                    NAME,
                    "its times are " + frequency.name() + " apart, which makes " + distance
                            + " steps. Aggregate to even steps first, or name a coarser frequency.");
        }
        int last = Math.toIntExact(distance);
        double[][] grid = new double[task.values().size()][last + 1];
        for (double[] values : grid) {
            Arrays.fill(values, Double.NaN);
        }
        boolean[] seen = new boolean[last + 1];
        for (int i = 0; i < series.times.size(); i++) {
            int step = Math.toIntExact(frequency.steps(first, series.times.get(i)));
            if (seen[step]) {
                throw FunctionErrors.wrongArgument(
                        NAME,
                        "several rows fall on " + task.time().name() + " " + series.times.get(i)
                                + (group.isEmpty() ? "" : " of " + group)
                                + ". Aggregate them to one row for each time, or name a finer frequency.");
            }
            seen[step] = true;
            for (int value = 0; value < grid.length; value++) {
                grid[value][step] = series.values.get(i)[value];
            }
        }
        int steps = steps(task.horizon(), frequency, first, last);
        List<List<SeasonalForecast.Step>> results = new ArrayList<>();
        for (double[] values : grid) {
            results.add(one(values, frequency.season(), steps, task.width()));
        }
        for (int step = 0; step < steps; step++) {
            @Nullable Object[] row = new Object[1 + group.size() + 3 * grid.length];
            row[0] = typed(frequency.after(first, last + 1L + step), task.time().type());
            for (int i = 0; i < group.size(); i++) {
                row[1 + i] = group.get(i);
            }
            for (int value = 0; value < grid.length; value++) {
                List<SeasonalForecast.Step> result = results.get(value);
                if (!result.isEmpty()) {
                    int at = 1 + group.size() + 3 * value;
                    row[at] = bounded(task, result.get(step).expected());
                    row[at + 1] = bounded(task, result.get(step).upper());
                    row[at + 2] = bounded(task, result.get(step).lower());
                }
            }
            rows.add(row);
        }
    }

    private static @Nullable Double bounded(Task task, double value) {
        return Double.isNaN(value) ? null : (Double) Math.max(task.floor(), Math.min(task.cap(), value));
    }

    /** Forecasts from the first to the last value that is there; empty when there is none. */
    private static List<SeasonalForecast.Step> one(double[] values, int season, int steps, double width) {
        int from = 0;
        int to = values.length;
        while (from < to && Double.isNaN(values[from])) {
            from++;
        }
        while (to > from && Double.isNaN(values[to - 1])) {
            to--;
        }
        if (from == to || steps == 0) {
            return List.of();
        }
        // A value that is missing at the end is forecast too, and not shown.
        int behind = values.length - to;
        return SeasonalForecast.of(Arrays.copyOfRange(values, from, to), season, steps + behind, width)
                .steps()
                .subList(behind, behind + steps);
    }

    /** Steps after the last one that lie before the horizon; a plain number counts steps. */
    private static int steps(String horizon, Frequency frequency, LocalDateTime first, int last) {
        long steps = 0;
        if (horizon.strip().matches("\\d{1,9}")) {
            steps = Long.parseLong(horizon.strip());
        } else {
            LocalDateTime end = end(horizon);
            while (steps <= MOST_STEPS
                    && frequency.after(first, last + 1L + steps).isBefore(end)) {
                steps++;
            }
        }
        if (steps > MOST_STEPS) {
            throw FunctionErrors.wrongArgument(
                    NAME, "its horizon " + horizon + " is more than " + MOST_STEPS + " steps away. Give a nearer one.");
        }
        return (int) steps;
    }

    private static LocalDateTime end(String horizon) {
        String text = horizon.strip().replace(' ', 'T');
        try {
            return text.length() <= "2018-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.replaceFirst("(?:[+-]00(?::?00)?|Z)$", ""));
        } catch (DateTimeParseException e) {
            throw FunctionErrors.wrongArgument(
                    NAME,
                    "its horizon is «" + horizon + "». Give the date or time before which forecasts end, such as"
                            + " '2018-12-01', or a number of steps.");
        }
    }
}
