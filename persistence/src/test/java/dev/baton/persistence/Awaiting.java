package dev.baton.persistence;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, far longer than it should take. */
public final class Awaiting {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 5_000_000;

    private Awaiting() {}

    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("The condition did not come true within " + DEADLINE);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
