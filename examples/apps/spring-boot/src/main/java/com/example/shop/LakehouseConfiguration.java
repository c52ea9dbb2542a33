package com.example.shop;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.ml.delivery.Candidate;
import dev.lakehouse4j.ml.delivery.DeliverySteps;
import dev.lakehouse4j.ml.rfm.Rfm;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One lake for the whole service: it is safe for use by several threads. */
@Configuration(proxyBeanMethods = false)
class LakehouseConfiguration {

    /** Spring closes it at shutdown, after the beans that use it. */
    @Bean
    Lakehouse lakehouse(ShopProperties shop) {
        return Lakehouse.open(shop.lake());
    }

    @Bean
    Pipeline pipeline(ShopProperties shop) {
        Rfm segments = Rfm.commerce();
        DeliverySteps delivery = DeliverySteps.defaults()
                .comparing(List.of(Candidate.logisticRegression(), Candidate.gradientBoostingCensoredDays()));
        return Commerce.from(shop.source()).pipeline().toBuilder()
                .javaModels(segments.javaModels())
                .models(segments.sqlModels())
                .models(delivery.sqlModels())
                .javaModels(delivery.javaModels())
                .build();
    }
}
