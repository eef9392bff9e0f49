package dev.baton.actors.connector.client;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What operators see of the client. */
final class ClientMetrics {

    private final AtomicInteger open = new AtomicInteger();
    private final Counter opened;

    ClientMetrics(MeterRegistry registry, AtomicInteger underWay, AnswerMemory memory) {
        opened = Counter.builder("baton.http.client.connections.opened")
                .description("connections to agents made")
                .register(registry);
        Gauge.builder("baton.http.client.connections", open, AtomicInteger::get)
                .description("connections to agents open")
                .register(registry);
        Gauge.builder("baton.http.client.calls", underWay, AtomicInteger::get)
                .description("calls to agents that wait for a connection or an answer")
                .register(registry);
        Gauge.builder("baton.http.client.answer.bytes", memory, AnswerMemory::taken)
                .description("memory that large answers take while they come in")
                .register(registry);
    }

    void opened() {
        open.incrementAndGet();
        opened.increment();
    }

    void closed() {
        open.decrementAndGet();
    }
}
