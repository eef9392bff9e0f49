package dev.baton.actors.run;

import java.util.Collection;
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

    /** Whether one of these ids asks here, itself or through others. */
    public boolean speaksForAny(Collection<String> ids) {
        for (Principal principal = this; principal != null; principal = principal.act()) {
            if (ids.contains(principal.id())) {
                return true;
            }
        }
        return false;
    }

    /** Baton itself: timers, recovery, workers. */
    public static final Principal SYSTEM = new Principal(Kind.SERVICE, "baton", null);

    /** Whoever calls while no authentication is configured. */
    public static final Principal ANONYMOUS = new Principal(Kind.PERSON, "anonymous", null);
}
