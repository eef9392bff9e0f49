package dev.baton.actors.run;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param act on whose behalf the principal acts, as in RFC 8693; null if on its own
 */
public record Principal(Kind kind, String id, @Nullable Principal act) {

    public enum Kind {
        PERSON,
        SERVICE,
        AGENT
    }

    /** Baton itself: timers, recovery, workers. */
    public static final Principal SYSTEM = new Principal(Kind.SERVICE, "baton", null);

    /** Whoever calls while no authentication is configured. */
    public static final Principal ANONYMOUS = new Principal(Kind.PERSON, "anonymous", null);
}
