package dev.lakehouse4j.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What grants, groups and ownership amount to. */
class RightsTest extends CatalogFixture {

    private static final Securable SILVER = Securable.schema("silver");
    private static final Securable CUSTOMERS_TABLE = Securable.table("silver.customers");

    private Principal.User ana;

    @BeforeEach
    void createAna() {
        ana = catalog.createUser("ana");
    }

    private Set<Privilege> privileges(Securable securable) {
        Rights rights = catalog.rights(ana);
        Set<Privilege> held = EnumSet.noneOf(Privilege.class);
        for (Privilege privilege : Privilege.values()) {
            if (rights.has(privilege, securable)) {
                held.add(privilege);
            }
        }
        return held;
    }

    @Test
    void theOwnerMayDoEverything() {
        Rights rights = catalog.rights(new Principal.Owner());
        assertThat(rights.unrestricted()).isTrue();
        assertThat(rights.has(Privilege.MODIFY, Securable.table("system.audit")))
                .isTrue();
        rights.require(Privilege.MANAGE, Securable.catalog());
    }

    @Test
    void whoIsGrantedNothingMayNothing() {
        assertThat(privileges(Securable.catalog())).isEmpty();
        assertThat(privileges(SILVER)).isEmpty();
        assertThat(privileges(ORDERS_TABLE)).isEmpty();
        assertThat(catalog.rights(ana).unrestricted()).isFalse();
    }

    @Test
    void aPrivilegeNeedsTheWayToTheObject() {
        catalog.grant(Privilege.SELECT, ORDERS_TABLE, ana);
        assertThat(privileges(ORDERS_TABLE)).isEmpty();
        assertThatThrownBy(() -> catalog.rights(ana).require(Privilege.SELECT, ORDERS_TABLE))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("lacks USE on schema silver")
                .hasMessageContaining("GRANT USE ON SCHEMA silver TO USER `ana`");

        catalog.grant(Privilege.USE, SILVER, ana);
        assertThat(privileges(ORDERS_TABLE)).containsExactlyInAnyOrder(Privilege.SELECT, Privilege.USE);
        assertThat(privileges(SILVER)).containsExactly(Privilege.USE);
        assertThat(privileges(Securable.catalog())).containsExactly(Privilege.USE);
        assertThat(privileges(CUSTOMERS_TABLE)).containsExactly(Privilege.USE);
        assertThatThrownBy(() -> catalog.rights(ana).require(Privilege.SELECT, CUSTOMERS_TABLE))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage("Cannot read table silver.customers as user ana: user ana lacks SELECT on it. Its owner may"
                        + " grant it: GRANT SELECT ON TABLE silver.customers TO USER `ana`");
    }

    @Test
    void privilegesAreInheritedFromSchemaAndCatalog() {
        catalog.grant(Privilege.USE, Securable.catalog(), ana);
        catalog.grant(Privilege.SELECT, SILVER, ana);
        assertThat(privileges(ORDERS_TABLE)).containsExactlyInAnyOrder(Privilege.USE, Privilege.SELECT);
        assertThat(privileges(Securable.table("gold.anything"))).containsExactly(Privilege.USE);
        catalog.grant(Privilege.MODIFY, Securable.catalog(), ana);
        assertThat(privileges(Securable.table("gold.anything")))
                .containsExactlyInAnyOrder(Privilege.USE, Privilege.MODIFY);
    }

    @Test
    void groupsOfGroupsHandTheirGrantsDown() {
        Principal.Group analysts = catalog.createGroup("analysts");
        Principal.Group all = catalog.createGroup("everybody");
        catalog.addMember(all, analysts);
        catalog.addMember(analysts, ana);
        catalog.grant(List.of(Privilege.USE, Privilege.SELECT), SILVER, all);

        assertThat(catalog.rights(ana).has(Privilege.SELECT, ORDERS_TABLE)).isTrue();
        assertThat(catalog.rights(ana).isMember("everybody")).isTrue();
        assertThat(catalog.rights(ana).isMember("analysts")).isTrue();
        assertThat(catalog.rights(ana).isMember("others")).isFalse();
        assertThat(catalog.rights(ana).isMember("ana")).isFalse();

        catalog.removeMember(all, analysts);
        assertThat(catalog.rights(ana).has(Privilege.SELECT, ORDERS_TABLE)).isFalse();
    }

    @Test
    void managingAndOwningIncludeAllButUnmask() {
        catalog.grant(Privilege.USE, SILVER, ana);
        catalog.grant(Privilege.MANAGE, ORDERS_TABLE, ana);
        assertThat(privileges(ORDERS_TABLE)).isEqualTo(EnumSet.complementOf(EnumSet.of(Privilege.UNMASK)));
        catalog.owner(CUSTOMERS_TABLE, ana);
        assertThat(privileges(CUSTOMERS_TABLE)).isEqualTo(EnumSet.complementOf(EnumSet.of(Privilege.UNMASK)));
        catalog.owner(CUSTOMERS_TABLE, new Principal.Owner());
        assertThat(privileges(CUSTOMERS_TABLE)).containsExactly(Privilege.USE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Privilege.class,
            names = {"MODIFY", "CREATE"})
    void nobodyChangesTheSystem(Privilege privilege) {
        catalog.grant(EnumSet.allOf(Privilege.class), Securable.catalog(), ana);
        catalog.owner(Securable.catalog(), ana);
        Rights rights = catalog.rights(ana);
        assertThat(rights.has(privilege, Securable.table("system.audit"))).isFalse();
        assertThat(rights.has(privilege, Securable.schema("system"))).isFalse();
        assertThat(rights.has(privilege, Securable.table("silver.orders"))).isTrue();
        assertThat(rights.has(Privilege.SELECT, Securable.table("system.audit")))
                .isTrue();
        assertThatThrownBy(() -> rights.require(privilege, Securable.table("system.audit")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("written by the library itself");
        for (Privilege refused : List.of(privilege, Privilege.MANAGE)) {
            assertThatThrownBy(() -> catalog.grant(refused, Securable.schema("system"), ana))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("There can be granted USE, SELECT, UNMASK");
        }
    }

    @Test
    void aRevokedPrivilegeIsGone() {
        catalog.grant(List.of(Privilege.USE, Privilege.SELECT, Privilege.MODIFY), SILVER, ana);
        catalog.revoke(Privilege.SELECT, SILVER, ana);
        assertThat(privileges(ORDERS_TABLE)).containsExactlyInAnyOrder(Privilege.USE, Privilege.MODIFY);
        assertThatThrownBy(() -> catalog.revoke(Privilege.MODIFY, ORDERS_TABLE, ana))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("MODIFY on schema silver is, which includes it");
        catalog.revoke(Privilege.SELECT, ORDERS_TABLE, ana);
        assertThat(privileges(ORDERS_TABLE)).containsExactlyInAnyOrder(Privilege.USE, Privilege.MODIFY);
    }

    @Test
    void masksGoByColumnThenByValueOfTheTagThenByTag() {
        catalog.grant(List.of(Privilege.USE, Privilege.SELECT), SILVER, ana);
        var schema = lake.snapshot("silver.customers").schema();
        catalog.tag("silver.customers", "Name", "pii", "name");
        assertThat(catalog.rights(ana).masks("silver.customers", schema)).isEmpty();
        catalog.maskTag("pii", "'***'");
        assertThat(catalog.rights(ana).masks("silver.customers", schema)).isEqualTo(Map.of("name", "'***'"));
        catalog.maskTag("pii", "name", "left(value, 1)");
        assertThat(catalog.rights(ana).masks("silver.customers", schema)).isEqualTo(Map.of("name", "left(value, 1)"));
        catalog.mask("silver.customers", "NAME", "upper(value)");
        assertThat(catalog.rights(ana).masks("silver.customers", schema)).isEqualTo(Map.of("name", "upper(value)"));
        assertThat(catalog.rights(new Principal.Owner()).masks("silver.customers", schema))
                .isEmpty();

        catalog.grant(Privilege.UNMASK, SILVER, ana);
        assertThat(catalog.rights(ana).masks("silver.customers", schema)).isEmpty();
        catalog.revoke(Privilege.UNMASK, SILVER, ana);

        catalog.dropMask("silver.customers", "name");
        catalog.dropTagMask("pii", "name");
        assertThat(catalog.rights(ana).masks("silver.customers", schema)).isEqualTo(Map.of("name", "'***'"));
        catalog.untag("silver.customers", "name", "pii");
        assertThat(catalog.rights(ana).masks("silver.customers", schema)).isEmpty();
    }

    @Test
    void rowFiltersAreForAllButTheOwner() {
        catalog.rowFilter(
                "silver.orders", "status = 'delivered' or is_member('support') or customer_id = current_user()");
        assertThat(catalog.rights(ana).rowFilter("silver.orders"))
                .hasValueSatisfying(sql -> assertThat(sql).startsWith("status = "));
        assertThat(catalog.rights(new Principal.Owner()).rowFilter("silver.orders"))
                .isEmpty();
        catalog.dropRowFilter("silver.orders");
        assertThat(catalog.rights(ana).rowFilter("silver.orders")).isEmpty();
    }

    @Test
    void anUnknownPrincipalHasNoRights() {
        assertThatThrownBy(() -> catalog.rights(new Principal.User("anna")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("the catalog has no user anna. Did you mean user ana?");
        assertThatThrownBy(() -> catalog.as(new Principal.Group("ana"))).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void onlyTheOwnerActsForOthers() {
        Catalog restricted = catalog.as(ana);
        assertThat(restricted.principal()).isEqualTo(ana);
        assertThatThrownBy(() -> restricted.as(new Principal.Owner())).isInstanceOf(AccessDeniedException.class);
        assertThat(restricted.as(ana).principal()).isEqualTo(ana);
    }

    @Test
    void aRestrictedPrincipalManagesOnlyWhatItMay() {
        Catalog restricted = catalog.as(ana);
        Principal.User eva = catalog.createUser("eva");
        assertThatThrownBy(() -> restricted.createUser("bob")).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> restricted.grant(Privilege.SELECT, ORDERS_TABLE, ana))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> restricted.maskTag("pii", "null")).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> restricted.rename("mine")).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> restricted.owner(ORDERS_TABLE, ana)).isInstanceOf(AccessDeniedException.class);
        assertThat(catalog.grantsOf(ana)).isEmpty();

        catalog.grant(Privilege.USE, SILVER, ana);
        catalog.grant(Privilege.MANAGE, ORDERS_TABLE, ana);
        restricted.grant(Privilege.SELECT, ORDERS_TABLE, eva);
        restricted.rowFilter("silver.orders", "amount > 1");
        restricted.mask("silver.orders", "amount", "0");
        restricted.tag("silver.orders", "amount", "money", "");
        restricted.comment(ORDERS_TABLE, "mine");
        assertThatThrownBy(() -> restricted.mask("silver.customers", "name", "null"))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(catalog.grantsOf(eva)).containsExactly(new Grant(eva, Privilege.SELECT, ORDERS_TABLE));
    }

    @Test
    void whoManagesATableCannotLiftItsMasksForItself() {
        Catalog restricted = catalog.as(ana);
        catalog.grant(Privilege.USE, SILVER, ana);
        catalog.owner(ORDERS_TABLE, ana);
        assertThatThrownBy(() -> restricted.grant(List.of(Privilege.SELECT, Privilege.UNMASK), ORDERS_TABLE, ana))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("lacks UNMASK");
        assertThat(catalog.grants(ORDERS_TABLE)).extracting(Grant::privilege).containsExactly(Privilege.USE);

        Principal.User eva = catalog.createUser("eva");
        catalog.grant(Privilege.UNMASK, ORDERS_TABLE, ana);
        restricted.grant(Privilege.UNMASK, ORDERS_TABLE, eva);
        catalog.revoke(Privilege.UNMASK, ORDERS_TABLE, ana);
        catalog.grant(Privilege.MANAGE, Securable.catalog(), ana);
        restricted.grant(Privilege.UNMASK, CUSTOMERS_TABLE, eva);
        assertThat(catalog.grantsOf(eva)).hasSize(2);
    }

    @Test
    void listingShowsWhatIsVisible() {
        catalog.createView("silver.late", "select order_id from silver.orders where status = 'late'");
        catalog.grant(Privilege.USE, SILVER, ana);
        catalog.grant(Privilege.SELECT, Securable.view("silver.late"), ana);
        Catalog restricted = catalog.as(ana);
        assertThat(restricted.objects())
                .extracting(CatalogObject::securable)
                .containsExactly(
                        Securable.catalog(),
                        SILVER,
                        Securable.view("silver.late"),
                        Securable.schema("information_schema"));
        assertThat(restricted
                        .object(Securable.view("silver.late"))
                        .orElseThrow()
                        .definition())
                .isNull();
        assertThat(restricted.view("silver.late").orElseThrow().sql()).isEmpty();
        assertThat(restricted.object(ORDERS_TABLE)).isEmpty();
        assertThat(restricted.principals()).containsExactly(ana);
        assertThat(restricted.policies()).isEmpty();
        assertThat(catalog.objects())
                .extracting(CatalogObject::securable)
                .contains(ORDERS_TABLE, CUSTOMERS_TABLE, Securable.schema("models"));
    }

    @Test
    void aViewOverFilesIsForTheOwnerAlone() {
        catalog.grant(Set.of(Privilege.USE, Privilege.CREATE), SILVER, ana);
        Catalog hers = catalog.as(ana);
        assertThatThrownBy(() -> hers.createView("silver.secret", "select * from read_text('secret.txt')"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("calls read_text")
                .hasMessageContaining("tables and views of the lake");
        hers.createView("silver.numbers", "select * from range(3)");
        assertThat(catalog.view("silver.secret")).isEmpty();
    }

    @Test
    void aModelThatIsStoredInTheLakeCanBeGranted() throws IOException {
        Securable model = Securable.model("delivery_delay");
        assertThatThrownBy(() -> catalog.grant(Privilege.EXECUTE, model, ana))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("there is no model models.delivery_delay");
        Files.createDirectories(lake.root().resolve("models").resolve("delivery_delay"));
        catalog.grant(Privilege.EXECUTE, model, ana);
        assertThat(catalog.objects()).extracting(CatalogObject::securable).contains(model);
    }
}
