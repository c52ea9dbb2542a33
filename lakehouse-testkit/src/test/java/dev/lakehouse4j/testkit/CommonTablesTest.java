package dev.lakehouse4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommonTablesTest {

    @Test
    void namesAreThoseOfTheOuterWithClause() {
        assertThat(CommonTables.of("with a as (select 1), b as (with c as (select 2) select * from c) select * from b")
                        .names())
                .containsExactly("a", "b");
        assertThat(CommonTables.of("select 1").names()).isEmpty();
        assertThat(CommonTables.of("select * from (with a as (select 1) select * from a)")
                        .names())
                .isEmpty();
        assertThat(CommonTables.of("").names()).isEmpty();
    }

    @Test
    void parenthesesInTextsNamesAndCommentsDoNotCount() {
        CommonTables tables = CommonTables.of("""
                -- with x as (
                /* ( */ WITH a AS ( -- )
                  select ')' as x, 'it''s )' as y, "a)" /* ) */ from t
                ), /* , */ "odd "" name" as (select 1), `b`
                as(select (1))
                select * from a""");

        assertThat(tables.names()).containsExactly("a", "odd \" name", "b");
        assertThat(tables.selecting("A").orElseThrow())
                .endsWith("from t\n)\nselect * from \"a\" order by all")
                .startsWith("-- with x as (");
    }

    @Test
    void columnNamesRecursionAndMaterializationAreUnderstood() {
        assertThat(CommonTables.of("with recursive n(i, \"(\") as (select 1), m as not materialized (select 2),"
                                + " k as materialized (select 3) select 1")
                        .names())
                .containsExactly("n", "m", "k");
    }

    @Test
    void aTextThatEndsTooEarlyIsNoError() {
        for (String sql :
                new String[] {"with", "with a", "with a as", "with a as (", "with a as ('", "with \"", "/*"}) {
            assertThat(CommonTables.of(sql).selecting("b")).isEmpty();
        }
    }

    @Test
    void anUnknownNameSelectsNothing() {
        assertThat(CommonTables.of("with a as (select 1) select * from a").selecting("b"))
                .isEmpty();
    }
}
