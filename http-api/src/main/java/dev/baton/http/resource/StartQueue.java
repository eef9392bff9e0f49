package dev.baton.http.resource;

import java.time.Duration;

/**
 * How long one more new run would take until it is acknowledged: as long as those before it, at the rate of the last second.
 * A start waits many times, for processors, for the store, at another node, and each of its waits may be short.
 */
final class StartQueue {

    /** So many may be under way however few were acknowledged of late: a burst after a rest is no overload. */
    static final int ALWAYS = 256;

    private static final int SLICES = 10;
    private static final long SLICE_NANOS = 100_000_000;

    private final int[] acknowledged = new int[SLICES];
    private long slice;
    private int underWay;

    synchronized void begun() {
        underWay++;
    }

    synchronized void ended(boolean isAcknowledged, long nowNanos) {
        underWay--;
        if (isAcknowledged) {
            turnTo(nowNanos);
            acknowledged[Math.floorMod(slice, SLICES)]++;
        }
    }

    synchronized Duration delay(long nowNanos) {
        if (underWay < ALWAYS) {
            return Duration.ZERO;
        }
        turnTo(nowNanos);
        int inLastSecond = 0;
        for (int count : acknowledged) {
            inLastSecond += count;
        }
        return Duration.ofNanos((long) underWay * SLICES * SLICE_NANOS / Math.max(1, inLastSecond));
    }

    /** Forgets what is older than a second. */
    private void turnTo(long nowNanos) {
        long now = Math.floorDiv(nowNanos, SLICE_NANOS);
        for (long passed = Math.max(slice + 1, now - SLICES + 1); passed <= now; passed++) {
            acknowledged[Math.floorMod(passed, SLICES)] = 0;
        }
        slice = Math.max(slice, now);
    }
}
