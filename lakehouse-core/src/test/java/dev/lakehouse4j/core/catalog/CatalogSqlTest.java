package dev.lakehouse4j.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.CatalogException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading statements. */
class CatalogSqlTest {

    private static CatalogStatement parse(String sql) {
        return CatalogSql.parse(sql, "lakehouse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRANT SELECT, MODIFY ON TABLE silver.orders TO USER `ana`",
                "grant select on silver.orders to ana",
                "GRANT USE SCHEMA ON SCHEMA silver TO GROUP 'the analysts'",
                "GRANT ALL PRIVILEGES ON CATALOG TO SERVICE \"nightly\"",
                "GRANT USE CATALOG ON CATALOG lakehouse TO `ana`;",
                "GRANT SELECT ON VIEW lakehouse.gold.late TO USER `d''Artagnan \"the\" ``third```",
                "GRANT SELECT ON TABLE silver.orders TO USER `Ação 日本 😀`",
                "GRANT EXECUTE ON FUNCTION ai_mask TO ana",
                "GRANT EXECUTE ON FUNCTION functions.AI_MASK TO ana",
                "GRANT EXECUTE ON MODEL models.`Late delivery` TO ana",
                "GRANT EXECUTE ON MODEL delay TO ana",
                "REVOKE ALL ON SCHEMA gold FROM ana",
                "REVOKE SELECT ON TABLE silver.orders FROM GROUP `analysts` -- the end",
                "SHOW GRANTS",
                "SHOW GRANTS ON TABLE silver.orders",
                "SHOW GRANTS TO ana",
                "SHOW GRANTS USER `ana` ON SCHEMA silver",
                "SHOW GRANTS `ana@example.org` ON silver.orders",
                "CREATE USER `ana@example.org`",
                "CREATE GROUP IF NOT EXISTS 'über-grüppe'",
                "CREATE SERVICE nightly",
                "DROP USER IF EXISTS \"a\"\"b\"",
                "ALTER GROUP analysts ADD USER ana, GROUP others, bob",
                "ALTER GROUP analysts DROP USER ana",
                "CREATE VIEW gold.late AS SELECT 'a;b' AS x, \"y\" FROM gold.t -- because\n",
                "CREATE OR REPLACE VIEW lakehouse.gold.late COMMENT 'it''s late' AS WITH a AS (SELECT 1) SELECT * FROM a;",
                "DROP VIEW IF EXISTS gold.late",
                "DROP VIEW gold.late",
                "COMMENT ON CATALOG IS 'all'",
                "COMMENT ON SCHEMA gold IS ''",
                "COMMENT ON TABLE silver.orders IS 'it''s 100 % `ok` 日本'",
                "COMMENT ON TABLE silver.orders IS NULL",
                "COMMENT ON COLUMN lakehouse.silver.orders.status IS 'state'",
                "ALTER TABLE silver.orders SET TAGS ('pii' = 'name', \"level\", owner = 'x=''y''')",
                "ALTER TABLE silver.orders UNSET TAGS ('pii', level)",
                "ALTER CATALOG SET TAGS ('a')",
                "ALTER CATALOG OWNER TO ana",
                "ALTER CATALOG lakehouse RENAME TO shop",
                "ALTER TABLE silver.orders ALTER COLUMN `Status` SET TAGS ('pii')",
                "ALTER TABLE silver.orders ALTER status UNSET TAGS ('pii')",
                "ALTER TABLE silver.orders ALTER COLUMN status SET MASK case when is_member('x;') then value else '*' end ;",
                "ALTER TABLE silver.orders ALTER COLUMN status DROP MASK",
                "ALTER TABLE silver.orders ALTER COLUMN status COMMENT 'x'",
                "ALTER TABLE silver.orders SET ROW FILTER status = 'it''s' or region = current_user()",
                "ALTER TABLE silver.orders DROP ROW FILTER",
                "ALTER TABLE silver.orders OWNER TO GROUP g",
                "ALTER VIEW gold.late SET OWNER TO OWNER",
                "CREATE MASK FOR TAG pii AS '***'",
                "CREATE OR REPLACE MASK FOR TAG pii = 'e-mail' AS regexp_replace(value, '.*@', '*@')",
                "DROP MASK FOR TAG `pii data` = 'x'",
                "SHOW TABLES",
                "SHOW TABLES IN lakehouse.silver",
                "SHOW MASKS",
                "/* who */ SHOW PRINCIPALS",
                "DESCRIBE silver.orders",
                "DESC VIEW gold.late",
                "DESCRIBE MODEL delay"
            })
    void aStatementReadsBackAsItself(String sql) {
        CatalogStatement statement = parse(sql);
        assertThat(parse(statement.sql())).isEqualTo(statement);
        assertThat(CatalogSql.isStatement(sql)).isTrue();
        assertThat(parse(" \n\t" + sql)).isEqualTo(statement);
    }

    @Test
    void namesAreTakenAsTheyAreWritten() {
        CatalogStatement.GrantTo grant = (CatalogStatement.GrantTo)
                parse("GRANT SELECT ON lakehouse.Silver.ORDERS TO USER `d'Artagnan \"the\" ``3rd`` Ação 日本`");
        assertThat(grant.what()).isEqualTo(new CatalogStatement.What(Securable.Kind.TABLE, "silver.orders"));
        assertThat(grant.who().name()).isEqualTo("d'Artagnan \"the\" `3rd` Ação 日本");
        assertThat(((CatalogStatement.CreatePrincipal) parse("CREATE USER 'O''Brien'")).name())
                .isEqualTo("O'Brien");
        assertThat(((CatalogStatement.GrantTo) parse("GRANT ALL PRIVILEGES, UNMASK ON SCHEMA gold TO x")).privileges())
                .containsExactly("ALL", "UNMASK");
    }

    @Test
    void theTailOfAStatementIsLeftToTheEngine() {
        assertThat(((CatalogStatement.CreateView) parse("CREATE VIEW gold.v AS SELECT $tag$it's$tag$ AS x, 'a;' ; "))
                        .query())
                .isEqualTo("SELECT $tag$it's$tag$ AS x, 'a;'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "GRANT | position 6, expected a privilege",
                "GRANT READ ON TABLE silver.orders TO ana | position 7, expected a privilege (USE, SELECT",
                "GRANT SELECT TABLE silver.orders TO ana | position 14, expected ON, found TABLE",
                "GRANT SELECT ON TABLE silver.orders ana | position 37, expected TO, found ana",
                "GRANT SELECT ON TABLE silver.orders TO | expected the name of a principal",
                "GRANT SELECT ON TABLE silver.orders TO USER `ana | a quote that is never closed",
                "GRANT SELECT ON TABLE silver.orders TO USER '' | the name of a principal is blank",
                "GRANT SELECT ON TABLE silver.orders TO ana@example.org | expected the end of the statement, found @",
                "GRANT SELECT ON TABLE orders TO ana | orders is not named as schema.name",
                "GRANT SELECT ON TABLE other.silver.orders TO ana | other.silver.orders is not named as",
                "GRANT SELECT ON CATALOG other TO ana | the catalog of this lake is lakehouse, not other",
                "GRANT SELECT ON TO ana | expected CATALOG, SCHEMA, TABLE, VIEW, FUNCTION or MODEL",
                "REVOKE SELECT ON silver.orders TO ana | expected FROM, found TO",
                "SHOW EVERYTHING | expected GRANTS, CATALOGS",
                "CREATE TABLE x (a int) | expected USER, GROUP, SERVICE, VIEW or MASK",
                "CREATE VIEW gold.v AS | expected a SELECT statement, found the end",
                "CREATE USER IF EXISTS x | expected NOT, found EXISTS",
                "DROP TABLE silver.orders | expected USER, GROUP, SERVICE, VIEW or MASK",
                "ALTER TABLE silver.orders RENAME TO x | expected ALTER COLUMN, SET TAGS",
                "ALTER TABLE silver.orders SET TAGS () | expected the name of a tag, found )",
                "ALTER TABLE silver.orders SET TAGS ('a', 'a') | the tag 'a' is in it twice",
                "ALTER VIEW gold.v SET ROW FILTER true | row filters and masks are for tables",
                "ALTER TABLE silver.orders ALTER COLUMN a SET MASK | expected an expression over value, found the end",
                "COMMENT ON TABLE silver.orders IS text | expected a text in 'single quotes', found text",
                "COMMENT ON COLUMN orders.status IS 'x' | schema.table.column",
                "SELECT 1 | expected GRANT, REVOKE, SHOW",
                "GRANT USE ON SCHEMA a.b TO ana | a.b is no schema",
                "GRANT SELECT ON `silver.orders` TO ana | Quote the parts of a name one by one",
                "GRANT EXECUTE ON MODEL gold.x TO ana | gold.x is not in the schema models",
            })
    void anErrorSaysWhereAndWhatWasExpected(String sql, String message) {
        assertThatThrownBy(() -> parse(sql))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("Cannot read the statement: ")
                .hasMessageContaining(message);
    }

    @Test
    void anErrorShowsAnExampleAndTheLine() {
        assertThatThrownBy(() -> parse("CREATE MASK FOR\n TAG pii '***'"))
                .hasMessage("Cannot read the statement: at line 2, position 10, expected AS, found '***'. For example:"
                        + " CREATE MASK FOR TAG pii AS '***'\nThe statement:\nCREATE MASK FOR\n TAG pii '***'");
    }

    @Test
    void queriesAreNoStatements() {
        for (String sql :
                List.of("select 1", "with a as (select 1) from a", "from x", "(select 1)", "", "-- grant\nselect 1")) {
            assertThat(CatalogSql.isStatement(sql)).isFalse();
        }
        assertThat(Catalog.isStatement("-- who\n/* and */ grant select")).isTrue();
    }
}
