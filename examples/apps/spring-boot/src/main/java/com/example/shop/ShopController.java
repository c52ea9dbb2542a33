package com.example.shop;

import static dev.lakehouse4j.ml.rfm.RfmTables.CUSTOMER_SEGMENTS;
import static dev.lakehouse4j.ml.rfm.RfmTables.SEGMENT_PROFILE;

import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.ml.rfm.CustomerSegment;
import dev.lakehouse4j.ml.rfm.SegmentProfile;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the tables say, as JSON. */
@RestController
class ShopController {

    /** An order under way, and how likely it is late. */
    record LateRisk(String orderId, LocalDateTime estimatedDeliveryAt, double probability, String topReasons) {}

    record SummarySection(String title, List<String> text) {}

    record Summary(String title, List<SummarySection> sections) {}

    private final Lakehouse lake;
    private final ShopRefresher refresher;

    ShopController(Lakehouse lake, ShopRefresher refresher) {
        this.lake = lake;
        this.refresher = refresher;
    }

    /** The segments, those with most revenue first. */
    @GetMapping("/segments")
    List<SegmentProfile> segments() {
        String sql = "select * from gold.segment_profile where view = 'rfm' order by revenue desc";
        try (Stream<SegmentProfile> rows = lake.sql(sql, SEGMENT_PROFILE.type())) {
            return rows.toList();
        }
    }

    /** The customers of a segment who spent most. */
    @GetMapping("/segments/{name}/customers")
    List<CustomerSegment> customers(
            @PathVariable String name, @RequestParam(defaultValue = "20") @Min(1) @Max(1000) int limit) {
        String sql = "select * from gold.customer_segments where segment = " + Sql.literal(name)
                + " order by monetary desc, customer_unique_id limit " + limit;
        try (Stream<CustomerSegment> rows = lake.sql(sql, CUSTOMER_SEGMENTS.type())) {
            List<CustomerSegment> customers = rows.toList();
            if (customers.isEmpty()) {
                throw new NotFoundException("There is no customer in a segment " + name + ".");
            }
            return customers;
        }
    }

    /** The orders under way that are most likely to be late. */
    @GetMapping("/late-risk")
    List<LateRisk> lateRisk(@RequestParam(defaultValue = "20") @Min(1) @Max(1000) int limit) {
        String sql = """
                select order_id, estimated_delivery_at, probability, coalesce(top_reasons, '') as top_reasons
                from gold.delivery_predictions join gold.fact_orders using (order_id)
                where split = 'open'
                order by probability desc, order_id
                limit\s""" + limit;
        try (Stream<LateRisk> rows = lake.sql(sql, LateRisk.class)) {
            return rows.toList();
        }
    }

    @GetMapping("/summary")
    Summary summary() {
        ExecutiveSummary summary = refresher.summary().orElseThrow(NotReadyException::new);
        return new Summary(
                summary.title(),
                summary.sections().stream()
                        .map(section -> new SummarySection(
                                section.title(),
                                section.passages().stream()
                                        .map(passage -> passage.text())
                                        .toList()))
                        .toList());
    }
}
