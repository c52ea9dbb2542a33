package com.example.shop;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Part {@code shop} of {@code /actuator/health}: down when the last refresh did not complete. */
@Component
class ShopHealthIndicator implements HealthIndicator {

    private final ShopRefresher refresher;

    ShopHealthIndicator(ShopRefresher refresher) {
        this.refresher = refresher;
    }

    @Override
    public Health health() {
        return refresher
                .last()
                .map(last -> (last.complete() ? Health.up() : Health.down())
                        .withDetail("refreshedAt", last.at())
                        .withDetail("message", last.message())
                        .build())
                .orElseGet(() -> Health.outOfService()
                        .withDetail("message", "The first refresh is under way.")
                        .build());
    }
}
