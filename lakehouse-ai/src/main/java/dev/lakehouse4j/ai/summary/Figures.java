package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.Change;
import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.kpi.KpiRow;
import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.Period;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What detectors ask of a sheet. */
record Figures(KpiSheet sheet, Period period) {

    boolean has(String... names) {
        return Arrays.stream(names).allMatch(name -> sheet.number(name).isPresent());
    }

    /** The value of a figure that is a number; NaN when there is none. */
    double value(String name) {
        return sheet.number(name).orElse(Double.NaN);
    }

    Optional<Kpi> kpi(String name) {
        return sheet.find(name);
    }

    List<KpiRow> rows(String name) {
        return sheet.rows(name);
    }

    Optional<Change> change(String name) {
        return sheet.find(name).map(Kpi::change);
    }

    Optional<Change> yearChange(String name) {
        return sheet.find(name).map(Kpi::yearChange);
    }

    /** Against the same months of the year before, else against the period before. */
    Optional<Change> longChange(String name) {
        return yearChange(name).or(() -> change(name));
    }

    /** The rows of {@code months} that are complete and belong to the regular run. */
    List<KpiRow> regularMonths() {
        LocalDate from = sheet.regularMonths().map(Period::from).orElse(LocalDate.MAX);
        LocalDate until = sheet.regularMonths().map(Period::until).orElse(LocalDate.MIN);
        return rows("months").stream()
                .filter(row ->
                        !row.date("month").isBefore(from) && row.date("month").isBefore(until))
                .toList();
    }

    double[] column(List<KpiRow> rows, String column) {
        return rows.stream().mapToDouble(row -> row.number(column)).toArray();
    }

    double sum(List<KpiRow> rows, String column) {
        return rows.stream().mapToDouble(row -> row.number(column)).sum();
    }

    Optional<KpiRow> row(String table, String column, String value) {
        return rows(table).stream()
                .filter(row -> row.text(column).equals(value))
                .findFirst();
    }
}
