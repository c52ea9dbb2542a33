package dev.lakehouse4j.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.DuckDbEngine;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.ListType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.ColumnType.StructType;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryLineageTest {

    private static final Map<String, TableSchema> TABLES = Map.of(
            "silver.t",
            new TableSchema(
                    List.of(
                            column("id", Primitive.LONG),
                            column("a", Primitive.INT),
                            column("b", Primitive.INT),
                            column("c", Primitive.STRING),
                            column(
                                    "s",
                                    new StructType(List.of(column("x", Primitive.INT), column("y", Primitive.STRING)))),
                            column("l", new ListType(Primitive.INT, true))),
                    List.of("id"),
                    List.of(),
                    null),
            "silver.u",
            new TableSchema(
                    List.of(
                            column("id", Primitive.LONG),
                            column("t_id", Primitive.LONG),
                            column("b", Primitive.INT),
                            column("d", Primitive.INT)),
                    List.of("id"),
                    List.of(),
                    null));

    @SuppressWarnings("NullAway.Init")
    private static SqlEngine engine;

    @BeforeAll
    static void open() {
        engine = DuckDbEngine.open(EngineSettings.defaults());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static Column column(String name, ColumnType type) {
        return Column.nullable(name, type);
    }

    /** Own sources of each column, written as {@code column=table.column:KIND+…}; then the rows behind a bar. */
    private static String lineage(String sql) {
        QueryLineage lineage = QueryLineage.of(engine, sql, TABLES);
        Map<String, Relation> empty = new LinkedHashMap<>();
        TABLES.forEach((name, schema) -> empty.put(name, new Relation.Empty(schema)));
        assertThat(lineage.columns().stream().map(ColumnLineage::column))
                .as("columns of " + sql)
                .containsExactlyElementsOf(
                        engine.describe(sql, empty).stream().map(Column::name).toList());
        return lineage.columns().stream()
                        .map(column -> column.column() + "=" + text(column.sources()))
                        .collect(Collectors.joining(" "))
                + " | " + text(lineage.rows());
    }

    private static String text(List<ColumnSource> sources) {
        return sources.stream()
                .map(source -> source.column().table().substring(7) + "."
                        + source.column().column()
                        + (source.dependency() == Dependency.IDENTITY ? "" : ":" + source.dependency())
                        + (source.masking() ? "!" : ""))
                .collect(Collectors.joining("+"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
            select a, b as z from silver.t ~ a=t.a z=t.b | t.*
            select T.A, t.b + a as z from silver.t ~ a=t.a z=t.a:TRANSFORMATION+t.b:TRANSFORMATION | t.*
            select silver.t.a from silver.t ~ a=t.a | t.*
            select x.a from silver.t x where x.b > 1 ~ a=t.a | t.*+t.b:FILTER
            select * from silver.u ~ id=u.id t_id=u.t_id b=u.b d=u.d | u.*
            select * exclude (id, b) replace (d + 1 as d) from silver.u ~ t_id=u.t_id d=u.d:TRANSFORMATION | u.*
            select * rename (d as z) from silver.u ~ id=u.id t_id=u.t_id b=u.b z=u.d | u.*
            select u.* exclude (id), t.a from silver.t, silver.u ~ t_id=u.t_id b=u.b d=u.d a=t.a | t.*+u.*
            select columns('^t?_?id$') from silver.u ~ id=u.id t_id=u.t_id | u.*
            select columns(lambda n: n like '%id') from silver.u ~ id=u.id t_id=u.t_id | u.*
            select * like 't%' from silver.u ~ t_id=u.t_id | u.*
            select max(columns(* exclude (id))) from silver.u ~ t_id=u.t_id:AGGREGATION b=u.b:AGGREGATION d=u.d:AGGREGATION | u.*
            select columns('(.)_(id)') as '\\2_\\1' from silver.u ~ id_t=u.t_id | u.*
            select coalesce(*columns('^(b|d)$')) as z from silver.u ~ z=u.b:TRANSFORMATION+u.d:TRANSFORMATION | u.*
            select a, a + 1 as z, z + b as y from silver.t ~ a=t.a z=t.a:TRANSFORMATION y=t.a:TRANSFORMATION+t.b:TRANSFORMATION | t.*
            select a as b, b as a from silver.t ~ b=t.a a=t.b | t.*
            select case when a > 1 then b else id end as z from silver.t ~ z=t.a:CONDITIONAL+t.b:TRANSFORMATION+t.id:TRANSFORMATION | t.*
            select nullif(a, b) as z, if(a > 1, b, 0) as y from silver.t ~ z=t.a:TRANSFORMATION+t.b:CONDITIONAL y=t.a:CONDITIONAL+t.b:TRANSFORMATION | t.*
            select cast(a as string) as z, a between b and id as y, a in (b, 2) as x from silver.t ~ z=t.a:TRANSFORMATION y=t.a:TRANSFORMATION+t.b:TRANSFORMATION+t.id:TRANSFORMATION x=t.a:TRANSFORMATION+t.b:TRANSFORMATION | t.*
            select md5(c) as z, surrogate_key(c) as y, days_between(date '2020-01-01', date '2020-01-01' + a) as x from silver.t ~ z=t.c:TRANSFORMATION! y=t.c:TRANSFORMATION! x=t.a:TRANSFORMATION | t.*
            select s.x, s.y as z, t.s.x as w, s['x'] as v from silver.t ~ x=t.s:TRANSFORMATION z=t.s:TRANSFORMATION w=t.s:TRANSFORMATION v=t.s:TRANSFORMATION | t.*
            select s.* from silver.t ~ x=t.s:TRANSFORMATION y=t.s:TRANSFORMATION | t.*
            select unnest(s), a from silver.t ~ x=t.s:TRANSFORMATION y=t.s:TRANSFORMATION a=t.a | t.*
            select unnest(l) as e, l[1] as f from silver.t ~ e=t.l:TRANSFORMATION f=t.l:TRANSFORMATION | t.*
            select u from silver.u u ~ u=u.b:TRANSFORMATION+u.d:TRANSFORMATION+u.id:TRANSFORMATION+u.t_id:TRANSFORMATION | u.*
            select list_transform(l, lambda x: x + a) as z from silver.t ~ z=t.a:TRANSFORMATION+t.l:TRANSFORMATION | t.*
            select [a for a in l if a > b] as z, list_reduce(l, lambda a, c: a + c) as y from silver.t ~ z=t.b:TRANSFORMATION+t.l:TRANSFORMATION y=t.l:TRANSFORMATION | t.*
            select {'p': a, 'q': b} as z, [a, b] as y from silver.t ~ z=t.a:TRANSFORMATION+t.b:TRANSFORMATION y=t.a:TRANSFORMATION+t.b:TRANSFORMATION | t.*
            select #2 as z from silver.t ~ z=t.a | t.*
            select a + 1, count(*) from silver.t group by a + 1 ~ (a + 1)=t.a:TRANSFORMATION count_star()= | t.*+t.a:GROUP_BY
            """)
    void columnsOfOneTable(String sql, String expected) {
        assertThat(lineage(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
            select max(a) as z, count(*) as n, count(b) as m from silver.t ~ z=t.a:AGGREGATION n= m=t.b:AGGREGATION! | t.*
            select c, max(a) filter (where b > 0) as z from silver.t group by c ~ c=t.c z=t.a:AGGREGATION+t.b:FILTER | t.*+t.c:GROUP_BY
            select upper(c) as z, avg(a) as y from silver.t group by 1 having max(b) > 2 order by min(id) ~ z=t.c:TRANSFORMATION y=t.a:AGGREGATION | t.*+t.b:FILTER+t.c:GROUP_BY+t.id:SORT
            select upper(c) as z, max(a + 1) as y from silver.t group by all ~ z=t.c:TRANSFORMATION y=t.a:AGGREGATION | t.*+t.c:GROUP_BY
            select c as z, count(distinct a) as y from silver.t group by z ~ z=t.c y=t.a:AGGREGATION! | t.*+t.c:GROUP_BY
            select a, b, max(id) as z from silver.t group by grouping sets ((a), (b)) ~ a=t.a b=t.b z=t.id:AGGREGATION | t.*+t.a:GROUP_BY+t.b:GROUP_BY
            select max_by(c, a) as z, string_agg(c, ',' order by b) as y from silver.t ~ z=t.a:SORT+t.c:AGGREGATION y=t.b:SORT+t.c:AGGREGATION | t.*
            select row_number() over (partition by c order by a desc) as z, id from silver.t ~ z=t.a:WINDOW+t.c:WINDOW id=t.id | t.*
            select max(a) over w as z, lag(b) over w as y from silver.t window w as (partition by c order by id) ~ z=t.a:AGGREGATION+t.c:WINDOW+t.id:WINDOW y=t.b:TRANSFORMATION+t.c:WINDOW+t.id:WINDOW | t.*
            select a from silver.t qualify row_number() over (partition by c order by b) = 1 ~ a=t.a | t.*+t.b:FILTER+t.c:FILTER
            select distinct a from silver.t ~ a=t.a | t.*+t.a:GROUP_BY
            select distinct on (c) c, a from silver.t order by c, b ~ c=t.c a=t.a | t.*+t.b:SORT+t.c:GROUP_BY+t.c:SORT
            select a as z from silver.t order by z, b limit 3 ~ z=t.a | t.*+t.a:SORT+t.b:SORT
            select z from (select a as z from silver.t order by b) ~ z=t.a | t.*
            select z from (select a as z from silver.t order by b limit 1) ~ z=t.a | t.*+t.b:SORT
            select a from silver.t order by all ~ a=t.a | t.*+t.a:SORT
            """)
    void aggregatesWindowsAndOrder(String sql, String expected) {
        assertThat(lineage(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
            select t.a, u.d from silver.t join silver.u on u.t_id = t.id ~ a=t.a d=u.d | t.*+t.id:JOIN+u.*+u.t_id:JOIN
            select t.a, u.d from silver.u left join silver.t on t.id = u.t_id ~ a=t.*:JOIN+t.a+t.id:JOIN+u.t_id:JOIN d=u.d | u.*
            select t.a, u.d from silver.t left join silver.u on t.id = u.t_id ~ a=t.a d=u.d | t.*+t.id:JOIN+u.*+u.t_id:JOIN
            select t.a, u.d from silver.t right join silver.u on t.id = u.t_id ~ a=t.*:JOIN+t.a+t.id:JOIN+u.t_id:JOIN d=u.d | u.*
            select id, t.a from silver.t full join silver.u using (id) ~ id=t.id:TRANSFORMATION+u.id:TRANSFORMATION a=t.a | t.*+t.id:JOIN+u.*+u.id:JOIN
            select id, t.id as i, u.id as j from silver.t join silver.u using (id) ~ id=t.id i=t.id j=u.id | t.*+t.id:JOIN+u.*+u.id:JOIN
            select * exclude (s, l) from silver.t natural join silver.u ~ id=t.id a=t.a b=t.b c=t.c t_id=u.t_id d=u.d | t.*+t.b:JOIN+t.id:JOIN+u.*+u.b:JOIN+u.id:JOIN
            select a from silver.t semi join silver.u on u.t_id = t.id ~ a=t.a | t.*+t.id:JOIN+u.*+u.t_id:JOIN
            select t.a, u.d from silver.t, silver.u where t.id = u.t_id ~ a=t.a d=u.d | t.*+t.id:FILTER+u.*+u.t_id:FILTER
            select t.a, x.m from silver.t, lateral (select max(d) as m from silver.u where u.t_id = t.id) x ~ a=t.a m=u.d:AGGREGATION | t.*+t.id:FILTER+u.*+u.t_id:FILTER
            select t.a, x.m from silver.t left join lateral (select t.b + 1 as m) x on true ~ a=t.a m=t.b:TRANSFORMATION | t.*
            select t.a, e from silver.t, unnest(l) as q(e) ~ a=t.a e=t.l:TRANSFORMATION | t.*+t.l:FILTER
            select i, a from silver.t, range(1, 3) as r(i) ~ i= a=t.a | t.*
            select a.a, b.a as z from silver.t a join silver.t b on a.b = b.id ~ a=t.a z=t.a | t.*+t.b:JOIN+t.id:JOIN
            select t.a, r.score from silver.t left join (select t_id, max(d) as score from silver.u group by t_id) r on r.t_id = t.id ~ a=t.a score=t.id:JOIN+u.*:JOIN+u.d:AGGREGATION+u.t_id:JOIN+u.t_id:GROUP_BY | t.*
            select t.a, r.d from silver.t left join (select * from (select t_id, d, row_number() over (partition by t_id order by b) as n from silver.u) where n = 1) r on r.t_id = t.id ~ a=t.a d=t.id:JOIN+u.*:JOIN+u.b:FILTER+u.d+u.t_id:JOIN+u.t_id:FILTER | t.*
            select t.a, r.d from silver.t left join (select t_id, d, row_number() over (partition by t_id order by b) as n from silver.u) r on r.t_id = t.id and r.n = 1 ~ a=t.a d=t.id:JOIN+u.*:JOIN+u.b:JOIN+u.d+u.t_id:JOIN | t.*
            """)
    void joins(String sql, String expected) {
        assertThat(lineage(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
            with x as (select a as z from silver.t) select z from x ~ z=t.a | t.*
            with x(p, q) as (select a, b from silver.t), y as (select p + q as r from x) select r, p from x, y ~ r=t.a:TRANSFORMATION+t.b:TRANSFORMATION p=t.a | t.*
            with t as (select b as a from silver.t) select a from t ~ a=t.b | t.*
            with x as (select a from silver.t) select (with x as (select d from silver.u) select max(d) from x) as z, a from x ~ z=u.*+u.d:AGGREGATION a=t.a | t.*
            with recursive r(n, m) as (select a, 0 from silver.t union all select n + 1, b from r, silver.u where d < n) select n, m from r ~ n=t.a+t.a:TRANSFORMATION m=u.b | t.*+t.a:FILTER+u.*+u.d:FILTER
            select a from silver.t union all select d from silver.u ~ a=t.a+u.d | t.*+u.*
            select a, b from silver.t union select d, id from silver.u ~ a=t.a+u.d b=t.b+u.id | t.*+t.a:GROUP_BY+t.b:GROUP_BY+u.*+u.d:GROUP_BY+u.id:GROUP_BY
            select a, b from silver.t union all by name select d, b from silver.u ~ a=t.a b=t.b+u.b d=u.d | t.*+u.*
            select a from silver.t except select d from silver.u ~ a=t.a | t.*+t.a:GROUP_BY+t.a:FILTER+u.*+u.d:FILTER
            values (1, 'x'), (2, 'y') ~ col0= col1= |
            select v.p, a from silver.t, (values (1, 2)) v(p, q) where q = b ~ p= a=t.a | t.*+t.b:FILTER
            select a, (select max(d) from silver.u where u.t_id = t.id) as z from silver.t ~ a=t.a z=t.id:FILTER+u.*+u.d:AGGREGATION+u.t_id:FILTER | t.*
            select a from silver.t where exists (select 1 from silver.u where u.t_id = t.id) ~ a=t.a | t.*+t.id:FILTER+u.*:FILTER+u.t_id:FILTER
            select a from silver.t where (a, b) in (select b, d from silver.u) ~ a=t.a | t.*+t.a:FILTER+t.b:FILTER+u.*:FILTER+u.b:FILTER+u.d:FILTER
            select "count_star()" as n, "(a + 1)" as z from (select count(*), a + 1 from silver.t group by a + 1) ~ n= z=t.a:TRANSFORMATION | t.*+t.a:GROUP_BY
            select a_1 from (select a, b as a from silver.t) ~ a_1=t.b | t.*
            from silver.u select d ~ d=u.d | u.*
            select k, v from silver.u unpivot (v for k in (b, d)) ~ k= v=u.b:TRANSFORMATION+u.d:TRANSFORMATION | u.*+u.b:FILTER+u.d:FILTER
            """)
    void queriesWithinQueries(String sql, String expected) {
        assertThat(lineage(sql).strip()).isEqualTo(expected.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
            select nix from silver.t ~ no table in it has a column nix
            select t.nix from silver.t ~ no table in it has a column t.nix
            select a from silver.nix ~ the columns of silver.nix are not known
            select b from silver.t, silver.u ~ the column b is ambiguous
            select a as z, z + y as y from silver.t ~ no table in it has a column y
            select * from silver.u pivot (sum(d) for b in (1, 2)) ~ PIVOT
            select a, b from silver.t union all select d from silver.u ~ have 2 and 1 columns
            select * from read_parquet('x.parquet') ~ the columns of the table function read_parquet are not known
            """)
    void whatCannotBeResolvedIsAnError(String sql, String message) {
        assertThatThrownBy(() -> QueryLineage.of(engine, sql, TABLES))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("Cannot read the lineage of the query")
                .hasMessageContaining(message);
    }

    @Test
    void valuesOfJoinsAreMatched() {
        QueryLineage lineage = QueryLineage.of(
                engine,
                "with i as (select trim(c) as k, count(*) as n from silver.t group by trim(c))"
                        + " select u.id as key, i.n from silver.u u left join i on i.k = cast(u.t_id as string)",
                TABLES);

        assertThat(lineage.matches())
                .contains(
                        new RowMatch(List.of("key"), List.of(new RowMatch.SourceValue("silver.u", 1, "\"id\"", false))))
                .contains(new RowMatch(
                        List.of(),
                        List.of(
                                new RowMatch.SourceValue("silver.t", 1, "\"trim\"(c)", true),
                                new RowMatch.SourceValue("silver.u", 1, "CAST(t_id AS string)", true))));
    }
}
