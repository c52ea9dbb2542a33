package dev.lakehouse4j.medallion.star;

import static dev.lakehouse4j.medallion.star.StarSql.name;
import static dev.lakehouse4j.medallion.star.StarSql.names;

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
        String groups = " from " + rows + " group by " + names(columns) + " having count(*) > 1";
        return StarCheck.fail(
                checkName,
                description,
                "select cast(coalesce(sum(row_count), 0) as bigint) as row_count from (select count(*) as row_count"
                        + groups + ") g",
                "select "
                        + StarSql.display(
                                columns.stream().map(column -> name(column)).toList())
                        + " || ' (' || cast(count(*) as string) || ' rows)' as example" + groups
                        + " order by example limit 5");
    }
}
