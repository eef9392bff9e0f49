package dev.baton.actors.manager;

import java.time.Duration;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.slf4j.event.Level;

/** When a manager reads its run again. One of each for all runs: strategies hold no state. */
final class Restarts {

    /** A run whose write has failed is read again after pauses from this one... */
    private static final Duration STORE_BACKOFF_MIN = Duration.ofMillis(200);

    /** ... to this one. */
    static final Duration STORE_BACKOFF_MAX = Duration.ofSeconds(3);

    /** After a defect in the manager itself the run is read again after pauses from {@link #STORE_BACKOFF_MIN} to this. */
    private static final Duration DEFECT_BACKOFF_MAX = Duration.ofMinutes(1);

    static final SupervisorStrategy AFTER_DEFECT =
            SupervisorStrategy.restartWithBackoff(STORE_BACKOFF_MIN, DEFECT_BACKOFF_MAX, 0.2);

    /** The store says once for all runs that it is lost. Whoever is at work goes on meanwhile. */
    static final BackoffSupervisorStrategy AFTER_FAILED_WRITE = SupervisorStrategy.restartWithBackoff(
                    STORE_BACKOFF_MIN, STORE_BACKOFF_MAX, 0.2)
            .withStopChildren(false)
            .withLogLevel(Level.DEBUG)
            .withCriticalLogLevel(Level.DEBUG, Integer.MAX_VALUE);

    private Restarts() {}
}
