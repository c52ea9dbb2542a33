package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command segments: what it prints, that it writes nothing, and its errors. */
class SegmentsCommandTest {

    @TempDir
    static Path shared;

    private static Path lake = Path.of("");

    @BeforeAll
    static void makeALake() {
        lake = shared.resolve("lake");
        Cli.call("run", "--quiet", "--lake", lake, "--sample", shared.resolve("sample"), "--scale", "0.02")
                .succeeds();
    }

    @Test
    void itPrintsBothViewsTheChoiceOfClustersAndTheNotes() {
        Cli printed = Cli.call("segments", "--lake", lake).succeeds();
        assertThat(printed.err()).isEmpty();
        assertThat(printed.out())
                .containsPattern("^[\\d,]+ customers as of \\d{4}-\\d\\d-\\d\\d, model [0-9a-f]{12}")
                .containsPattern("\nsegment +customers +share +revenue +share +recency days +frequency +monetary")
                .containsPattern("\nnew customers +[\\d,]+ +\\d+\\.\\d %")
                .containsPattern("\ncluster +customers")
                .containsPattern("\nhigh-value|\nrecent high-value")
                .contains("at-risk")
                .containsPattern("\n +\\d +[\\d,]+\\.\\d +0\\.\\d{4}  chosen")
                .containsPattern("Note: 9\\d\\.\\d % of the customers have the frequency 1");
    }

    @Test
    void itPrintsWhatTheRunWrote() {
        JsonNode printed = Cli.parse(
                Cli.call("segments", "--json", "--lake", lake).succeeds().out());
        JsonNode written = Cli.sql(
                lake,
                "select name, customers, revenue from gold.segment_profile where view = 'cluster'"
                        + " order by revenue desc, name");
        assertThat(printed.path("clusters")).hasSameSizeAs(written);
        for (int i = 0; i < written.size(); i++) {
            for (String column : List.of("name", "customers")) {
                assertThat(printed.path("clusters").get(i).path(column))
                        .isEqualTo(written.get(i).path(column));
            }
            assertThat(printed.path("clusters").get(i).path("revenue").decimalValue())
                    .isEqualByComparingTo(written.get(i).path("revenue").decimalValue());
        }
        assertThat(printed.path("modelVersion").asText())
                .isEqualTo(Cli.sql(lake, "select min(model_version) as version from gold.customer_segments")
                        .get(0)
                        .path("version")
                        .asText());
        assertThat(printed.path("clusterCounts")).hasSize(4);
        assertThat(printed.path("notes")).isNotEmpty();
    }

    @Test
    void anEarlierDayHasFewerCustomersAndClustersCanBeGiven() {
        JsonNode earlier =
                Cli.parse(Cli.call("segments", "--json", "--as-of", "2018-01-01", "--clusters", "3", "--lake", lake)
                        .succeeds()
                        .out());
        assertThat(earlier.path("asOf").asText()).isEqualTo("2018-01-01");
        assertThat(earlier.path("clusters")).hasSize(3);
        assertThat(earlier.path("customers").asLong())
                .isPositive()
                .isLessThan(Cli.sql(lake, "select count(*) as n from gold.customer_segments")
                        .get(0)
                        .path("n")
                        .asLong());
    }

    @Test
    void itWritesNothing() throws IOException {
        Map<String, Long> before = files();
        Cli.call("segments", "--as-of", "2018-02-01", "--lake", lake).succeeds();
        assertThat(files()).isEqualTo(before);
    }

    private static Map<String, Long> files() throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(lake)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Files.getLastModifiedTime(file).toMillis());
            }
        }
        return files;
    }

    @Test
    void aDayBeforeAllOrdersAndALakeWithoutThemAreErrors() {
        Cli early = Cli.call("segments", "--as-of", "2010-01-01", "--lake", lake);
        assertThat(early.code()).isEqualTo(1);
        assertThat(early.out()).isEmpty();
        assertThat(early.err())
                .contains("Cannot segment as of 2010-01-01: gold.fact_orders has no purchase before that day");
        Cli none = Cli.call("segments", "--lake", shared.resolve("none"));
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("no such folder");
        Path empty = shared.resolve("empty");
        try (dev.lakehouse4j.core.Lakehouse made = dev.lakehouse4j.core.Lakehouse.open(empty)) {
            assertThat(made.tables()).isEmpty();
        }
        Cli missing = Cli.call("segments", "--lake", empty);
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("Cannot read gold.fact_orders", "The lake has no tables yet");
    }
}
