package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A table of a star schema as SQL: what a pipeline needs to build it.
 *
 * <p>The rows of {@link #sqlAt(LocalDateTime)} replace the rows of the table. Where {@code readsItself} is true, the query
 * also reads {@link #previousName()}: the table's rows before the run, with the columns of its record (nulls in those that
 * the stored table lacks), or no rows on the first run.
 *
 * @param <R> the record type of its rows
 * @param table the table to write
 * @param inputs the other tables that the query and the checks read, each once
 * @param sql one SELECT statement; {@code :run_at} stands for the time of the run
 * @param checks what to verify on the finished table
 * @param readsItself whether the query reads the table's previous rows
 */
record StarTable<R extends Record>(
        TableRef<Gold, R> table,
        List<TableRef<? extends GoldInput, ?>> inputs,
        String sql,
        List<StarCheck> checks,
        boolean readsItself) {

    /** What stands in {@link #sql()} for the time of the run. */
    public static final String RUN_AT = ":run_at";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /**
     * Copies the lists.
     *
     * @param table the table to write
     * @param inputs the other tables that the query and the checks read
     * @param sql one SELECT statement
     * @param checks what to verify on the finished table
     * @param readsItself whether the query reads the table's previous rows
     */
    public StarTable {
        inputs = List.copyOf(inputs);
        checks = List.copyOf(checks);
    }

    /**
     * The name under which the query reads the table's rows before the run.
     *
     * @return for example {@code previous.dim_agents}
     */
    public String previousName() {
        return StarSql.previous(table.name());
    }

    /**
     * The query of one run.
     *
     * @param runAt time of the run in UTC; parts below a microsecond are cut
     * @return the query with a timestamp literal in place of {@code :run_at}
     */
    public String sqlAt(LocalDateTime runAt) {
        return sql.replace(RUN_AT, "cast('" + TIME.format(runAt) + "' as timestamp)");
    }

    /** The table as a model of a pipeline. */
    SqlModel<Gold, R> model() {
        SqlModel<Gold, R> model = SqlModel.gold(table)
                .reads(inputs)
                .sql(sql)
                .check(checks.stream().map(StarCheck::forModel).toList());
        return readsItself ? model.readingItself() : model;
    }
}
