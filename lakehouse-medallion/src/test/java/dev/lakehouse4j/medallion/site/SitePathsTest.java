package dev.lakehouse4j.medallion.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SitePathsTest {

    @Test
    void namesBecomeSafeFileNamesThatDiffer() {
        assertThat(SitePaths.table("gold.fact_orders")).isEqualTo("tables/gold.fact_orders.html");
        List<String> names = List.of(
                "gold.a",
                "gold.A",
                "gold.a b",
                "gold.a/b",
                "gold.../x",
                "gold.é",
                "gold.e\u0301",
                "gold.\"q\"",
                "..",
                ".",
                "gold.~",
                "gold.con",
                "x".repeat(300),
                "x".repeat(299) + "y");
        List<String> files = names.stream().map(SitePaths::fileName).toList();
        assertThat(files).doesNotHaveDuplicates().allMatch(file -> file.matches("[a-z0-9_~-][a-z0-9._~-]{0,140}"));
    }
}
