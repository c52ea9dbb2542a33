package dev.lakehouse4j.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What statements do. */
class CatalogExecuteTest extends CatalogFixture {

    private final Principal.User ana = new Principal.User("ana");

    @BeforeEach
    void createAna() {
        run("CREATE USER ana");
    }

    private CatalogResult run(String sql) {
        return catalog.execute(sql);
    }

    private List<String> column(String sql, int index) {
        return run(sql).rows().stream().map(row -> row.get(index)).toList();
    }

    @Test
    void grantsAreMadeShownAndTakenBack() {
        assertThat(run("GRANT USE SCHEMA, SELECT ON SCHEMA lakehouse.silver TO ana")
                        .rows())
                .containsExactly(List.of("GRANT USE, SELECT ON SCHEMA \"silver\" TO `ana`"));
        run("GRANT ALL PRIVILEGES ON silver.orders TO USER ana");
        CatalogResult shown = run("SHOW GRANTS ON TABLE silver.orders TO ana");
        assertThat(shown.columns()).containsExactly("principal", "privilege", "kind", "object");
        assertThat(shown.rows())
                .containsExactly(
                        List.of("user ana", "USE", "schema", "silver"),
                        List.of("user ana", "SELECT", "schema", "silver"),
                        List.of("user ana", "SELECT", "table", "silver.orders"),
                        List.of("user ana", "MODIFY", "table", "silver.orders"));
        assertThat(run("SHOW GRANTS").rows()).isEqualTo(shown.rows());
        run("GRANT UNMASK, MANAGE ON silver.orders TO ana");
        run("REVOKE ALL ON silver.orders FROM ana");
        assertThat(run("SHOW GRANTS TO USER ana").rows()).hasSize(2);
        run("REVOKE ALL ON silver.orders FROM ana");
        assertThatThrownBy(() -> run("REVOKE SELECT ON silver.orders FROM ana"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("SELECT on schema silver is");
        run("REVOKE SELECT, USE ON SCHEMA silver FROM ana");
        assertThat(run("SHOW GRANTS").rows()).isEmpty();
    }

    @Test
    void aNameAloneIsEnough() {
        run("CREATE GROUP `the analysts`");
        run("GRANT USE ON CATALOG TO `the analysts`");
        assertThat(column("SHOW GRANTS", 0)).containsExactly("group the analysts");
    }

    @Test
    void principalsComeAndGo() {
        run("CREATE GROUP g");
        run("CREATE SERVICE 'O''Brien''s \"job\"'");
        run("CREATE USER IF NOT EXISTS ana");
        run("ALTER GROUP g ADD USER ana, SERVICE \"O'Brien's \"\"job\"\"\"");
        assertThat(run("SHOW PRINCIPALS").rows())
                .containsExactly(
                        List.of("group g", "service O'Brien's \"job\", user ana"),
                        List.of("service O'Brien's \"job\"", ""),
                        List.of("user ana", ""));
        run("ALTER GROUP g DROP ana");
        assertThat(column("SHOW GROUPS", 1)).containsExactly("service O'Brien's \"job\"");
        run("DROP USER ana");
        run("DROP USER IF EXISTS ana");
        assertThat(column("SHOW USERS", 0)).isEmpty();
        assertThatThrownBy(() -> run("DROP USER ana")).isInstanceOf(CatalogException.class);
    }

    @Test
    void objectsAreDocumented() {
        run("COMMENT ON TABLE silver.orders IS 'it''s an order'");
        run("COMMENT ON COLUMN silver.orders.STATUS IS 'état'");
        run("ALTER TABLE silver.orders ALTER COLUMN amount SET TAGS ('money', 'unit' = 'R$')");
        run("ALTER TABLE silver.orders SET TAGS ('domain' = 'sales', 'tier' = '1')");
        run("ALTER TABLE silver.orders UNSET TAGS ('tier')");
        run("ALTER TABLE silver.orders OWNER TO ana");
        run("COMMENT ON CATALOG IS 'all'");
        assertThat(run("SHOW TABLES IN silver").rows())
                .containsExactly(
                        List.of("silver.customers", "owner", "", ""),
                        List.of("silver.orders", "user ana", "it's an order", "domain = sales"));
        assertThat(run("DESCRIBE TABLE silver.orders").rows())
                .containsExactly(
                        List.of("order_id", "string", "false", "Unique.", ""),
                        List.of("customer_id", "string", "false", "", ""),
                        List.of("status", "string", "false", "état", ""),
                        List.of("amount", "bigint", "true", "", "money, unit = R$"));
        run("COMMENT ON TABLE silver.orders IS NULL");
        assertThat(column("SHOW TABLES IN silver", 2)).containsExactly("", "One line is one order.");
        assertThat(run("SHOW CATALOGS").rows()).containsExactly(List.of("lakehouse", "owner", "all", ""));
        assertThat(column("SHOW SCHEMAS", 0)).contains("bronze", "silver", "gold", "system");
        run("ALTER TABLE silver.orders SET OWNER TO OWNER");
        assertThat(column("SHOW TABLES IN silver", 1)).containsExactly("owner", "owner");
    }

    @Test
    void rowsAndColumnsAreHidden() {
        run("ALTER TABLE silver.orders SET ROW FILTER status = 'it''s' or is_member('g');");
        run("ALTER TABLE silver.customers ALTER COLUMN name SET MASK left(value, 1) || '…'");
        run("CREATE MASK FOR TAG pii AS null");
        run("CREATE MASK FOR TAG pii = 'e-mail' AS regexp_replace(value, '.*@', '*@')");
        assertThat(run("SHOW MASKS").rows())
                .containsExactly(
                        List.of("mask", "silver.customers", "name", "left(value, 1) || '…'"),
                        List.of("row filter", "silver.orders", "", "status = 'it''s' or is_member('g')"),
                        List.of("mask", "tag pii", "", "null"),
                        List.of("mask", "tag pii = e-mail", "", "regexp_replace(value, '.*@', '*@')"));
        run("ALTER TABLE silver.customers ALTER COLUMN name SET TAGS ('pii' = 'e-mail')");
        run("ALTER TABLE silver.customers ALTER COLUMN name DROP MASK");
        assertThat(catalog.rights(ana)
                        .masks(
                                "silver.customers",
                                lake.snapshot("silver.customers").schema()))
                .isEqualTo(Map.of("name", "regexp_replace(value, '.*@', '*@')"));
        run("DROP MASK FOR TAG pii = 'e-mail'");
        run("DROP MASK FOR TAG pii");
        run("ALTER TABLE silver.orders DROP ROW FILTER");
        assertThat(run("SHOW MASKS").rows()).isEmpty();
    }

    @Test
    void viewsComeAndGo() {
        run(
                "CREATE VIEW gold.late COMMENT 'late ones' AS SELECT order_id, amount FROM lakehouse.silver.orders WHERE status = 'a;b';");
        assertThat(catalog.view("gold.late").orElseThrow())
                .isEqualTo(new View(
                        "gold.late",
                        "SELECT order_id, amount FROM lakehouse.silver.orders WHERE status = 'a;b'",
                        "late ones",
                        new Principal.Owner()));
        assertThat(column("DESCRIBE gold.late", 1)).containsExactly("string", "bigint");
        run("GRANT SELECT ON gold.late TO ana");
        run("ALTER VIEW gold.late ALTER COLUMN amount COMMENT 'in R$'");
        run("CREATE OR REPLACE VIEW gold.late AS SELECT amount FROM silver.orders");
        assertThat(run("SHOW VIEWS").rows()).containsExactly(List.of("gold.late", "owner", "late ones", ""));
        assertThat(run("DESCRIBE VIEW gold.late").rows())
                .containsExactly(List.of("amount", "bigint", "true", "in R$", ""));
        assertThat(catalog.grantsOf(ana)).hasSize(1);
        run("DROP VIEW gold.late");
        run("DROP VIEW IF EXISTS gold.late");
        assertThat(catalog.grantsOf(ana)).isEmpty();
        run("CREATE VIEW gold.late AS SELECT 1 AS one");
        assertThat(catalog.grants(Securable.view("gold.late"))).isEmpty();
    }

    @Test
    void functionsAndModelsAreObjects() {
        catalog.registerModel("Late delivery", "7", "days late");
        catalog.registerFunction("SHOUT", "", "loud");
        run("GRANT EXECUTE ON MODEL `Late delivery` TO ana");
        run("GRANT EXECUTE ON FUNCTION shout TO ana");
        assertThat(catalog.rights(ana).has(Privilege.EXECUTE, Securable.model("Late delivery")))
                .isFalse();
        run("GRANT USE ON CATALOG TO ana");
        assertThat(catalog.rights(ana).has(Privilege.EXECUTE, Securable.model("Late delivery")))
                .isTrue();
        assertThat(catalog.rights(ana).has(Privilege.EXECUTE, Securable.function("Shout")))
                .isTrue();
        assertThat(run("DESCRIBE MODEL `Late delivery`").rows())
                .containsExactly(List.of("models.Late delivery", "owner", "days late", "", "7"));
        assertThat(column("SHOW FUNCTIONS", 0)).containsExactly("functions.shout");
        catalog.unregister(Securable.model("Late delivery"));
        assertThat(column("SHOW MODELS", 0)).isEmpty();
        assertThat(catalog.grantsOf(ana)).hasSize(2);
    }

    @Test
    void aRenamedCatalogGoesByItsNewName() {
        run("ALTER CATALOG RENAME TO shop");
        run("GRANT USE ON CATALOG shop TO ana");
        run("GRANT SELECT ON shop.silver.orders TO ana");
        assertThatThrownBy(() -> run("GRANT SELECT ON lakehouse.silver.orders TO ana"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("shop.schema.name");
        assertThat(column("SHOW GRANTS", 3)).containsExactly("shop", "silver.orders");
    }

    @Test
    void aRestrictedSessionRunsWhatItMay() {
        Catalog restricted = catalog.as(ana);
        for (String statement : List.of(
                "GRANT SELECT ON silver.orders TO ana",
                "CREATE USER bob",
                "ALTER TABLE silver.orders DROP ROW FILTER",
                "COMMENT ON TABLE silver.orders IS 'mine'",
                "CREATE MASK FOR TAG pii AS value",
                "DROP USER ana",
                "CREATE VIEW gold.mine AS SELECT * FROM silver.orders",
                "ALTER CATALOG RENAME TO mine",
                "DESCRIBE silver.orders")) {
            assertThatThrownBy(() -> restricted.execute(statement))
                    .as(statement)
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("user ana");
        }
        assertThat(restricted.execute("SHOW TABLES").rows()).isEmpty();
        assertThat(restricted.execute("SHOW GRANTS").rows()).isEmpty();
        assertThat(restricted.execute("SHOW PRINCIPALS").rows()).containsExactly(List.of("user ana", ""));
        run("GRANT USE, SELECT ON SCHEMA silver TO ana");
        assertThat(restricted.execute("SHOW TABLES").rows()).hasSize(2);
        assertThat(restricted.execute("DESCRIBE silver.orders").rows()).hasSize(4);
        assertThat(restricted.execute("SHOW GRANTS").rows()).hasSize(2);
    }
}
