package dev.lakehouse4j.benchmarks;

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

/** Tells whether the jobs made the same tables: counts the rows and adds up a hash of every row. */
final class Comparison implements AutoCloseable {

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
     * @param hash sum of the hashes of all rows
     * @param totals sum of each column of numbers, rounded
     */
    record Content(long rows, List<String> columns, String hash, Map<String, String> totals) {}

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
        List<String> sums = new ArrayList<>();
        List<String> summed = new ArrayList<>();
        types.forEach((column, type) -> {
            texts.add("coalesce(" + text('"' + column + '"', type) + ", '')");
            if (type.matches("(TINY|SMALL|BIG|)INT(EGER)?|DECIMAL.*|DOUBLE|FLOAT")) {
                summed.add(column);
                // Doubles add up to other last digits in another order; the rest adds up exactly.
                boolean exact = !type.equals("DOUBLE") && !type.equals("FLOAT");
                String value = '"' + column + '"';
                sums.add(exact ? "sum(cast(" + value + " as decimal(38, 2)))" : "round(sum(" + value + "), 2)");
            }
        });
        String sql = "select count(*), cast(sum(hash(" + String.join(" || '|' || ", texts) + ")) as varchar)"
                + sums.stream().map(sum -> ", cast(" + sum + " as varchar)").collect(Collectors.joining()) + from;
        try (ResultSet result = statement.executeQuery(sql)) {
            result.next();
            Map<String, String> totals = new TreeMap<>();
            for (int i = 0; i < summed.size(); i++) {
                totals.put(summed.get(i), String.valueOf(result.getString(i + 3)));
            }
            return new Content(
                    result.getLong(1), List.copyOf(types.keySet()), String.valueOf(result.getString(2)), totals);
        }
    }

    /** The same text for the same value, whatever the engine that wrote it. */
    private static String text(String column, String type) {
        if (type.startsWith("TIMESTAMP")) {
            return "cast(epoch_us(" + column + ") as varchar)";
        } else if (type.equals("DOUBLE") || type.equals("FLOAT")) {
            // Averages may differ in the last digits by the order of the additions.
            return "cast(cast(" + column + " as decimal(28, 6)) as varchar)";
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
        return "";
    }

    @Override
    public void close() throws SQLException {
        statement.close();
        connection.close();
    }
}
