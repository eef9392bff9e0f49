package dev.baton.actors.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;

/**
 * A run that takes the place of another, together with the runs below it.
 *
 * @param at the point in time to which all runs of the tree go back
 * @param open child runs that were under way then and have not been begun here, by the paths of their steps: each begins
 *     where it was
 * @param replaces runs that end because of it
 */
public record Reset(Instant at, Map<String, ChildRun> open, List<String> replaces) {

    /** Runs that are told so by the first run of a tree; what is below them ends with them. */
    public static final int REPLACES_MAX = 1_000;

    public Reset {
        open = HashTreePMap.from(open);
        replaces = List.copyOf(replaces);
    }

    /** When the step at this path has begun: another time it starts a run of its own. */
    Reset without(String path) {
        return new Reset(at, HashTreePMap.from(open).minus(path), replaces);
    }

    /** The child run that the step at this path had under way; null if it had none, or has begun. */
    @Nullable
    ChildRun child(String path) {
        return open.get(path);
    }
}
