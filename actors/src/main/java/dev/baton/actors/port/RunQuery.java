package dev.baton.actors.port;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list, newest first.
 *
 * @param statuses codes of run statuses; empty for all
 * @param labels all of them must match
 * @param parent only the runs that this run has started
 * @param root only the runs below this run, however deep
 * @param startedAfter exclusive
 * @param after the end of the page before; null for the first page
 */
public record RunQuery(
        String tenant,
        Set<String> statuses,
        @Nullable String workflow,
        Map<String, String> labels,
        @Nullable String parent,
        @Nullable String root,
        @Nullable Instant startedAfter,
        @Nullable Cursor after,
        int limit) {

    /** More labels than this cannot be asked for at once. */
    public static final int LABELS_MAX = 10;

    public RunQuery {
        if (labels.size() > LABELS_MAX) {
            throw new IllegalArgumentException("at most " + LABELS_MAX + " labels, were " + labels.size());
        }
        statuses = Set.copyOf(statuses);
        labels = Map.copyOf(labels);
        Page.checkLimit(limit);
    }

    /** Wherever the runs come from. */
    public RunQuery(
            String tenant,
            Set<String> statuses,
            @Nullable String workflow,
            Map<String, String> labels,
            @Nullable Instant startedAfter,
            @Nullable Cursor after,
            int limit) {
        this(tenant, statuses, workflow, labels, null, null, startedAfter, after, limit);
    }

    public static RunQuery all(String tenant, int limit) {
        return new RunQuery(tenant, Set.of(), null, Map.of(), null, null, limit);
    }
}
