package dev.lakehouse4j.medallion.star;

import static dev.lakehouse4j.medallion.star.StarSql.name;
import static dev.lakehouse4j.medallion.star.StarSql.names;

import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the SELECT of a dimension, and its checks. */
final class DimensionSql {

    private final TableRef<?, ?> table;
    private final List<Column> naturalKey;
    private final Column surrogateKey;
    private final String source;
    private final @Nullable String keyExpression;
    private final UnknownMember unknown;

    DimensionSql(
            TableRef<?, ?> table,
            List<Column> naturalKey,
            Column surrogateKey,
            String source,
            @Nullable String keyExpression,
            UnknownMember unknown) {
        this.table = table;
        this.naturalKey = naturalKey;
        this.surrogateKey = surrogateKey;
        this.source = source;
        this.keyExpression = keyExpression;
        this.unknown = unknown;
    }

    /** The query of the definition, without keys and unknown member. */
    String source() {
        return source;
    }

    String type1() {
        String columns = table.schema().columns().stream()
                .map(column -> column.name().equals(surrogateKey.name())
                        ? key(naturalKey) + " as " + name(column.name())
                        : name(column.name()))
                .collect(Collectors.joining(",\n  "));
        return StarSql.withSource(source) + "\nselect\n  " + columns + "\nfrom source_rows\nunion all\n"
                + unknown.select();
    }

    private String key(List<Column> parts) {
        String key = keyExpression == null
                ? "surrogate_key(" + StarSql.keyText(StarSql.texts(parts, "")) + ")"
                : keyExpression;
        return StarSql.cast(key, surrogateKey.type());
    }

    /**
     * Lays out all that is known of a member as events in time: a version begins, or (closed) the last one ends. At one time
     * the query's row wins over the stored version, and a begin over an end; what repeats the event before it is dropped;
     * the end of a version is the time of the next event.
     */
    String type2(History history) {
        ColumnType time = validFrom(history).type();
        List<String> keys = naturalKey.stream().map(Column::name).toList();
        List<String> attributes = attributes(history, keys);
        String carried = names(StarSql.plus(keys, attributes));
        String previous = StarSql.previous(table.name());

        StringBuilder sql = new StringBuilder(StarSql.withSource(source));
        sql.append(",\nknown_versions as (\n  select * from ")
                .append(previous)
                .append("\n  where ")
                .append(name(surrogateKey.name()))
                .append(" <> " + StarSql.UNKNOWN_KEY + "\n),\n");
        sql.append("known_members as (\n  select ")
                .append(names(keys))
                .append(", max(coalesce(")
                .append(name(history.validToColumn()))
                .append(", ")
                .append(name(history.validFromColumn()))
                .append(")) as star_last_at\n  from known_versions\n  group by ")
                .append(names(keys))
                .append("\n),\n");
        sql.append("all_events as (\n  ").append(sourceEvents(history, time, keys, attributes));
        sql.append("\n  union all\n  select ")
                .append(carried)
                .append(", ")
                .append(name(history.validFromColumn()))
                .append(", 2, false from known_versions");
        sql.append("\n  union all\n  select ")
                .append(carried)
                .append(", ")
                .append(name(history.validToColumn()))
                .append(", 3, true from known_versions where ")
                .append(name(history.validToColumn()))
                .append(" is not null");
        if (history.closesVanished()) {
            sql.append("\n  union all\n  select ")
                    .append(StarSql.join(StarSql.plus(keys, attributes), ", ", column -> "k." + name(column)))
                    .append(", greatest(")
                    .append(runAt(time))
                    .append(", k.")
                    .append(name(history.validFromColumn()))
                    .append("), 3, true\n  from known_versions k\n  where k.")
                    .append(name(history.currentColumn()))
                    .append(" and not exists (select 1 from source_rows s where ")
                    .append(StarSql.join(keys, " and ", key -> "s." + name(key) + " = k." + name(key)))
                    .append(")");
        }
        return sql + "\n)" + laidOut(history, keys, attributes);
    }

    /** From the events of all members to the rows of the table. */
    private String laidOut(History history, List<String> keys, List<String> attributes) {
        String perMember = "partition by " + names(keys) + " order by star_at asc nulls first";
        StringBuilder sql = new StringBuilder();
        sql.append(",\nranked_events as (\n  select *, min(star_rank) over (partition by ")
                .append(names(keys))
                .append(", star_at) as star_best_rank from all_events\n),\n");
        sql.append("marked_events as (\n  select *,\n    lag(star_closed) over w is distinct from star_closed");
        String changedAt = history.changedAtColumn();
        for (String attribute : attributes) {
            if (!attribute.equals(changedAt)) {
                sql.append("\n      or lag(")
                        .append(name(attribute))
                        .append(") over w is distinct from ")
                        .append(name(attribute));
            }
        }
        sql.append(" as star_changed\n  from ranked_events\n  where star_rank = star_best_rank\n  window w as (")
                .append(perMember)
                .append(")\n),\nversions as (\n  select *, lead(star_at) over (")
                .append(perMember)
                .append(") as star_next_at\n  from marked_events\n  where star_changed\n)\n");
        sql.append("select\n  ")
                .append(table.schema().columns().stream()
                        .map(column -> versionColumn(column, history))
                        .collect(Collectors.joining(",\n  ")))
                .append("\nfrom versions\nwhere not star_closed\nunion all\n")
                .append(unknown.select());
        return sql.toString();
    }

    /** The columns of the query that versions are made of: keys, attributes, and the time of the change where there is one. */
    List<Column> carried(History history) {
        List<String> keys = naturalKey.stream().map(Column::name).toList();
        List<Column> carried = new ArrayList<>();
        for (String name : StarSql.plus(keys, attributes(history, keys))) {
            carried.add(table.schema().column(name).orElseThrow());
        }
        String changedAt = history.changedAtColumn();
        if (changedAt != null
                && carried.stream().noneMatch(column -> column.name().equals(changedAt))) {
            carried.add(Column.required(changedAt, validFrom(history).type()));
        }
        return List.copyOf(carried);
    }

    /**
     * The versions by what another keeper of history has stored: every row that the query ever gave, with the time from which
     * it was given in {@code __START_AT}, and until which in {@code __END_AT}. The same rules as in {@link #type2} apply.
     *
     * @param stored what follows FROM
     */
    String type2Over(History history, String stored) {
        ColumnType time = validFrom(history).type();
        List<String> keys = naturalKey.stream().map(Column::name).toList();
        List<String> attributes = attributes(history, keys);
        String carried = names(StarSql.plus(keys, attributes));
        String changedAt = history.changedAtColumn();
        StringBuilder sql = new StringBuilder("with stored_rows as (\n  select * from ");
        sql.append(stored).append(" stored\n),\n");
        if (changedAt != null) {
            // A row with the time of a version that is there corrects it.
            sql.append("newest_rows as (\n  select *, row_number() over (partition by ")
                    .append(names(StarSql.plus(keys, List.of(changedAt))))
                    .append(" order by __START_AT desc nulls last) as star_age from stored_rows\n),\n")
                    .append("all_events as (\n  select ")
                    .append(carried)
                    .append(", ")
                    .append(StarSql.cast(name(changedAt), time))
                    .append(" as star_at, 1 as star_rank, false as star_closed from newest_rows where star_age = 1");
            if (history.closesVanished()) {
                // None of the member's rows is given any more.
                sql.append("\n  union all\n  select ")
                        .append(carried)
                        .append(", greatest(")
                        .append(StarSql.cast("star_ended_at", time))
                        .append(", ")
                        .append(StarSql.cast(name(changedAt), time))
                        .append("), 3, true\n  from (\n    select *, max(__END_AT) over (partition by ")
                        .append(names(keys))
                        .append(
                                ") as star_ended_at,\n      count(case when __END_AT is null then 1 end) over (partition by ")
                        .append(names(keys))
                        .append(") as star_given,\n      row_number() over (partition by ")
                        .append(names(keys))
                        .append(" order by ")
                        .append(name(changedAt))
                        .append(
                                " desc nulls last, __START_AT desc nulls last) as star_last\n    from stored_rows\n  ) ended")
                        .append("\n  where star_given = 0 and star_last = 1");
            }
            sql.append("\n)");
        } else {
            sql.append("all_events as (\n  select ")
                    .append(carried)
                    .append(",\n    case when row_number() over (partition by ")
                    .append(names(keys))
                    .append(" order by __START_AT asc nulls first) = 1 then ")
                    .append(StarSql.beginning(time))
                    .append(" else ")
                    .append(StarSql.cast("__START_AT", time))
                    .append(" end as star_at, 2 as star_rank, false as star_closed from stored_rows");
            if (history.closesVanished()) {
                sql.append("\n  union all\n  select ")
                        .append(carried)
                        .append(", ")
                        .append(StarSql.cast("__END_AT", time))
                        .append(", 3, true from stored_rows where __END_AT is not null");
            }
            sql.append("\n)");
        }
        return sql + laidOut(history, keys, attributes);
    }

    private String sourceEvents(History history, ColumnType time, List<String> keys, List<String> attributes) {
        String changedAt = history.changedAtColumn();
        if (changedAt != null) {
            return "select " + names(StarSql.plus(keys, attributes)) + ", " + StarSql.cast(name(changedAt), time)
                    + " as star_at, 1 as star_rank, false as star_closed from source_rows";
        }
        return "select "
                + StarSql.join(StarSql.plus(keys, attributes), ", ", column -> "s." + name(column))
                + ",\n    case when k.star_last_at is null then " + StarSql.beginning(time) + " else greatest("
                + runAt(time) + ", k.star_last_at) end as star_at, 1 as star_rank, false as star_closed"
                + "\n  from source_rows s\n  left join known_members k on "
                + StarSql.join(keys, " and ", key -> "k." + name(key) + " = s." + name(key));
    }

    private static String runAt(ColumnType time) {
        return StarSql.cast(StarTable.RUN_AT, time);
    }

    private String versionColumn(Column column, History history) {
        String own = column.name();
        if (own.equals(surrogateKey.name())) {
            List<String> texts = new ArrayList<>(StarSql.texts(naturalKey, ""));
            texts.add(StarSql.text("star_at", validFrom(history).type()));
            return StarSql.cast("surrogate_key(" + StarSql.keyText(texts) + ")", column.type()) + " as " + name(own);
        } else if (own.equals(history.validFromColumn())) {
            return "star_at as " + name(own);
        } else if (own.equals(history.validToColumn())) {
            return "star_next_at as " + name(own);
        } else if (own.equals(history.currentColumn())) {
            return "star_next_at is null as " + name(own);
        }
        return name(own);
    }

    private Column validFrom(History history) {
        return table.schema().column(history.validFromColumn()).orElseThrow();
    }

    private List<String> attributes(History history, List<String> keys) {
        List<String> attributes = new ArrayList<>(table.schema().names());
        attributes.remove(surrogateKey.name());
        attributes.removeAll(keys);
        attributes.removeAll(history.columns());
        return attributes;
    }

    List<StarCheck> checks(@Nullable History history) {
        List<Column> identity = new ArrayList<>(naturalKey);
        if (history != null) {
            identity.add(validFrom(history));
        }
        List<String> identityNames = identity.stream().map(Column::name).toList();
        String members = table.fullName() + " where " + name(surrogateKey.name()) + " <> " + StarSql.UNKNOWN_KEY;
        List<StarCheck> checks = new ArrayList<>();
        checks.add(Duplicates.check(
                "unique_natural_key",
                history == null
                        ? "Several rows have the same natural key " + String.join(", ", identityNames)
                                + ". Make the query give one row for each."
                        : "Several versions of one member begin at the same time (" + String.join(", ", identityNames)
                                + "). Make the query give one row for each.",
                members,
                identityNames));
        checks.add(collisions(identity, members));
        if (history != null) {
            checks.add(Duplicates.check(
                    "one_current_version",
                    "Several versions of one member are current. Rebuild the table.",
                    members + " and " + name(history.currentColumn()),
                    naturalKey.stream().map(Column::name).toList()));
        }
        return checks;
    }

    private StarCheck collisions(List<Column> identity, String members) {
        String key = name(surrogateKey.name());
        String text = StarSql.keyText(StarSql.texts(identity, ""));
        String groups = " from " + members + " group by " + key + " having min(" + text + ") <> max(" + text + ")";
        return new StarCheck(
                "unique_surrogate_key",
                "Two members have the same surrogate key: the hashes of their natural keys collide. Change one natural"
                        + " key in the query, for example by a prefix on all of them.",
                StarCheck.Severity.FAIL,
                "select cast(coalesce(sum(row_count), 0) as bigint) as row_count from (select count(*) as row_count"
                        + groups + ") g",
                "select cast(" + key + " as string) || ': ' || min(" + text + ") || ' and ' || max(" + text
                        + ") as example" + groups + " order by example limit 5",
                Duplicates.count(members, List.of(surrogateKey.name())));
    }
}
