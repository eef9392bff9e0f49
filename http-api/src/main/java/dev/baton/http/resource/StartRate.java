package dev.baton.http.resource;

import java.time.Duration;

/** How many new runs of a class a node takes in a second, with those of one second at once. */
final class StartRate {

    private static final double NANOS = 1e9;

    private final int perSecond;
    private double left;
    private long seenNanos;

    StartRate(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.left = perSecond;
        this.seenNanos = nowNanos;
    }

    int perSecond() {
        return perSecond;
    }

    /** Takes one if there is one. @return zero, or how long until there is */
    synchronized Duration take(long nowNanos) {
        left = Math.min(perSecond, left + Math.max(0, nowNanos - seenNanos) / NANOS * perSecond);
        seenNanos = nowNanos;
        if (left >= 1) {
            left--;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) ((1 - left) / perSecond * NANOS) + 1);
    }
}
