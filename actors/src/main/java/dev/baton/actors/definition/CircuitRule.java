package dev.baton.actors.definition;

import java.time.Duration;

/**
 * When an agent that fails is left alone for a while, and for how long.
 *
 * @param enabled whether it ever is
 * @param failures in a row that are enough
 * @param rate share of failures among the calls of the window that is enough, above 0 and at most 1
 * @param calls fewer of them in the window say nothing about the rate
 * @param pause the first time that it is left alone; twice as long each time that it then fails again
 * @param pauseMax the longest such time
 */
public record CircuitRule(
        boolean enabled, int failures, double rate, int calls, Duration window, Duration pause, Duration pauseMax) {

    public static final CircuitRule DEFAULT =
            new CircuitRule(true, 10, 0.8, 50, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofMinutes(1));
}
