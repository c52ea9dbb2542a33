package dev.lakehouse4j.ai.kpi;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * All key figures of a lake at one moment, each with the query and the table versions that it comes from.
 *
 * <p>What can be computed is computed: where a table is missing, its figures are left out and a note says so.
 *
 * <p>Changes compare the newest complete period with the one before: the last three complete months with the three before, or
 * one month with one where there are fewer than six. Figures that are known only after delivery go by months whose outcomes
 * are known; see {@code docs/summary.md}. Immutable.
 */
public final class KpiSheet {

    private final Map<String, Kpi> kpis;
    private final List<String> notes;
    private final @Nullable Period period;
    private final @Nullable Period newest;
    private final @Nullable Period regular;
    private final @Nullable LocalDateTime asOf;

    KpiSheet(List<Kpi> kpis, List<String> notes, @Nullable KpiCalendar calendar) {
        Map<String, Kpi> byName = new LinkedHashMap<>();
        kpis.forEach(kpi -> byName.put(kpi.name(), kpi));
        this.kpis = Collections.unmodifiableMap(byName);
        this.notes = List.copyOf(notes);
        this.period = calendar == null ? null : calendar.whole();
        this.newest = calendar == null ? null : calendar.periods(false).newest();
        this.regular = calendar == null || calendar.regular().isEmpty()
                ? null
                : Period.months(calendar.regular().get(0), calendar.regular().size());
        this.asOf = calendar == null ? null : calendar.asOf();
    }

    /**
     * Computes the key figures of the e-commerce pack, as far as the lake's principal may read their tables.
     *
     * @param lake a lake with the tables of the pack; models may be missing
     * @return the figures; notes say which could not be read, and where they cover only what the principal sees
     * @throws AccessDeniedException when the principal may not read {@code gold.fact_orders}, on which all rest
     */
    public static KpiSheet of(Lakehouse lake) {
        return of(lake, List.of());
    }

    /**
     * Computes the key figures of the e-commerce pack, and metrics of one's own beside them.
     *
     * @param lake a lake with the tables of the pack; models may be missing
     * @param own further metrics; one with the name of a metric of the pack takes its place
     * @return the figures
     * @throws AccessDeniedException when the lake's principal may not read {@code gold.fact_orders}
     */
    public static KpiSheet of(Lakehouse lake, List<Metric> own) {
        lake.require(Privilege.SELECT, Securable.table("gold.fact_orders"));
        return new KpiQueries(lake).compute(own);
    }

    /**
     * The metrics of the e-commerce pack.
     *
     * @return definitions, in the order of the sheet
     */
    public static List<Metric> metrics() {
        return List.copyOf(Definitions.metrics());
    }

    /**
     * All figures.
     *
     * @return single figures first, then tables
     */
    public List<Kpi> kpis() {
        return new ArrayList<>(kpis.values());
    }

    /**
     * A figure.
     *
     * @param name its name
     * @return empty when it could not be computed
     */
    public Optional<Kpi> find(String name) {
        return Optional.ofNullable(kpis.get(name));
    }

    /**
     * The value of a figure that is one number.
     *
     * @param name its name
     * @return empty when it could not be computed, or is not a number
     */
    public OptionalDouble number(String name) {
        Kpi kpi = kpis.get(name);
        return kpi == null ? OptionalDouble.empty() : kpi.number();
    }

    /**
     * The rows of a figure that is a table.
     *
     * @param name its name, such as {@code months}
     * @return the rows; empty when it could not be computed
     */
    public List<KpiRow> rows(String name) {
        Kpi kpi = kpis.get(name);
        return kpi == null ? List.of() : kpi.rows();
    }

    /**
     * What was left out, and why.
     *
     * @return sentences for people
     */
    public List<String> notes() {
        return notes;
    }

    /**
     * The days with a purchase.
     *
     * @return first to last; empty when the lake has no order
     */
    public Optional<Period> period() {
        return Optional.ofNullable(period);
    }

    /**
     * The newest period that changes are about.
     *
     * @return the last complete months; empty when no month is complete
     */
    public Optional<Period> newestPeriod() {
        return Optional.ofNullable(newest);
    }

    /**
     * The complete months without gaps that trends are about: those with at least a tenth of the median month's orders.
     *
     * @return first to last of them; empty when no month is complete
     */
    public Optional<Period> regularMonths() {
        return Optional.ofNullable(regular);
    }

    /**
     * The latest purchase or delivery on record, which is the lake's present.
     *
     * @return local time of the data; empty when the lake has no order
     */
    public Optional<LocalDateTime> asOf() {
        return Optional.ofNullable(asOf);
    }

    /**
     * The figures as JSON, as in {@code report/kpis.json}.
     *
     * @return an array of objects with name, value, unit, description, better, period, change, yearChange, sql and
     *     tableVersions
     */
    public String toJson() {
        return KpiJson.write(kpis());
    }
}
