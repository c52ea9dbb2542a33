package dev.lakehouse4j.benchmarks;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.WriteOptions;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.schema.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures what masks and row filters cost: a query of a restricted session beside the same query of the owner with mask and
 * filter written into its text.
 */
public final class GovernanceBenchmark {

    private static final String MASK = "left(%s, 2) || '***'";
    private static final String FILTER = "region = 'north'";
    private static final String QUERY =
            "select region, count(distinct mail) as mails, max(mail) as last, sum(amount) as total from %s group by region";
    private static final String SCAN =
            "select count(mail) as mails, sum(length(mail)) as letters, sum(amount) as total from %s";

    private static final TableRef<Silver, Account> OPEN = TableRef.silver("accounts", Account.class);
    private static final TableRef<Silver, Account> MASKED = TableRef.silver("masked_accounts", Account.class);
    private static final TableRef<Silver, Account> FILTERED = TableRef.silver("filtered_accounts", Account.class);

    private GovernanceBenchmark() {}

    /**
     * A row to measure with.
     *
     * @param id number of the row
     * @param region one of four
     * @param mail the column with a mask
     * @param amount a number
     */
    public record Account(@Key long id, String region, String mail, long amount) {}

    /**
     * Runs the benchmark.
     *
     * @param arguments number of rows (10,000,000), measured rounds (9)
     * @throws IOException when the lake's folder cannot be made
     */
    public static void main(String[] arguments) throws IOException {
        long rows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
        Path folder = Files.createTempDirectory("governance-");
        try (Lakehouse lake = Lakehouse.open(folder)) {
            fill(lake, rows);
            Lakehouse session = lake.as(reader(lake.catalog()));
            String masked =
                    "(select id, region, " + String.format(MASK, "mail") + " as mail, amount from silver.accounts)";
            String filtered = "(select * from silver.accounts where " + FILTER + ")";
            for (String query : List.of(SCAN, QUERY)) {
                compare("mask", rounds, lake, query.formatted(masked), session, query.formatted(MASKED));
                compare("row filter", rounds, lake, query.formatted(filtered), session, query.formatted(FILTERED));
            }
        } finally {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void fill(Lakehouse lake, long rows) {
        String sql = "select i as id, ['north', 'south', 'east', 'west'][1 + cast(hash(i) % 4 as int)] as region,"
                + " 'user' || cast(hash(i) % 1000000 as varchar) || '@example.com' as mail, i % 1000 as amount from range("
                + rows + ") as numbers(i)";
        for (TableRef<Silver, Account> table : List.of(OPEN, MASKED, FILTERED)) {
            lake.table(table).append(new Query(sql, Map.of()), WriteOptions.defaults());
        }
    }

    private static Principal reader(Catalog catalog) {
        Principal reader = catalog.createUser("reader");
        catalog.grant(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("silver"), reader);
        catalog.mask(MASKED.fullName(), "mail", String.format(MASK, "value"));
        catalog.rowFilter(FILTERED.fullName(), FILTER);
        return reader;
    }

    private static void compare(
            String what, int rounds, Lakehouse lake, String plain, Lakehouse session, String governed) {
        List<Double> plainTimes = new ArrayList<>();
        List<Double> governedTimes = new ArrayList<>();
        for (int round = -2; round < rounds; round++) {
            double first = millis(lake, plain);
            double second = millis(session, governed);
            if (round >= 0) {
                plainTimes.add(first);
                governedTimes.add(second);
            }
        }
        double expected = median(plainTimes);
        double measured = median(governedTimes);
        System.out.printf(
                Locale.ROOT,
                "%-10s %s%n    plain SQL %,.0f ms (%,.0f to %,.0f), restricted session %,.0f ms (%,.0f to %,.0f): %+.1f%%%n",
                what,
                governed,
                expected,
                plainTimes.stream().min(Double::compare).orElseThrow(),
                plainTimes.stream().max(Double::compare).orElseThrow(),
                measured,
                governedTimes.stream().min(Double::compare).orElseThrow(),
                governedTimes.stream().max(Double::compare).orElseThrow(),
                100 * (measured / expected - 1));
    }

    private static double millis(Lakehouse lake, String sql) {
        long start = System.nanoTime();
        try (QueryResult result = lake.query(sql)) {
            while (result.nextBatch()) {
                // To the last row.
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(List<Double> times) {
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
