package dev.baton.worker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How long to leave a server alone that cannot be reached. */
final class Backoff {

    private static final long FIRST_MS = 250;
    private static final long LAST_MS = 15_000;

    private long nextMs = FIRST_MS;

    /** @param asked by the server; null if it did not say */
    void pause(@Nullable Duration asked) throws InterruptedException {
        // All workers of a server that was away must not come back in the same moment.
        long ms = asked != null ? asked.toMillis() : ThreadLocalRandom.current().nextLong(nextMs / 2, nextMs + 1);
        nextMs = Math.min(LAST_MS, nextMs * 2);
        Thread.sleep(ms);
    }

    void reset() {
        nextMs = FIRST_MS;
    }
}
