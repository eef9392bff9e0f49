package dev.baton.actors.connector;

import dev.baton.actors.definition.AgentDefinition;

/**
 * Spreads the calls of one agent evenly over time, some at once after a pause: the generic cell rate algorithm, which
 * needs a single number and no task that fills buckets. The rate of a node is exactly its part of the whole,
 * also where the nodes are more than the calls.
 */
final class Pace {

    /** What is due within this time goes together: timers are late by about as much, and would slow down fast rates. */
    private static final long TOGETHER_NANOS = 10_000_000;

    private AgentDefinition.Rate rate;
    /** When the calls let through would all have gone, had they gone evenly. */
    private long evenNanos;

    /**
     * Nothing is known of what was called before, so one call is free and others only what passes since.
     *
     * @param sinceNanos since when nothing can have been called, such as the start of the node
     */
    Pace(AgentDefinition.Rate rate, LimitShare.Place place, String agent, long sinceNanos) {
        this.rate = rate;
        this.evenNanos = sinceNanos + (place.part(agent, rate.burst()) - 1) * gapNanos(place);
    }

    synchronized void follow(AgentDefinition.Rate now) {
        rate = now;
    }

    /** How long the next call has to wait; 0 if it may go now. A {@code burst} above 1 is what calls may be early by. */
    synchronized long waitNanos(LimitShare.Place place, String agent, long nowNanos) {
        long early = (place.part(agent, rate.burst()) - 1) * gapNanos(place) + TOGETHER_NANOS;
        return Math.max(0, evenNanos - early - nowNanos);
    }

    /** Has a call go now if it may. */
    synchronized boolean take(LimitShare.Place place, String agent, long nowNanos) {
        if (waitNanos(place, agent, nowNanos) > 0) {
            return false;
        }
        // Not the larger of the two: such times may be on both sides of an overflow.
        evenNanos = (evenNanos - nowNanos > 0 ? evenNanos : nowNanos) + gapNanos(place);
        return true;
    }

    /** Whether it would be the same as a new one in a node that runs for long. */
    synchronized boolean isForgettable(long nowNanos) {
        return evenNanos - nowNanos <= 0;
    }

    /** Between two calls of this node. */
    private long gapNanos(LimitShare.Place place) {
        return Math.max(1, (long) ((double) rate.per().toNanos() * place.nodes() / rate.calls()));
    }
}
