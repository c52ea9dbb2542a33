package dev.lakehouse4j.benchmarks;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells whether the jobs made the same tables: counts the rows and adds up a hash of every row. */
final class Comparison implements AutoCloseable {

    private static final BigDecimal LAST_DIGITS = new BigDecimal("0.00001");

    private final Connection connection;
    private final Statement statement;

    Comparison() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        statement = connection.createStatement();
        statement.execute("set TimeZone = 'UTC'");
        statement.execute("set threads = 2");
    }

    /**
     * What a table holds, whatever the order of rows and columns.
     *
     * @param rows number of rows
     * @param columns names, sorted, without those that differ from run to run
     * @param hash sum of the hashes of all rows, doubles apart
     * @param totals exact sum of each column of whole numbers and decimals
     * @param doubles of each column of doubles two sums of its values to six decimals: as they are, and each times a number
     *     below 1,000 that the rest of its row gives
     */
    record Content(
            long rows,
            List<String> columns,
            String hash,
            Map<String, String> totals,
            Map<String, List<BigDecimal>> doubles) {}

    /** Reads all of a table. */
    Content content(List<String> files) throws SQLException {
        String from = " from read_parquet(["
                + files.stream().map(file -> "'" + file + "'").collect(Collectors.joining(", ")) + "])";
        Map<String, String> types = new TreeMap<>();
        try (ResultSet result = statement.executeQuery("describe select *" + from)) {
            while (result.next()) {
                if (!result.getString(1).startsWith("_")) {
                    types.put(result.getString(1), result.getString(2));
                }
            }
        }
        List<String> texts = new ArrayList<>();
        List<String> exact = new ArrayList<>();
        List<String> doubles = new ArrayList<>();
        types.forEach((column, type) -> {
            texts.add("coalesce(" + text('"' + column + '"', type) + ", '')");
            if (isDouble(type)) {
                doubles.add(column);
            } else if (type.matches("(TINY|SMALL|BIG|)INT(EGER)?|DECIMAL.*")) {
                exact.add(column);
            }
        });
        StringBuilder sql = new StringBuilder("select count(*), cast(sum(row_hash) as varchar)");
        exact.forEach(
                column -> sql.append(", cast(sum(cast(\"").append(column).append("\" as decimal(38, 2))) as varchar)"));
        doubles.forEach(column -> {
            String value = "cast(\"" + column + "\" as decimal(28, 6))";
            sql.append(", sum(").append(value).append("), sum(").append(value);
            sql.append(" * cast(row_hash % 1000 as decimal(4, 0)))");
        });
        sql.append(" from (select *, hash(")
                .append(String.join(" || '|' || ", texts))
                .append(") as row_hash")
                .append(from)
                .append(") as hashed");
        try (ResultSet result = statement.executeQuery(sql.toString())) {
            result.next();
            Map<String, String> totals = new TreeMap<>();
            int at = 3;
            for (String column : exact) {
                totals.put(column, String.valueOf(result.getString(at++)));
            }
            Map<String, List<BigDecimal>> sums = new TreeMap<>();
            for (String column : doubles) {
                sums.put(column, List.of(number(result.getBigDecimal(at++)), number(result.getBigDecimal(at++))));
            }
            return new Content(
                    result.getLong(1), List.copyOf(types.keySet()), String.valueOf(result.getString(2)), totals, sums);
        }
    }

    private static BigDecimal number(@Nullable BigDecimal sum) {
        return sum == null ? BigDecimal.ZERO : sum;
    }

    private static boolean isDouble(String type) {
        return type.equals("DOUBLE") || type.equals("FLOAT");
    }

    /** The same text for the same value, whatever the engine that wrote it; of a double only whether there is one. */
    private static String text(String column, String type) {
        if (type.startsWith("TIMESTAMP")) {
            return "cast(epoch_us(" + column + ") as varchar)";
        } else if (isDouble(type)) {
            return "cast(" + column + " is null as varchar)";
        }
        return "cast(" + column + " as varchar)";
    }

    /** Says in what the second differs from the first; empty when they are equal. */
    static String difference(Content first, Content second) {
        if (first.rows() != second.rows()) {
            return first.rows() + " rows and " + second.rows() + " rows";
        } else if (!first.columns().equals(second.columns())) {
            return "columns " + first.columns() + " and " + second.columns();
        } else if (!first.totals().equals(second.totals())) {
            return "totals " + first.totals() + " and " + second.totals();
        } else if (!first.hash().equals(second.hash())) {
            return "equal counts and totals, but other values in some rows";
        }
        for (Map.Entry<String, List<BigDecimal>> sums : first.doubles().entrySet()) {
            List<BigDecimal> others = second.doubles().getOrDefault(sums.getKey(), List.of());
            // An average may differ in its last digit by the order of the additions, and then, rarely, be rounded the
            // other way: ten such values pass.
            if (others.size() != 2
                    || isFar(sums.getValue().get(0), others.get(0), LAST_DIGITS)
                    || isFar(sums.getValue().get(1), others.get(1), LAST_DIGITS.movePointRight(3))) {
                return "sums of " + sums.getKey() + " " + sums.getValue() + " and " + others;
            }
        }
        return "";
    }

    private static boolean isFar(BigDecimal one, BigDecimal other, BigDecimal tolerance) {
        return one.subtract(other).abs().compareTo(tolerance) > 0;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
        connection.close();
    }
}
