package dev.baton.actors.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param act on whose behalf the principal acts, as in RFC 8693; null if on its own
 * @param memberships its roles and groups; null if whoever let it in does not know them
 */
public record Principal(
        Kind kind,
        String id,
        @Nullable Principal act,
        @Nullable Memberships memberships) {

    /** Of whom no roles are known. */
    public Principal(Kind kind, String id, @Nullable Principal act) {
        this(kind, id, act, null);
    }

    public enum Kind {
        PERSON,
        SERVICE,
        AGENT
    }

    /** On whose behalf this is in the end. */
    public Principal origin() {
        Principal origin = this;
        while (origin.act() != null) {
            origin = origin.act();
        }
        return origin;
    }

    /** Whoever it acts for, and with whichever roles. */
    public boolean isSameAs(Principal other) {
        return kind == other.kind && id.equals(other.id);
    }

    /** Its own id, and those of the principals on whose behalf it acts. */
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (Principal principal = this; principal != null; principal = principal.act()) {
            ids.add(principal.id());
        }
        return ids;
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
