package dev.baton.actors.connector.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Counts calls and failures of the last while, in slices that are forgotten one by one. */
final class FailureWindow {

    private static final int SLICES = 12;

    private final int[] calls = new int[SLICES];
    private final int[] failures = new int[SLICES];
    private final long[] numbers = new long[SLICES];

    void count(Instant now, Duration window, boolean failed) {
        long number = number(now, window);
        int slice = (int) (number % SLICES);
        if (numbers[slice] != number) {
            numbers[slice] = number;
            calls[slice] = 0;
            failures[slice] = 0;
        }
        calls[slice]++;
        failures[slice] += failed ? 1 : 0;
    }

    /** Whether at least so many calls were made, and of them this share failed. */
    boolean exceeds(Instant now, Duration window, int callsMin, double rate) {
        long first = number(now, window) - SLICES + 1;
        int made = 0;
        int failed = 0;
        for (int slice = 0; slice < SLICES; slice++) {
            if (numbers[slice] >= first) {
                made += calls[slice];
                failed += failures[slice];
            }
        }
        return made >= callsMin && failed >= rate * made;
    }

    void clear() {
        Arrays.fill(calls, 0);
        Arrays.fill(failures, 0);
    }

    private static long number(Instant now, Duration window) {
        return now.toEpochMilli() / Math.max(1, window.toMillis() / SLICES);
    }
}
