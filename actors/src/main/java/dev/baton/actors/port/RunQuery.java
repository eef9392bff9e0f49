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
 * @param startedAfter exclusive
 * @param after the end of the page before; null for the first page
 */
public record RunQuery(
        String tenant,
        Set<String> statuses,
        @Nullable String workflow,
        Map<String, String> labels,
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

    public static RunQuery all(String tenant, int limit) {
        return new RunQuery(tenant, Set.of(), null, Map.of(), null, null, limit);
    }
}
