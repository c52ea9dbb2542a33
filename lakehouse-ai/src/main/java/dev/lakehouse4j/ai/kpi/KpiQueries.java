package dev.lakehouse4j.ai.kpi;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the queries of a sheet, as many at once as there are processors; metrics of one source share a scan. */
final class KpiQueries {

    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

    private final Lakehouse lake;
    private final Set<String> denied = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final Set<String> partial = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final Set<String> missing = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final Set<String> leftOut = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private @Nullable KpiCalendar calendar;

    KpiQueries(Lakehouse lake) {
        this.lake = lake;
    }

    KpiSheet compute(List<Metric> own) {
        Answer months = run("calendar", KpiCalendar.SQL);
        missing.clear();
        denied.clear();
        leftOut.clear();
        calendar = months == null ? null : KpiCalendar.of(months.rows());
        Map<String, String> parameters = parameters();
        Map<Metric.Source, List<Metric>> bySource = metrics(own).stream()
                .collect(Collectors.groupingBy(Metric::source, LinkedHashMap::new, Collectors.toList()));
        List<Kpi> kpis = Stream.<Work>concat(
                        bySource.values().stream()
                                .map(metrics -> () -> metrics(metrics.get(0).source(), metrics)),
                        Stream.concat(
                                Definitions.tables().stream().map(table -> () -> table(table, parameters)),
                                Definitions.figures().stream().map(figure -> () -> figure(figure))))
                .toList()
                .parallelStream()
                .flatMap(work -> work.run().stream())
                .toList();
        List<Kpi> ordered = Stream.concat(
                        kpis.stream().filter(kpi -> kpi.type() != Kpi.Type.TABLE),
                        kpis.stream().filter(kpi -> kpi.type() == Kpi.Type.TABLE))
                .toList();
        return new KpiSheet(ordered, notes(), calendar);
    }

    /** A group of queries. */
    @FunctionalInterface
    private interface Work {
        List<Kpi> run();
    }

    /** What a query returned, and from where. */
    private record Answer(List<String> columns, List<KpiRow> rows, Map<String, Long> versions) {}

    private static List<Metric> metrics(List<Metric> own) {
        Map<String, Metric> byName = new LinkedHashMap<>();
        Definitions.metrics().forEach(metric -> byName.put(metric.name(), metric));
        own.forEach(metric -> byName.put(metric.name(), metric));
        return List.copyOf(byName.values());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (String table : new TreeSet<>(partial)) {
            notes.add("A row filter or mask holds for " + table + ": figures from it cover what "
                    + lake.principal().name() + " sees.");
        }
        if (missing.isEmpty() && denied.isEmpty()) {
            return notes;
        }
        for (String table : new TreeSet<>(denied)) {
            notes.add(lake.principal().name() + " may not read " + table + ": figures that need it are left out.");
        }
        for (String table : new TreeSet<>(missing)) {
            notes.add("There is no table " + table + ": figures that need it are left out.");
        }
        notes.add("Left out: " + String.join(", ", new TreeSet<>(leftOut)) + ".");
        return notes;
    }

    // ---- metrics
    // --------------------------------------------------------------------------------------------------------

    /** All metrics of a source in one scan: a row for all time and one per period. */
    private List<Kpi> metrics(Metric.Source source, List<Metric> metrics) {
        Set<Period> periods = new LinkedHashSet<>();
        if (source.time() != null && calendar != null) {
            periods.addAll(calendar.periods(false).all());
            periods.addAll(calendar.periods(true).all());
        }
        List<Period> inOrder = List.copyOf(periods);
        StringBuilder columns = new StringBuilder();
        for (int index = 0; index < metrics.size(); index++) {
            columns.append(",\n  ")
                    .append(metrics.get(index).expression())
                    .append(" as metric_")
                    .append(index);
        }
        StringBuilder sql = new StringBuilder("select -1 as period_number")
                .append(columns)
                .append("\nfrom ")
                .append(source.from());
        for (int index = 0; index < inOrder.size(); index++) {
            Period period = inOrder.get(index);
            sql.append("\nunion all\nselect ")
                    .append(index)
                    .append(columns)
                    .append("\nfrom ")
                    .append(source.from())
                    .append("\nwhere ")
                    .append(source.time())
                    .append(" >= ")
                    .append(KpiCalendar.timestamp(period.from()))
                    .append(" and ")
                    .append(source.time())
                    .append(" < ")
                    .append(KpiCalendar.timestamp(period.until()));
        }
        Answer answer = run(metrics.stream().map(Metric::name).collect(Collectors.joining(", ")), sql.toString());
        if (answer == null) {
            return List.of();
        }
        Map<Integer, KpiRow> byPeriod = new HashMap<>();
        answer.rows().forEach(row -> byPeriod.put((int) row.number("period_number"), row));
        List<Kpi> kpis = new ArrayList<>();
        for (int index = 0; index < metrics.size(); index++) {
            kpis.add(kpi(metrics.get(index), "metric_" + index, byPeriod, inOrder, answer.versions()));
        }
        return kpis;
    }

    private Kpi kpi(
            Metric metric,
            String column,
            Map<Integer, KpiRow> byPeriod,
            List<Period> periods,
            Map<String, Long> versions) {
        KpiRow whole = byPeriod.get(-1);
        KpiCalendar.Periods compared =
                calendar == null ? new KpiCalendar.Periods(null, null, null) : calendar.periods(metric.isOutcome());
        return new Kpi(
                metric.name(),
                whole == null ? null : whole.columns().get(column),
                metric.unit(),
                metric.description(),
                metric.better(),
                calendar == null ? null : calendar.whole(),
                change(column, compared.newest(), compared.previous(), byPeriod, periods),
                change(column, compared.newest(), compared.yearBefore(), byPeriod, periods),
                metric.sql(),
                versions);
    }

    private static @Nullable Change change(
            String column,
            @Nullable Period newest,
            @Nullable Period before,
            Map<Integer, KpiRow> byPeriod,
            List<Period> periods) {
        if (newest == null || before == null) {
            return null;
        }
        KpiRow now = byPeriod.get(periods.indexOf(newest));
        KpiRow then = byPeriod.get(periods.indexOf(before));
        if (now == null || then == null || Double.isNaN(now.number(column)) || Double.isNaN(then.number(column))) {
            return null;
        }
        return new Change(newest, now.number(column), before, then.number(column));
    }

    // ---- figures and tables
    // ---------------------------------------------------------------------------------------------

    private List<Kpi> figure(Definitions.Figure figure) {
        Answer answer = run(figure.name(), figure.sql());
        if (answer == null) {
            return List.of();
        }
        return List.of(
                kpi(figure, figure.sql(), answer.columns().size() == 1 ? single(answer) : byLabel(answer), answer));
    }

    private List<Kpi> table(Definitions.Figure table, Map<String, String> parameters) {
        String sql = PARAMETER
                .matcher(table.sql())
                .replaceAll(match -> Matcher.quoteReplacement(parameters.getOrDefault(match.group(1), match.group())));
        Answer answer = run(table.name(), sql);
        return answer == null ? List.of() : List.of(kpi(table, sql, answer.rows(), answer));
    }

    private Kpi kpi(Definitions.Figure figure, String sql, @Nullable Object value, Answer answer) {
        return new Kpi(
                figure.name(),
                value,
                figure.unit(),
                figure.description(),
                Metric.Better.NEITHER,
                calendar == null ? null : calendar.whole(),
                null,
                null,
                sql,
                answer.versions());
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>(Topics.parameters());
        List.of("newest", "base", "settled").forEach(name -> parameters.put(name, "false"));
        parameters.put("as_of", "timestamp '1970-01-01 00:00:00'");
        KpiCalendar days = calendar;
        if (days == null) {
            return parameters;
        }
        KpiCalendar.Periods known = days.periods(false);
        KpiCalendar.Periods settled = days.periods(true);
        parameters.put("newest", condition(known.newest()));
        parameters.put("base", condition(known.yearBefore() == null ? known.previous() : known.yearBefore()));
        parameters.put("settled", condition(settled.newest()));
        parameters.put("as_of", "timestamp '" + days.asOf().toString().replace('T', ' ') + "'");
        return parameters;
    }

    private static String condition(@Nullable Period period) {
        return period == null
                ? "false"
                : "(purchased_at >= " + KpiCalendar.timestamp(period.from()) + " and purchased_at < "
                        + KpiCalendar.timestamp(period.until()) + ")";
    }

    private static @Nullable Object single(Answer answer) {
        return answer.rows().isEmpty()
                ? null
                : answer.rows().get(0).columns().get(answer.columns().get(0));
    }

    private static Map<String, @Nullable Object> byLabel(Answer answer) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (KpiRow row : answer.rows()) {
            values.put(
                    row.text(answer.columns().get(0)),
                    row.columns().get(answer.columns().get(1)));
        }
        return values;
    }

    /** Runs a query; null when a table is missing. */
    private @Nullable Answer run(String names, String sql) {
        Query query;
        try {
            query = lake.bind(sql);
        } catch (TableNotFoundException | AccessDeniedException e) {
            Set<String> tables = lake.engine().references(sql).tables();
            for (String table : tables) {
                if (!lake.may(Privilege.SELECT, Securable.table(table))) {
                    denied.add(table);
                } else if (!lake.tables().contains(table)) {
                    missing.add(table);
                }
            }
            leftOut.addAll(Arrays.asList(names.split(", ", -1)));
            return null;
        }
        Map<String, Long> versions = new LinkedHashMap<>();
        query.relations().forEach((table, relation) -> {
            if (relation instanceof Relation.Snapshot data) {
                versions.put(table, data.snapshot().version());
                if (!lake.seesAll(table)) {
                    partial.add(table);
                }
            }
        });
        try (QueryResult result = lake.engine().query(query.sql(), query.relations())) {
            List<String> columns =
                    result.columns().stream().map(column -> column.name()).toList();
            List<KpiRow> rows = new ArrayList<>();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    Map<String, @Nullable Object> values = new LinkedHashMap<>();
                    for (int column = 0; column < columns.size(); column++) {
                        values.put(columns.get(column), result.column(column).getObject(row));
                    }
                    rows.add(new KpiRow(values));
                }
            }
            return new Answer(columns, rows, versions);
        }
    }
}
