package dev.lakehouse4j.core;

import static dev.lakehouse4j.core.catalog.Privilege.SELECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.QueryGrammar.Column;
import dev.lakehouse4j.core.QueryGrammar.Kind;
import dev.lakehouse4j.core.QueryGrammar.Source;
import dev.lakehouse4j.core.access.Door;
import dev.lakehouse4j.core.access.Session;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Key;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries by chance, over tables of which much is hidden. What a restricted session gets must be what a session gets that has
 * a plain copy of the visible rows and nothing else: the same rows, and an error exactly where the copy gives one: no value that is seen makes a cast fail, every hidden one does.
 *
 * <p>The system property {@code lakehouse4j.fuzz} sets another number of statements, {@code lakehouse4j.fuzz.seed} where to
 * begin.
 */
class SqlFuzzTest {

    record Person(@Key int id, String region, String code, String ssn, long salary) {}

    record Pay(@Key int id, int person, String note) {}

    record Secret(@Key int id, String text, long amount) {}

    private static final TableRef<Silver, Person> PEOPLE = TableRef.silver("people", Person.class);
    private static final TableRef<Silver, Pay> PAY = TableRef.silver("pay", Pay.class);
    private static final TableRef<Silver, Secret> SECRET = TableRef.silver("secret", Secret.class);
    private static final TableRef<Gold, Person> SHOWN = TableRef.gold("shown", Person.class);

    private static final String CANARY = "canary";
    private static final String NUMBER = "77700077";

    private static final List<Source> TABLES = List.of(
            new Source("silver.people", people()),
            new Source("silver.people", people()),
            new Source("gold.shown", people()),
            new Source(
                    "silver.pay",
                    List.of(
                            new Column("id", Kind.NUMBER),
                            new Column("person", Kind.NUMBER),
                            new Column("note", Kind.CODE))));

    @TempDir
    static Path folder;

    private static Lakehouse lake;
    private static Lakehouse copy;
    private static Session session;
    private static final Map<String, Relation> hidden = new LinkedHashMap<>();
    private static final Map<String, Relation> plain = new LinkedHashMap<>();

    private static List<Column> people() {
        return List.of(
                new Column("id", Kind.NUMBER),
                new Column("region", Kind.CODE),
                new Column("code", Kind.CODE),
                new Column("ssn", Kind.CODE),
                new Column("salary", Kind.NUMBER));
    }

    /** Every hidden value holds a canary; hidden codes are no numbers, so whatever casts them fails. */
    private static Stream<Person> all() {
        return IntStream.range(0, 40)
                .mapToObj(i -> i % 3 == 0
                        ? new Person(
                                i, CANARY + "-region", CANARY + "-code-" + i, CANARY + "-ssn-" + i, 7_770_007_700L + i)
                        : new Person(i, "1", String.valueOf(i), CANARY + "-ssn-" + i, 7_770_007_700L + i));
    }

    private static Stream<Person> visible() {
        return all().filter(person -> person.region().equals("1"))
                .map(person -> new Person(
                        person.id(),
                        person.region(),
                        person.code(),
                        String.valueOf(900 + person.id() % 10),
                        person.id() % 2 == 0 ? 1 : 0));
    }

    private static Stream<Pay> pays() {
        return IntStream.range(0, 20).mapToObj(i -> new Pay(i, i * 3, String.valueOf(i % 5)));
    }

    @BeforeAll
    static void fill() {
        lake = Lakehouse.open(folder.resolve("lake"));
        copy = Lakehouse.open(folder.resolve("copy"));
        lake.table(PEOPLE).append(all());
        lake.table(SHOWN).append(all());
        lake.table(PAY).append(pays());
        lake.table(SECRET).append(List.of(new Secret(1, CANARY + "-secret", 7_770_007_799L)));
        copy.table(PEOPLE).append(visible());
        copy.table(SHOWN).append(visible());
        copy.table(PAY).append(pays());
        // What stands in gold.shown in the copy is a view in the lake.
        String masked = "cast(900 + id % 10 as varchar)";
        GrantedRights ana = new GrantedRights("ana")
                .table("silver.people", SELECT)
                .table("gold.shown", SELECT)
                .table("silver.pay", SELECT)
                .filter(
                        "silver.people",
                        "regexp_replace(reverse(reverse(region)), '[a-z]', '') = '1' and current_user() = 'ana'")
                .filter("gold.shown", "reverse(region) = '1' or is_member('all')")
                .mask("silver.people", "ssn", masked)
                .mask("gold.shown", "ssn", "case when length(value) > 0 then " + masked + " end")
                .mask("silver.people", "salary", "case when id % 2 = 0 then 1 else 0 end")
                .mask("gold.shown", "salary", "(id + 1) % 2")
                .view("gold.visible", "select * from silver.secret")
                .grant(SELECT, Securable.table("gold.nothing"));
        session = new Door(
                        lake.root(), lake.engine(), new RememberingStore(lake.store()), events -> {}, ana, lake::tables)
                .session(ana.principal());
        for (String table : List.of("silver.people", "silver.pay", "gold.shown")) {
            hidden.put(table, new Relation.Snapshot(lake.snapshot(table)));
            plain.put(table, new Relation.Snapshot(copy.snapshot(table)));
        }
    }

    @AfterAll
    static void close() {
        lake.close();
        copy.close();
    }

    /** What a query gave: rows in a certain order, or an error. */
    private record Outcome(
            @Nullable List<String> rows, @Nullable LakehouseException error) {

        boolean failed() {
            return error != null;
        }

        String everything() {
            if (error == null) {
                return String.valueOf(rows);
            }
            StringWriter text = new StringWriter();
            error.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }

    private static Outcome run(SqlEngine engine, String sql, Map<String, Relation> relations) {
        try (QueryResult result = engine.query(sql, relations)) {
            List<String> rows = new ArrayList<>();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    StringBuilder line = new StringBuilder();
                    for (int column = 0; column < result.columns().size(); column++) {
                        line.append(result.column(column).getObject(row)).append('|');
                    }
                    rows.add(line.toString());
                }
            }
            rows.sort(String::compareTo);
            return new Outcome(rows, null);
        } catch (LakehouseException e) {
            return new Outcome(null, e);
        }
    }

    private static void assertNoCanary(String sql, Outcome outcome) {
        String text = outcome.everything().toLowerCase(Locale.ROOT);
        // The statement itself may be quoted in an error, but it holds no canary.
        assertThat(text).as(sql).doesNotContain(CANARY).doesNotContain(NUMBER).doesNotContain(folder.toString());
    }

    @Test
    void queriesGiveWhatACopyOfTheVisibleRowsGives() {
        int count = Integer.getInteger("lakehouse4j.fuzz", 1_500) * 3 / 10;
        long seed = Long.getLong("lakehouse4j.fuzz.seed", 20_251_122L);
        int succeeded = 0;
        for (int i = 0; i < count; i++) {
            String sql = new QueryGrammar(seed + i, TABLES).query();
            Outcome governed = run(session.engine(), sql, hidden);
            assertNoCanary(sql, governed);
            if (governed.error() instanceof AccessDeniedException refused) {
                throw new AssertionError("refused " + sql, refused);
            }
            // Every failure is compared, since one of the session alone would tell of hidden rows; of results, some.
            if (governed.failed() || i % 4 == 0) {
                Outcome expected = run(copy.engine(), sql, plain);
                assertThat(governed.failed())
                        .as(sql + "\n" + governed.everything())
                        .isEqualTo(expected.failed());
                if (!expected.failed()) {
                    assertThat(governed.rows()).as(sql).isEqualTo(expected.rows());
                }
            }
            succeeded += governed.failed() ? 0 : 1;
        }
        assertThat(succeeded).as("valid queries among " + count).isGreaterThan(count / 2);
    }

    @Test
    void nothingThatTheEngineCanCallShowsWhatIsHidden() {
        int count = Integer.getInteger("lakehouse4j.fuzz", 1_500) * 7 / 10;
        Random random = new Random(Long.getLong("lakehouse4j.fuzz.seed", 42L));
        List<String> functions = names("select distinct function_name from duckdb_functions()");
        List<String> relations = names(
                "select distinct view_name from duckdb_views() union select 'information_schema.' || table_name from"
                        + " duckdb_columns() union select table_name from duckdb_tables()");
        String file = lake.snapshot("silver.secret")
                .files()
                .get(0)
                .resolve(lake.snapshot("silver.secret").root())
                .toString();
        List<String> arguments = List.of(
                "",
                "*",
                "'" + file + "'",
                "'silver.secret'",
                "'select * from silver.secret'",
                "code, ssn",
                "p",
                "ssn",
                "salary",
                "'ssn'",
                "1",
                "1, 2",
                "[1, 2]",
                "code",
                "p.ssn, 'a'",
                "'HOME'",
                "'" + file + "', 1",
                "silver.people, ssn");
        List<String> shapes = List.of(
                "select %s from silver.people p",
                "select * from %s",
                "select (select max(x) from %s t(x)) from silver.people p",
                "select * from silver.people p, lateral %s",
                "select %s over () from silver.people p",
                "select list_aggregate([1], '%s') from silver.people p",
                "select count(*) from silver.people p where %s is not null",
                "with t as (select * from %s) select * from t",
                "select p.%s from silver.people p",
                "select * from silver.people p order by %s limit 3");
        List<String> known = List.of(
                "lower",
                "sum",
                "count",
                "min",
                "max",
                "list",
                "string_agg",
                "hash",
                "length",
                "histogram",
                "any_value",
                "first",
                "to_json",
                "typeof",
                "range",
                "unnest",
                "json_each",
                "list_value",
                "format",
                "median");
        int ran = 0;
        for (int i = 0; i < count; i++) {
            String sql;
            if (i % 10 == 0) {
                String relation = relations.get(random.nextInt(relations.size()));
                sql = any(random, List.of("select * from ", "describe ", "from ", "select * from main.", "table "))
                        + relation;
            } else {
                String call = any(random, random.nextInt(3) == 0 ? known : functions);
                String name = call.matches("\\w+") ? call : "\"" + call + "\"";
                String given = any(random, arguments);
                sql = any(random, shapes).replace("%s", name + "(" + given + ")");
            }
            Outcome outcome = run(session.engine(), sql, hidden);
            String quoted = sql.toLowerCase(Locale.ROOT);
            String text = outcome.everything()
                    .toLowerCase(Locale.ROOT)
                    .replace(quoted, "")
                    .replace(folder.toString(), "");
            assertThat(text).as(sql).doesNotContain(CANARY).doesNotContain(NUMBER);
            ran += outcome.failed() ? 0 : 1;
        }
        assertThat(ran).as("calls that ran").isGreaterThanOrEqualTo(count / 50);
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<String> names(String sql) {
        List<String> names = new ArrayList<>();
        try (QueryResult result = lake.engine().query(sql, Map.of())) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    names.add(String.valueOf(result.column(0).getObject(row)));
                }
            }
        }
        names.sort(String::compareTo);
        return names;
    }
}
