package dev.lakehouse4j.medallion.star;

import java.util.List;

/** The check that columns identify a row. */
final class Duplicates {

    private Duplicates() {}

    /**
     * Makes the check.
     *
     * @param rows what follows FROM, with a condition or without
     * @param columns the columns that identify a row
     */
    static StarCheck check(String checkName, String description, String rows, List<String> columns) {
        return StarCheck.fail(
                checkName,
                description,
                count(rows, columns),
                "select "
                        + StarSql.display(columns.stream().map(StarSql::name).toList())
                        + " || ' (' || cast(count(*) as string) || ' rows)' as example" + groups(rows, columns)
                        + " order by example limit 5");
    }

    /** The number of rows that share their values of the columns with another row. */
    static String count(String rows, List<String> columns) {
        return "select cast(coalesce(sum(row_count), 0) as bigint) as row_count from (select count(*) as row_count"
                + groups(rows, columns) + ") g";
    }

    private static String groups(String rows, List<String> columns) {
        return " from " + rows + " group by " + StarSql.names(columns) + " having count(*) > 1";
    }
}
