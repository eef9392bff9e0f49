package dev.baton.cluster.crash;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, far longer than it should take. */
public final class Awaiting {

    public static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long PAUSE_NANOS = 10_000_000;

    private Awaiting() {}

    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + PATIENCE + ": " + what);
            }
            pause();
        }
    }

    /** Between two looks at something, or two tries. */
    public static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
