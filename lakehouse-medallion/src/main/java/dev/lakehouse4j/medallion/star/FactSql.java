package dev.lakehouse4j.medallion.star;

import static dev.lakehouse4j.medallion.star.StarSql.name;

import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the SELECT of a fact, and its checks. */
final class FactSql {

    private final TableRef<?, ?> table;
    private final List<String> grain;
    private final String source;
    private final List<Fact.Link> links;

    FactSql(TableRef<?, ?> table, List<String> grain, String source, List<Fact.Link> links) {
        this.table = table;
        this.grain = grain;
        this.source = source;
        this.links = links;
    }

    String select() {
        String columns = table.schema().columns().stream().map(this::column).collect(Collectors.joining(",\n  "));
        StringBuilder sql = new StringBuilder(StarSql.withSource(source));
        sql.append("\nselect\n  ").append(columns).append("\nfrom source_rows f");
        for (int i = 0; i < links.size(); i++) {
            sql.append("\nleft join (")
                    .append(members(links.get(i)))
                    .append(") ")
                    .append(alias(i))
                    .append(" on ");
            sql.append(condition(links.get(i), alias(i)));
        }
        return sql.toString();
    }

    private String column(Column column) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).column().name().equals(column.name())) {
                return "coalesce(" + alias(i) + ".star_key, " + StarSql.cast(StarSql.UNKNOWN_KEY, column.type())
                        + ") as " + name(column.name());
            }
        }
        return "f." + name(column.name());
    }

    private static String alias(int index) {
        return "lookup_" + (index + 1);
    }

    /** The members of a dimension, or their versions with the times between which facts refer to them. */
    private static String members(Fact.Link link) {
        Dimension<?> dimension = link.dimension();
        History history = dimension.history();
        String key = name(dimension.surrogateKey().name());
        List<Column> naturalKey = dimension.naturalKey();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < naturalKey.size(); i++) {
            parts.add(name(naturalKey.get(i).name()) + " as " + part(i));
        }
        String columns = key + " as star_key, " + String.join(", ", parts);
        String from = " from " + dimension.table().fullName() + " where " + key + " <> " + StarSql.UNKNOWN_KEY;
        if (history == null) {
            return "select " + columns + from;
        }
        String begin = name(history.validFromColumn());
        String perMember = "(partition by "
                + StarSql.names(naturalKey.stream().map(Column::name).toList()) + " order by " + begin;
        if (link.asOf() == null) {
            return "select * from (select " + columns + ", row_number() over " + perMember
                    + " desc nulls last) as star_age" + from + ") v where star_age = 1";
        }
        ColumnType time = timeType(dimension, history);
        return "select " + columns + ", case when row_number() over " + perMember + " asc nulls first) = 1 then "
                + StarSql.earliest(time) + " else " + begin + " end as star_from, coalesce(lead(" + begin + ") over "
                + perMember + " asc nulls first), " + StarSql.latest(time) + ") as star_until" + from;
    }

    private static String condition(Fact.Link link, String alias) {
        Dimension<?> dimension = link.dimension();
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < link.by().size(); i++) {
            terms.add(alias + "." + part(i) + " = " + value(link, i));
        }
        History history = dimension.history();
        String asOf = link.asOf();
        if (history != null && asOf != null) {
            ColumnType time = timeType(dimension, history);
            // A fact without a time belongs to the last version.
            String at = "coalesce(" + StarSql.cast("f." + name(asOf), time) + ", " + StarSql.cast("'9999-12-30'", time)
                    + ")";
            terms.add(alias + ".star_from <= " + at);
            terms.add(alias + ".star_until > " + at);
        }
        return String.join(" and ", terms);
    }

    private static ColumnType timeType(Dimension<?> dimension, History history) {
        return dimension
                .table()
                .schema()
                .column(history.validFromColumn())
                .orElseThrow()
                .type();
    }

    private static String part(int index) {
        return "star_part_" + (index + 1);
    }

    private static String value(Fact.Link link, int part) {
        return StarSql.cast(
                "f." + name(link.by().get(part)),
                link.dimension().naturalKey().get(part).type());
    }

    List<StarCheck> checks() {
        List<StarCheck> checks = new ArrayList<>();
        checks.add(Duplicates.check(
                "unique_grain",
                "Several rows have the same " + String.join(", ", grain)
                        + ", which is the declared grain. Make the query give one row for each, or declare a finer grain.",
                table.fullName(),
                grain));
        for (Fact.Link link : links) {
            checks.add(keys(link));
            checks.add(orphans(link));
        }
        return checks;
    }

    private StarCheck keys(Fact.Link link) {
        String own = "f." + name(link.column().name());
        TableRef<?, ?> dimension = link.dimension().table();
        String rows = " from " + table.fullName() + " f where not exists (select 1 from " + dimension.fullName()
                + " d where d." + name(link.dimension().surrogateKey().name()) + " = " + own + ")";
        return StarCheck.fail(
                "member_exists_" + link.column().name(),
                "The key " + link.column().name() + " of a row is not in " + dimension
                        + ". Rebuild both tables in one run.",
                "select count(*) as row_count" + rows,
                "select distinct cast(" + own + " as string) as example" + rows + " order by example limit 5");
    }

    /** The natural key is not in the finished table, so the query runs again, unless no row has the unknown key. */
    private StarCheck orphans(Fact.Link link) {
        Dimension<?> dimension = link.dimension();
        List<String> terms = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < link.by().size(); i++) {
            String value = value(link, i);
            values.add(value);
            terms.add("f." + name(link.by().get(i)) + " is not null");
            matches.add("d." + name(dimension.naturalKey().get(i).name()) + " = " + value);
        }
        String key = name(dimension.surrogateKey().name());
        String rows = " from source_rows f where " + String.join(" and ", terms) + " and not exists (select 1 from "
                + dimension.table().fullName() + " d where " + String.join(" and ", matches) + " and d." + key + " <> "
                + StarSql.UNKNOWN_KEY + ")";
        String shown = StarSql.display(values);
        return new StarCheck(
                "orphans_" + link.column().name(),
                "The " + String.join(", ", link.by()) + " of a row is not in " + dimension.table()
                        + ", so the row refers to the unknown member. Repair the source of the dimension or of the fact.",
                StarCheck.Severity.WARN,
                StarSql.withSource(source) + "\nselect count(*) as row_count" + rows,
                StarSql.withSource(source) + "\nselect " + shown + " || ' (' || cast(count(*) as string) || ' rows)' as"
                        + " example" + rows + " group by " + shown + " order by count(*) desc, example limit 5",
                "select count(*) as row_count from " + table.fullName() + " where "
                        + name(link.column().name()) + " = " + StarSql.UNKNOWN_KEY);
    }
}
