package dev.lakehouse4j.medallion.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site shows what the session that writes it may see, and names nothing else. */
class RestrictedSiteTest {

    record Customer(@Key String id, String mail, String state) {}

    record Secret(@Key String id, String plan) {}

    record Total(@Key String state, long customers) {}

    private static final TableRef<Silver, Customer> CUSTOMERS = TableRef.silver("customers", Customer.class);
    private static final TableRef<Silver, Secret> SECRETS = TableRef.silver("secret_plans", Secret.class);
    private static final TableRef<Gold, Total> TOTALS = TableRef.gold("totals", Total.class);
    private static final Principal.User ANA = new Principal.User("ana");

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(CUSTOMERS)
                .append(List.of(
                        new Customer("c1", "maria@example.com", "SP"),
                        new Customer("c2", "joao@example.com", "SP"),
                        new Customer("c3", "hidden-from-ana@example.com", "RJ")));
        lake.table(SECRETS).append(List.of(new Secret("s1", "take over the world")));
        SqlModel<Gold, Total> totals = SqlModel.gold(TOTALS)
                .reads(CUSTOMERS, SECRETS)
                .sql("select c.state, count(*) as customers from silver.customers c left join silver.secret_plans p"
                        + " on p.id = c.id group by c.state");
        Pipeline.builder().models(List.of(totals)).build().run(lake).orThrow();
        Catalog catalog = lake.catalog();
        catalog.createUser("ana");
        catalog.createUser("bob");
        catalog.grant(List.of(Privilege.USE), Securable.catalog(), ANA);
        catalog.grant(List.of(Privilege.USE), Securable.schema("silver"), ANA);
        catalog.grant(List.of(Privilege.USE), Securable.schema("gold"), ANA);
        catalog.grant(Privilege.SELECT, Securable.table("silver.customers"), ANA);
        catalog.grant(Privilege.SELECT, Securable.table("gold.totals"), ANA);
        catalog.grant(Privilege.SELECT, Securable.table("silver.secret_plans"), new Principal.User("bob"));
        catalog.tag("silver.customers", "mail", "pii", "");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private String page(Lakehouse session, String name) throws IOException {
        CatalogSite.of(session).write(folder.resolve("site"));
        return Files.readString(folder.resolve("site").resolve(name));
    }

    private String everything() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("site"))) {
            return files.filter(file -> file.toString().endsWith(".html"))
                    .map(file -> {
                        try {
                            return file + "\n" + Files.readString(file);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .collect(Collectors.joining("\n"));
        }
    }

    @Test
    void personalDataIsLeftOutOfTheOwnersExampleRows() throws IOException {
        String page = page(lake, "tables/silver.customers.html");
        assertThat(page).contains("<td>c1</td><td>…</td><td>SP</td>", "tagged pii and nothing masks them: mail.");
        assertThat(everything()).doesNotContain("@example.com").contains("take over the world");
    }

    @Test
    void masksAndRowFiltersHoldInExampleRowsAndCounts() throws IOException {
        lake.catalog().mask("silver.customers", "mail", "'***@' || split_part(value, '@', 2)");
        lake.catalog().rowFilter("silver.customers", "state = 'SP'");

        String page = page(lake.as(ANA), "tables/silver.customers.html");

        assertThat(page)
                .contains("<td>c1</td><td>***@example.com</td><td>SP</td>", "<dt>Rows</dt><dd>2</dd>")
                .contains("Rows that this reader may not see are left out")
                .doesNotContain("<dt>Size</dt>", "state = ", "split_part");
        assertThat(everything()).doesNotContain("maria", "joao", "hidden-from-ana", "<td>c3</td>");
    }

    @Test
    void whatASessionMayNotKnowOfIsNotNamed() throws IOException {
        page(lake.as(ANA), "index.html");
        assertThat(everything())
                .contains("silver.customers", "gold.totals", "Written for user ana")
                .doesNotContain("secret_plans", "take over", "bob");
    }

    @Test
    void theOwnerSeesGrantsFiltersAndMasks() throws IOException {
        lake.catalog().maskTag("pii", "'hidden'");
        lake.catalog().rowFilter("gold.totals", "state <> 'RJ' or is_member('managers')");
        String page = page(lake, "access.html");
        assertThat(page)
                .contains("user ana", "user bob", "table silver.secret_plans")
                .contains("Columns tagged pii", "state &lt;&gt; &#39;RJ&#39; or is_member(&#39;managers&#39;)");
        assertThat(Files.readString(folder.resolve("site/tables/silver.customers.html")))
                .contains("Others see", "<code>&#39;hidden&#39;</code>");
    }

    @Test
    void viewsAreShownWithTheirQueryToWhoMayManageThem() throws IOException {
        lake.catalog().createView("gold.southeast", "select state, customers from gold.totals where state = 'SP'");
        lake.catalog().grant(Privilege.SELECT, Securable.view("gold.southeast"), ANA);

        assertThat(page(lake, "tables/gold.southeast.html"))
                .contains("where state = &#39;SP&#39;", "data-from=\"gold.totals\" data-to=\"gold.southeast\"");
        assertThat(page(lake.as(ANA), "tables/gold.southeast.html"))
                .contains("<td>SP</td><td>2</td>")
                .doesNotContain("where state");
    }

    @Test
    void aPrincipalThatDoesNotExistGetsNoSite() {
        assertThatThrownBy(() ->
                        CatalogSite.of(lake.as(new Principal.User("nobody"))).write(folder.resolve("site")))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(folder.resolve("site")).doesNotExist();
    }
}
