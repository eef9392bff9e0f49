package dev.baton.actors.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of webhooks. Tries are counted by the node that made them, the webhooks themselves by every node. */
final class WebhookMetrics {

    private final Counter delivered;
    private final Counter failed;
    private final Timer lag;
    private final Map<WebhookState.Status, AtomicLong> webhooks = new EnumMap<>(WebhookState.Status.class);

    WebhookMetrics(MeterRegistry registry) {
        delivered = registry.counter("baton.webhooks.tries", "outcome", "delivered");
        failed = registry.counter("baton.webhooks.tries", "outcome", "failed");
        lag = Timer.builder("baton.webhooks.lag")
                .description("from an event until it is delivered")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        for (WebhookState.Status status : WebhookState.Status.values()) {
            AtomicLong count = new AtomicLong();
            webhooks.put(status, count);
            Gauge.builder("baton.webhooks", count, AtomicLong::get)
                    .description("Webhooks of the whole cluster; those that are suspended or disabled need somebody")
                    .tag("status", status.code())
                    .register(registry);
        }
    }

    void count(WebhookDelivery delivery, DeliveryTry tried, boolean through) {
        (through ? delivered : failed).increment();
        if (through && !tried.at().isBefore(delivery.at())) {
            lag.record(Duration.between(delivery.at(), tried.at()).plusMillis(tried.millis()));
        }
    }

    void count(Map<String, Long> byStatus) {
        webhooks.forEach((status, count) -> count.set(byStatus.getOrDefault(status.code(), 0L)));
    }
}
