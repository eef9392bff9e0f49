package dev.baton.actors.port;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are meant: those that match all that is given.
 *
 * @param statuses codes of run statuses; empty for all
 * @param labels all of them must match
 * @param parent only the runs that this run has started
 * @param root only the runs below this run, however deep
 * @param errorKind code of the error that they failed with
 * @param startedAfter exclusive
 * @param startedBefore exclusive
 * @param stuckSince only runs that nothing wakes: that should have been woken before this time, or that wait for a time
 *     at which nobody is to wake them
 */
public record RunFilter(
        Set<String> statuses,
        @Nullable String workflow,
        @Nullable Integer version,
        Map<String, String> labels,
        @Nullable String parent,
        @Nullable String root,
        @Nullable String errorKind,
        @Nullable Instant startedAfter,
        @Nullable Instant startedBefore,
        @Nullable Instant stuckSince) {

    /** More labels than this cannot be asked for at once. */
    public static final int LABELS_MAX = 10;

    public static final RunFilter ALL =
            new RunFilter(Set.of(), null, null, Map.of(), null, null, null, null, null, null);

    public RunFilter {
        if (labels.size() > LABELS_MAX) {
            throw new IllegalArgumentException("at most " + LABELS_MAX + " labels, were " + labels.size());
        }
        // In an order of their own, so that the same filter is always written the same way.
        statuses = Collections.unmodifiableSortedSet(new TreeSet<>(statuses));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Whether or not something wakes them. */
    public RunFilter(
            Set<String> statuses,
            @Nullable String workflow,
            @Nullable Integer version,
            Map<String, String> labels,
            @Nullable String parent,
            @Nullable String root,
            @Nullable String errorKind,
            @Nullable Instant startedAfter,
            @Nullable Instant startedBefore) {
        this(statuses, workflow, version, labels, parent, root, errorKind, startedAfter, startedBefore, null);
    }

    /** Wherever the runs come from. */
    public static RunFilter of(Set<String> statuses, @Nullable String workflow, Map<String, String> labels) {
        return new RunFilter(statuses, workflow, null, labels, null, null, null, null, null, null);
    }

    public static RunFilter ofTree(Set<String> statuses, @Nullable String parent, @Nullable String root) {
        return new RunFilter(statuses, null, null, Map.of(), parent, root, null, null, null, null);
    }

    public RunFilter withStatuses(Set<String> codes) {
        return new RunFilter(codes, workflow, version, labels, parent, root, errorKind, startedAfter, startedBefore);
    }

    public RunFilter after(@Nullable Instant time) {
        return new RunFilter(
                statuses, workflow, version, labels, parent, root, errorKind, time, startedBefore, stuckSince);
    }

    /** None that starts at this time or later, whatever else is given. */
    public RunFilter before(Instant time) {
        @Nullable Instant earlier = startedBefore != null && startedBefore.isBefore(time) ? startedBefore : time;
        return new RunFilter(
                statuses, workflow, version, labels, parent, root, errorKind, startedAfter, earlier, stuckSince);
    }
}
