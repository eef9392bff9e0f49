package dev.baton.http.resource;

import java.time.Duration;

/**
 * How long new runs take until they are acknowledged: the work of a start waits many times, for processors, for the store,
 * at another node. What counts is the least of the last few, so that one that stands still for itself is no overload, and only
 * while there are some: who is turned away adds nothing, so after {@link #WINDOW} without starts the next are taken.
 */
final class StartDelay {

    static final Duration WINDOW = Duration.ofSeconds(1);
    static final int LAST = 16;

    private final long[] tookNanos = new long[LAST];
    private final long[] atNanos = new long[LAST];
    private int count;

    synchronized void acknowledged(long nowNanos, long took) {
        int place = count++ % LAST;
        tookNanos[place] = took;
        atNanos[place] = nowNanos;
    }

    synchronized Duration now(long nowNanos) {
        if (count < LAST) {
            return Duration.ZERO;
        }
        long least = Long.MAX_VALUE;
        for (int place = 0; place < LAST; place++) {
            if (nowNanos - atNanos[place] > WINDOW.toNanos()) {
                return Duration.ZERO;
            }
            least = Math.min(least, tookNanos[place]);
        }
        return Duration.ofNanos(least);
    }
}
