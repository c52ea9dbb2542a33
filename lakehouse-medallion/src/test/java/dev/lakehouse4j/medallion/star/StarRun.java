package dev.lakehouse4j.medallion.star;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.WriteOptions;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Builds the tables of a star in a lake as a pipeline would: dry run, write, checks. */
final class StarRun {

    static final LocalDateTime RUN_AT = LocalDateTime.of(2018, 7, 1, 3, 0);

    private final Lakehouse lake;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, List<String>> examples = new LinkedHashMap<>();

    private StarRun(Lakehouse lake) {
        this.lake = lake;
    }

    static StarRun run(Lakehouse lake, StarSchema star) {
        return run(lake, star, RUN_AT);
    }

    static StarRun run(Lakehouse lake, StarSchema star, LocalDateTime runAt) {
        StarRun run = new StarRun(lake);
        star.tables().forEach(table -> run.build(table, runAt));
        return run;
    }

    /** Numbers of offending rows by table name and check, only those that are not 0. */
    Map<String, Long> counts() {
        return counts;
    }

    /** Examples of offending rows by table name and check. */
    Map<String, List<String>> examples() {
        return examples;
    }

    private void build(StarTable<?> table, LocalDateTime runAt) {
        Map<String, Relation> relations = new LinkedHashMap<>();
        table.inputs().forEach(input -> relations.put(input.fullName(), current(input)));
        if (table.readsItself()) {
            relations.put(table.previousName(), current(table.table()));
        }
        String sql = table.sqlAt(runAt);
        assertThat(relations.keySet()).containsAll(lake.engine().references(sql).tables());
        List<Column> columns = lake.engine().describe(sql, relations);
        SchemaEvolution.requireFits(
                "build " + table.table(), columns, table.table().schema(), true);
        write(table, new Query(sql, relations));
        check(table);
    }

    private <R extends Record> void write(StarTable<R> table, Query query) {
        lake.table(table.table()).overwrite(query, WriteOptions.defaults());
    }

    /** Runs the checks of a table as it stands. */
    void check(StarTable<?> table) {
        Map<String, Relation> relations = new LinkedHashMap<>();
        table.inputs().forEach(input -> relations.put(input.fullName(), current(input)));
        relations.put(table.table().fullName(), current(table.table()));
        for (StarCheck check : table.checks()) {
            long count = number(check.countSql(), relations);
            List<String> shown = texts(check.examplesSql(), relations);
            assertThat(shown).as(check.name()).hasSizeLessThanOrEqualTo(5);
            assertThat(shown.isEmpty()).as("examples of " + check.name()).isEqualTo(count == 0);
            if (check.boundSql() != null) {
                assertThat(number(check.boundSql(), relations)).isGreaterThanOrEqualTo(count);
            }
            if (count != 0) {
                counts.put(table.table().name() + "." + check.name(), count);
                examples.put(table.table().name() + "." + check.name(), shown);
            }
        }
    }

    static StarRun checked(Lakehouse lake, StarTable<?> table) {
        StarRun run = new StarRun(lake);
        run.check(table);
        return run;
    }

    static Map<String, Long> checkOnly(Lakehouse lake, StarSchema star) {
        StarRun run = new StarRun(lake);
        star.tables().forEach(run::check);
        return run.counts;
    }

    static <R extends Record> List<R> rows(Lakehouse lake, TableRef<?, R> ref) {
        try (Stream<R> rows = table(lake, ref).rows()) {
            return rows.toList();
        }
    }

    private static <R extends Record> Table<?, R> table(Lakehouse lake, TableRef<?, R> ref) {
        return lake.table(ref);
    }

    /** The rows of a table with the columns of its record, or none. */
    private Relation current(TableRef<?, ?> ref) {
        if (!table(lake, ref).exists()) {
            return new Relation.Empty(ref.schema());
        }
        TableSnapshot snapshot = lake.snapshot(ref.fullName());
        return new Relation.Files(snapshot.root(), snapshot.files(), ref.schema());
    }

    private long number(String sql, Map<String, Relation> relations) {
        try (QueryResult result = lake.engine().query(sql, relations)) {
            assertThat(result.columns()).hasSize(1);
            result.nextBatch();
            return result.column(0).getLong(0);
        }
    }

    private List<String> texts(String sql, Map<String, Relation> relations) {
        List<String> texts = new ArrayList<>();
        try (QueryResult result = lake.engine().query(sql, relations)) {
            while (result.nextBatch()) {
                for (int i = 0; i < result.batchSize(); i++) {
                    texts.add((String) result.column(0).getObject(i));
                }
            }
        }
        return texts;
    }
}
