package com.example.shop;

import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Runs the pipeline again and again. A run over the same files changes nothing and takes a moment.
 *
 * <p>Requests are answered meanwhile: a query reads the versions that its tables have when it starts.
 */
@Component
class ShopRefresher {

    private static final Logger LOG = LoggerFactory.getLogger(ShopRefresher.class);

    private final Lakehouse lake;
    private final Pipeline pipeline;
    private volatile Refresh last;
    private volatile ExecutiveSummary summary;

    ShopRefresher(Lakehouse lake, Pipeline pipeline) {
        this.lake = lake;
        this.pipeline = pipeline;
    }

    /** Never throws: the next refresh may succeed. */
    @Scheduled(fixedDelayString = "${shop.refresh-every}")
    void refresh() {
        try {
            RunReport run = pipeline.run(lake).orThrow();
            if (run.changedAnything() || summary == null) {
                LOG.info("Refreshed.\n{}", run.summary());
                summary = ExecutiveSummary.of(lake).write();
            }
            last = new Refresh(Instant.now(), true, "");
        } catch (LakehouseException e) {
            LOG.warn("The refresh did not complete: {}", e.getMessage());
            last = new Refresh(Instant.now(), false, e.getMessage());
        }
    }

    /** The last refresh, empty before the first has ended. */
    Optional<Refresh> last() {
        return Optional.ofNullable(last);
    }

    /** The summary of the tables as they were after the last refresh that changed one. */
    Optional<ExecutiveSummary> summary() {
        return Optional.ofNullable(summary);
    }
}
