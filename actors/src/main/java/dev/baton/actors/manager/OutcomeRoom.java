package dev.baton.actors.manager;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** The room that all managers of a node have together for what agents have done and cannot be written at present. */
public final class OutcomeRoom {

    /** Beyond it outcomes are dropped, and their agents asked again when the store is back. */
    public static final long BYTES_MAX = 32L * 1024 * 1024;

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();
    private final Counter dropped;

    public OutcomeRoom(MeterRegistry registry, long bytesMax) {
        this.bytesMax = bytesMax;
        Gauge.builder("baton.outcomes.kept.bytes", bytes, AtomicLong::get)
                .description("memory of results that cannot be written at present, and are kept")
                .register(registry);
        dropped = Counter.builder("baton.outcomes.dropped")
                .description("results for which there was no room: their agents are asked again when the store is back")
                .register(registry);
    }

    /** @return whether there is room; if not, nothing is taken */
    boolean take(long wanted) {
        long before = bytes.get();
        while (before + wanted <= bytesMax) {
            long found = bytes.compareAndExchange(before, before + wanted);
            if (found == before) {
                return true;
            }
            before = found;
        }
        dropped.increment();
        return false;
    }

    void giveBack(long taken) {
        bytes.addAndGet(-taken);
    }

    long taken() {
        return bytes.get();
    }
}
