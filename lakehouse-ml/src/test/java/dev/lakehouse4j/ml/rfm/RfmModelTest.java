package dev.lakehouse4j.ml.rfm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.medallion.pipeline.StepReport;
import dev.lakehouse4j.medallion.pipeline.StepStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commerce pack with segments, and the model that it keeps. */
class RfmModelTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Lakehouse lake;
    private static Pipeline pipeline;
    private static RunReport first;
    private static RfmResult result;

    @BeforeAll
    static void run() {
        SampleData.settings().scale(0.02).seed(5).write(shared.resolve("sample"));
        lake = Lakehouse.open(shared.resolve("lake"));
        pipeline = Commerce.from(shared.resolve("sample")).pipeline().toBuilder()
                .javaModels(Rfm.commerce().javaModels())
                .models(Rfm.commerce().sqlModels())
                .build();
        first = pipeline.run(lake).orThrow();
        result = Rfm.commerce().segment(lake);
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    private static List<CustomerSegment> table() {
        try (Stream<CustomerSegment> rows =
                lake.table(RfmTables.CUSTOMER_SEGMENTS).rows()) {
            return rows.toList();
        }
    }

    record Values(String customer, int recency, int frequency, BigDecimal monetary, LocalDate asOf) {}

    @Test
    void theTableHoldsTheDeliveredOrdersOfEachPerson() {
        String sql = """
                with last_day as (select cast(max(purchased_at) as date) + 1 as as_of from gold.fact_orders)
                select c.customer_unique_id as customer,
                  cast(min(l.as_of - cast(o.purchased_at as date)) as int) as recency,
                  cast(count(*) as int) as frequency, cast(sum(o.item_revenue) as decimal(18, 2)) as monetary,
                  cast(max(l.as_of) as date) as as_of
                from gold.fact_orders o join gold.dim_customers c using (customer_key) cross join last_day l
                where o.order_status = 'delivered' and o.delivered_at is not null and o.customer_key <> -1
                group by 1 order by 1""";
        List<Values> expected = lake.sql(sql, Values.class).toList();
        assertThat(table().stream()
                        .sorted(Comparator.comparing(CustomerSegment::customerUniqueId))
                        .map(row -> new Values(
                                row.customerUniqueId(),
                                row.recencyDays(),
                                row.frequency(),
                                row.monetary(),
                                row.asOf())))
                .isEqualTo(expected)
                .hasSizeGreaterThan(1_000);
    }

    @Test
    void theTableIsWhatSegmentGives() {
        assertThat(table()).containsExactlyElementsOf(result.rows().toList());
        assertThat(result.size()).isEqualTo(table().size());
    }

    @Test
    void theProfileTableIsThatOfTheResult() {
        List<SegmentProfile> expected = new ArrayList<>(result.segments());
        expected.addAll(result.clusters());
        List<SegmentProfile> read;
        try (Stream<SegmentProfile> rows = lake.table(RfmTables.SEGMENT_PROFILE).rows()) {
            read = rows.toList();
        }
        assertThat(read).hasSameSizeAs(expected);
        for (SegmentProfile profile : expected) {
            SegmentProfile other = read.stream()
                    .filter(row ->
                            row.view().equals(profile.view()) && row.name().equals(profile.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(other.customers()).isEqualTo(profile.customers());
            assertThat(other.revenue()).isEqualTo(profile.revenue());
            assertThat(other.shareOfCustomers()).isCloseTo(profile.shareOfCustomers(), Percentage.withPercentage(1e-9));
            assertThat(other.shareOfRevenue()).isCloseTo(profile.shareOfRevenue(), Percentage.withPercentage(1e-9));
            assertThat(other.meanRecencyDays()).isCloseTo(profile.meanRecencyDays(), Percentage.withPercentage(1e-9));
            assertThat(other.meanFrequency()).isCloseTo(profile.meanFrequency(), Percentage.withPercentage(1e-9));
            assertThat(other.meanMonetary()).isCloseTo(profile.meanMonetary(), Percentage.withPercentage(1e-9));
        }
        for (String view : List.of("rfm", "cluster")) {
            assertThat(read.stream()
                            .filter(row -> row.view().equals(view))
                            .mapToDouble(SegmentProfile::shareOfRevenue)
                            .sum())
                    .isCloseTo(1, Percentage.withPercentage(1e-9));
        }
    }

    @Test
    void aSecondRunChangesNothing() {
        assertThat(pipeline.run(lake).orThrow().steps())
                .extracting(StepReport::status)
                .containsOnly(StepStatus.UNCHANGED);
        assertThat(lake.table(RfmTables.CUSTOMER_SEGMENTS).snapshot().version()).isZero();
    }

    @Test
    void theRunSaysThatNearlyAllBoughtOnce() {
        StepReport step = first.steps().stream()
                .filter(report -> report.table().equals("gold.customer_segments"))
                .findFirst()
                .orElseThrow();
        assertThat(step.message())
                .contains(result.model().version())
                .containsPattern("9\\d\\.\\d % of the customers have the frequency 1");
    }

    @Test
    void theModelOfTheRunPlacesEveryCustomerWhereTheTableDoes() {
        RfmModel model = RfmModel.load(lake.root()
                .resolve("models/customer_segments")
                .resolve(table().get(0).modelVersion()));
        assertThat(model.toJson()).isEqualTo(result.model().toJson());
        for (CustomerSegment row : table()) {
            assertThat(model.assign(
                            row.recencyDays(), row.frequency(), row.monetary().doubleValue()))
                    .isEqualTo(new RfmModel.Placement(
                            row.rScore(),
                            row.fScore(),
                            row.mScore(),
                            row.segment(),
                            row.cluster(),
                            row.clusterName(),
                            row.distance()));
        }
        assertThat(model.tableVersions()).containsEntry("gold.fact_orders", 0L).containsKey("gold.dim_customers");
        assertThat(model.settings()).containsEntry("seed", "42");
    }

    @Test
    void theSameDataInAnotherLakeIsTheSameModel() {
        try (Lakehouse other = Lakehouse.open(folder.resolve("lake"))) {
            Commerce.from(shared.resolve("sample")).pipeline().run(other).orThrow();
            assertThat(Rfm.commerce().segment(other).model().version())
                    .isEqualTo(result.model().version());
        }
    }

    @Test
    void otherRulesAreAnotherModelAndAnotherTable() {
        SegmentRules rules = SegmentRules.of(SegmentRule.of("spenders").monetary(5, 5), SegmentRule.of("others"));
        RfmResult changed = Rfm.commerce().rules(rules).segment(lake);
        assertThat(changed.segments()).extracting(SegmentProfile::name).containsExactlyInAnyOrder("spenders", "others");
        assertThat(changed.model().version()).isNotEqualTo(result.model().version());
        assertThat(Rfm.commerce().rules(rules).javaModels().get(0).definition())
                .isNotEqualTo(Rfm.commerce().javaModels().get(0).definition());
        assertThat(RfmModel.fromJson(changed.model().toJson()).rules()).isEqualTo(rules);
    }

    @Test
    void aModelThatIsCutShortIsRefused() throws IOException {
        Path file = result.model().save(folder);
        String json = Files.readString(file);
        for (int length = 0; length < json.length(); length += 101) {
            Files.writeString(file, json.substring(0, length));
            assertThatThrownBy(() -> RfmModel.load(folder))
                    .isInstanceOf(SchemaException.class)
                    .hasMessageContaining("Cannot read a segmentation model from " + file);
        }
    }

    @Test
    void aModelThatWasChangedOrIsSomethingElseIsRefused() {
        String json = result.model().toJson();
        refuses(json.replace("\"seed\" : \"42\"", "\"seed\" : \"43\""), "somebody changed it");
        refuses(
                json.replace("\"version\" : 1,\n  \"modelVersion\"", "\"version\" : 9,\n  \"modelVersion\""),
                "version 9");
        refuses(json.replace("lakehouse4j-rfm", "mine"), "does not say \"format\"");
        refuses(json.replace("\"asOf\" : \"2", "\"asOf\" : \"x"), "could not be parsed");
        refuses(json.replace("\"clusterNames\" : [ ", "\"clusterNames\" : [ \"more\", "), "do not fit each other");
        refuses(json.replace("lakehouse4j-kmeans", "mine"), "k-means");
        refuses(result.model().clusters().toJson(), "does not say \"format\"");
        assertThatThrownBy(() -> RfmModel.load(folder.resolve("none"))).isInstanceOf(StorageException.class);
    }

    private static void refuses(String json, String why) {
        assertThat(json).isNotEqualTo(result.model().toJson());
        assertThatThrownBy(() -> RfmModel.fromJson(json))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("segment the customers again");
    }

    @Test
    void impossibleCustomersAreRefused() {
        RfmModel model = result.model();
        assertThatThrownBy(() -> model.assign(-1, 1, 10)).hasMessageContaining("in 1 days from now");
        assertThatThrownBy(() -> model.assign(1, 0, 10)).hasMessageContaining("who never bought");
        assertThatThrownBy(() -> model.assign(1, 1, Double.NaN)).hasMessageContaining("NaN");
        assertThat(model.assign(0, 100, 1e9).segment()).isEqualTo("champions");
        assertThat(model.assign(10_000, 1, -5).segment()).isEqualTo("lost");
    }
}
