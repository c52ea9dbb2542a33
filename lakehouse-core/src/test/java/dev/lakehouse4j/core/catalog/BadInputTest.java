package dev.lakehouse4j.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes no sense is refused as a whole, and the error says what to do. */
class BadInputTest extends CatalogFixture {

    private Principal.User ana;
    private List<CatalogObject> before;

    @BeforeEach
    void createAna() {
        ana = catalog.createUser("ana");
        catalog.createView("gold.names", "select name from silver.customers");
        before = catalog.objects();
    }

    @AfterEach
    void nothingIsHalfDone() {
        assertThat(reopened().objects()).isEqualTo(before);
        assertThat(reopened().policies()).isEmpty();
        assertThat(reopened().grantsOf(ana)).isEmpty();
    }

    private static void refused(String message, ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("Cannot ")
                .hasMessageContaining(message);
    }

    @Test
    void unknownPrincipals() {
        refused(
                "the catalog has no user anna. Did you mean user ana? Create it with: CREATE USER `anna`",
                () -> catalog.grant(Privilege.SELECT, ORDERS_TABLE, new Principal.User("anna")));
        refused(
                "the catalog has no group ana. Did you mean user ana?",
                () -> catalog.grant(Privilege.SELECT, ORDERS_TABLE, new Principal.Group("ana")));
        refused("has no user `x``y", () -> catalog.dropPrincipal(new Principal.User("`x``y")));
        refused(
                "the owner of the lake may do everything",
                () -> catalog.grant(Privilege.SELECT, ORDERS_TABLE, new Principal.Owner()));
        refused("has no service ana", () -> catalog.owner(ORDERS_TABLE, new Principal.Service("ana")));
        refused("has no user zoe", () -> catalog.revoke(Privilege.SELECT, ORDERS_TABLE, new Principal.User("zoe")));
        refused("has no user zoe", () -> catalog.grantsOf(new Principal.User("zoe")));
        refused("has no user zoe", () -> catalog.execute("GRANT SELECT ON silver.orders TO zoe"));
        assertThatThrownBy(() -> catalog.as(new Principal.User("zoe"))).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void missingObjects() {
        refused(
                "there is no table silver.order. Did you mean silver.orders?",
                () -> catalog.grant(Privilege.SELECT, Securable.table("silver.order"), ana));
        refused(
                "there is no table silver./orders",
                () -> catalog.grant(Privilege.SELECT, Securable.table("silver./orders"), ana));
        refused(
                "there is no schema silber. Did you mean silver?",
                () -> catalog.grant(Privilege.SELECT, Securable.schema("silber"), ana));
        refused(
                "gold.names is a view. Name it as VIEW gold.names",
                () -> catalog.grant(Privilege.SELECT, Securable.table("gold.names"), ana));
        refused(
                "silver.orders is a table. Name it as TABLE silver.orders",
                () -> catalog.grant(Privilege.SELECT, Securable.view("silver.orders"), ana));
        refused("there is no view gold.name. Did you mean gold.names?", () -> catalog.dropView("gold.name"));
        refused(
                "there is no model models.delay",
                () -> catalog.grant(Privilege.EXECUTE, Securable.model("delay"), ana));
        refused(
                "there is no function functions.ai_mask",
                () -> catalog.grant(Privilege.EXECUTE, Securable.function("ai_mask"), ana));
        refused(
                "silver.orders has no column statu. Did you mean status?",
                () -> catalog.tag("silver.orders", "statu", "pii", ""));
        refused("Its columns are name", () -> catalog.comment("gold.names", "xyzxyz", "x"));
        refused("there is no tag pii", () -> catalog.untag(ORDERS_TABLE, "pii"));
        refused("it has none", () -> catalog.dropRowFilter("silver.orders"));
        refused("it has none of its own", () -> catalog.dropMask("silver.orders", "status"));
        refused("there is none", () -> catalog.dropTagMask("pii"));
        refused("it is not registered", () -> catalog.unregister(Securable.model("delay")));
    }

    @Test
    void privilegesThatMakeNoSense() {
        refused(
                "CREATE makes no sense on table silver.orders. There can be granted SELECT, MODIFY, MANAGE, UNMASK",
                () -> catalog.grant(List.of(Privilege.SELECT, Privilege.CREATE), ORDERS_TABLE, ana));
        refused(
                "MODIFY makes no sense on view gold.names",
                () -> catalog.grant(Privilege.MODIFY, Securable.view("gold.names"), ana));
        refused(
                "everybody may read information_schema",
                () -> catalog.grant(Privilege.SELECT, Securable.schema("information_schema"), ana));
        refused("there is no privilege", () -> catalog.grant(List.of(), ORDERS_TABLE, ana));
    }

    @Test
    void groupsThatHoldThemselves() {
        Principal.Group a = catalog.createGroup("a");
        Principal.Group b = catalog.createGroup("b");
        Principal.Group c = catalog.createGroup("c");
        catalog.addMember(a, b);
        catalog.addMember(b, c);
        refused("a group cannot be a member of itself", () -> catalog.addMember(a, a));
        refused("group c belongs to group a already", () -> catalog.addMember(c, a));
        refused("group c belongs to group b already", () -> catalog.addMember(c, b));
        refused("group c belongs to group a already", () -> catalog.execute("ALTER GROUP c ADD USER ana, GROUP a"));
        assertThat(catalog.members(c)).isEmpty();
        refused("no direct member. It belongs to it through another group", () -> catalog.removeMember(a, c));
        refused("there already", () -> catalog.createGroup("a"));
        refused("the owner of the lake", () -> catalog.addMember(a, new Principal.Owner()));
    }

    @Test
    void principalsThatAreNeeded() {
        Principal.User eva = catalog.createUser("eva");
        catalog.owner(Securable.schema("silver"), eva);
        refused("it owns schema silver. Give them to another owner", () -> catalog.dropPrincipal(eva));
        catalog.as(eva).createView("silver.of_eva", "select status from silver.orders");
        catalog.owner(Securable.schema("silver"), new Principal.Owner());
        catalog.owner(Securable.view("silver.of_eva"), new Principal.Owner());
        refused("it wrote the views silver.of_eva", () -> catalog.dropPrincipal(eva));
        catalog.dropView("silver.of_eva");
        catalog.dropPrincipal(eva);
        assertThat(catalog.principals()).containsExactly(ana);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "status | a row filter says whether a row is seen",
                "amount + 1 | is bigint. Write a condition",
                "statu = 'x' | does not fit the table",
                "status = 'x' and | is not an SQL expression",
                "status in (select status from silver.orders) | holds a sub-query",
                "exists (select 1) | holds a sub-query",
                "count(*) > 1 | does not fit the table",
                "sum(amount) filter (where amount > 1) > 1 | holds an aggregate",
                "row_number() over () = 1 | holds a window function",
                "true) from silver.orders where (true | is more than one expression",
                "true), (false | is more than one expression",
                "true); select (true | is not an SQL expression",
                "* | holds a star",
                "status = ? | holds a parameter",
                "is_member(status) | takes the name of a group as a constant text",
                "is_member('a', 'b') | takes the name of a group as a constant text",
                "current_user('x') = 'x' | takes no argument",
                "'' | says whether a row is seen",
                "unnest([true, false]) | does not fit the table",
            })
    void rowFiltersThatAreNone(String sql, String message) {
        refused(message, () -> catalog.rowFilter("silver.orders", sql));
        refused(message, () -> catalog.execute("ALTER TABLE silver.orders SET ROW FILTER " + sql));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "amount | 'x' | column amount is bigint, and the mask «'x'» is string",
                "amount | value / 2 | is double",
                "status | 0 | column status is string",
                "status | upper(status) = value | is boolean",
                "status | (select max(name) from silver.customers) | holds a sub-query",
                "status | max(value) | does not fit the table",
                "status | valu | does not fit the table",
                "status | '***' as x | is not an SQL expression",
                "amount | '10' | is string",
            })
    void masksOfTheWrongType(String column, String sql, String message) {
        refused(message, () -> catalog.mask("silver.orders", column, sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "null",
                "NULL",
                "cast(null as bigint)",
                "value % 10",
                "case when is_member('support') or current_user() = customer_id then value end",
                "round(value, -2)",
                "value -- as it is",
                "coalesce(nullif(value, 1), length(status))"
            })
    void masksThatFit(String sql) {
        catalog.mask("silver.orders", "amount", sql);
        assertThat(catalog.policies()).containsExactly(new Policy.ColumnMask("silver.orders", "amount", sql));
        catalog.dropMask("silver.orders", "amount");
    }

    @Test
    void tagsAndMasksThatDoNotGoTogether() {
        catalog.tag("silver.customers", "birthday", "secret", "");
        refused("column birthday is date, and the mask «'***'» is string", () -> catalog.maskTag("secret", "'***'"));
        catalog.maskTag("pii", "'***'");
        refused("column birthday is date", () -> catalog.tag("silver.customers", "birthday", "pii", ""));
        refused(
                "column birthday is date",
                () -> catalog.execute("ALTER TABLE silver.customers ALTER COLUMN birthday SET TAGS ('good', 'pii')"));
        catalog.maskTag("secret", "null");
        refused("it has masks by tag pii and by tag secret", () -> {
            catalog.tag("silver.customers", "name", "pii", "");
            catalog.tag("silver.customers", "name", "secret", "");
        });
        refused("is not an SQL expression", () -> catalog.maskTag("nobody", "value ||"));
        refused("holds a sub-query", () -> catalog.maskTag("nobody", "(select 1)"));
        refused("is no name of a tag", () -> catalog.tag(ORDERS_TABLE, " ", "x"));

        catalog.untag("silver.customers", "name", "pii");
        catalog.untag("silver.customers", "birthday", "secret");
        catalog.dropTagMask("pii");
        catalog.dropTagMask("secret");
    }

    @Test
    void viewsThatCannotBe() {
        refused("there is a table of that name", () -> catalog.createView("silver.orders", "select 1 as x"));
        refused("there is a table of that name", () -> catalog.replaceView("silver.orders", "select 1 as x"));
        refused("there is such a view", () -> catalog.createView("gold.names", "select 1 as x"));
        refused("a view is named schema.view", () -> catalog.createView("names", "select 1 as x"));
        refused("a view is named schema.view", () -> catalog.createView("system.names", "select 1 as x"));
        refused("a view is named schema.view", () -> catalog.createView("gold.na-mes", "select 1 as x"));
        refused(
                "there is no table or view silver.order. Did you mean silver.orders?",
                () -> catalog.createView("gold.x", "select * from silver.order"));
        refused("there is no table or view orders", () -> catalog.createView("gold.x", "select * from orders"));
        refused("is wrong", () -> catalog.createView("gold.x", "select statu from silver.orders"));
        refused("Write one SELECT statement", () -> catalog.createView("gold.x", "drop table x"));
        refused("Write one SELECT statement", () -> catalog.createView("gold.x", "select 1; select 2"));
        refused(
                "it calls read_csv. A view reads tables and views",
                () -> catalog.createView("gold.x", "select * from read_csv('/etc/passwd')"));
        refused("there is no table or view", () -> catalog.createView("gold.x", "select * from '/etc/passwd'"));
        refused(
                "there is no table or view information_schema",
                () -> catalog.createView("gold.x", "select * from information_schema.tables"));
        refused("it calls duckdb_settings", () -> catalog.createView("gold.x", "select * from duckdb_settings()"));
    }

    @Test
    void viewsThatReadThemselves() {
        catalog.createView("gold.a", "select name from lakehouse.gold.names");
        catalog.createView(
                "gold.b", "with c as (select * from gold.a) select c.name from c join silver.customers d using (name)");
        refused(
                "the view reads itself (gold.names reads gold.names)",
                () -> catalog.replaceView("gold.names", "select name from gold.names"));
        refused(
                "the view reads itself (gold.names reads gold.b reads gold.a reads gold.names)",
                () -> catalog.replaceView("gold.names", "select name from gold.b"));
        refused("it is read by gold.b", () -> catalog.dropView("gold.a"));
        catalog.dropView("gold.b");
        catalog.dropView("gold.a");
    }

    @Test
    void filtersAndMasksThatTheDoorWouldNotApply() {
        refused(
                "«current_setting('temp_directory')» uses the function current_setting, which is not allowed in row filters and masks",
                () -> catalog.mask("silver.customers", "name", "current_setting('temp_directory')"));
        refused(
                "the function current_setting",
                () -> catalog.rowFilter("silver.orders", "current_setting('temp_directory') = status"));
        refused("the function current_setting", () -> catalog.maskTag("pii", "current_setting('temp_directory')"));
        refused(
                "the function current_setting",
                () -> catalog.execute("CREATE MASK FOR TAG pii = 'name' AS current_setting('temp_directory')"));
        refused(
                "the function current_setting",
                () -> catalog.execute(
                        "ALTER TABLE silver.customers ALTER COLUMN name SET MASK current_setting('temp_directory')"));
        refused("the function value.upper", () -> catalog.mask("silver.customers", "name", "value.upper()"));
    }

    @Test
    void viewsThatTheDoorWouldNotRun() {
        catalog.grant(List.of(Privilege.USE, Privilege.CREATE), Securable.schema("gold"), ana);
        catalog.grant(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("silver"), ana);
        refused(
                "nobody could read it. Cannot run the query: it uses the function current_setting",
                () -> catalog.as(ana)
                        .createView("gold.of_ana", "select current_setting('temp_directory') as x from silver.orders"));
        catalog.as(ana)
                .createView(
                        "gold.of_ana",
                        "select * from lakehouse.silver.orders where is_member('a') or customer_id = current_user()");
        catalog.dropView("gold.of_ana");
        catalog.revoke(List.of(Privilege.USE, Privilege.CREATE), Securable.schema("gold"), ana);
        catalog.revoke(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("silver"), ana);
    }

    @Test
    void namesOfObjectsThatCannotBe() {
        for (String name : List.of("", "orders", "a.b.c", ".orders", "silver.")) {
            assertThatThrownBy(() -> Securable.table(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("with one dot");
        }
        assertThatThrownBy(() -> Securable.schema("a.b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Securable.schema(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Securable.model("a.b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Securable(Securable.Kind.CATALOG, "lakehouse"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesThatCurrentUserCouldNotTellApart() {
        refused("the name of the owner of the lake", () -> catalog.createUser("Owner"));
        refused("there is a user ana", () -> catalog.createGroup("ana"));
        refused("there is a user ana", () -> catalog.execute("CREATE SERVICE IF NOT EXISTS ana"));
    }

    @Test
    void namesThatCannotBe() {
        refused("control character", () -> catalog.createUser("a\nb"));
        refused("begins or ends with a space", () -> catalog.createUser(" ana"));
        refused("a name is lower-case letters", () -> catalog.rename("My lake"));
        refused("is not that of a schema", () -> catalog.rename("silver"));
        assertThatThrownBy(() -> catalog.createUser(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aViewOfARestrictedPrincipalReadsWithItsRights() {
        catalog.grant(List.of(Privilege.USE, Privilege.CREATE), Securable.schema("gold"), ana);
        Catalog restricted = catalog.as(ana);
        assertThatThrownBy(() -> restricted.createView("gold.of_ana", "select * from silver.orders"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("lacks SELECT");
        assertThatThrownBy(() -> restricted.createView("silver.of_ana", "select 1 as x"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("lacks CREATE");
        assertThatThrownBy(() -> restricted.createView("gold.of_ana", "select * from gold.names"))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> restricted.replaceView("gold.names", "select 'x' as name"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("lacks MANAGE");
        catalog.grant(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("silver"), ana);
        View view = restricted.createView("gold.of_ana", "select * from silver.orders");
        assertThat(view.definer()).isEqualTo(ana);
        assertThat(catalog.object(Securable.view("gold.of_ana")).orElseThrow().owner())
                .isEqualTo(ana);

        catalog.dropView("gold.of_ana");
        catalog.revoke(List.of(Privilege.USE, Privilege.CREATE), Securable.schema("gold"), ana);
        catalog.revoke(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("silver"), ana);
    }
}
