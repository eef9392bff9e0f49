package dev.baton.actors.port;

import org.jspecify.annotations.Nullable;

/**
 * Which runs to list, newest first.
 *
 * @param after the end of the page before; null for the first page
 */
public record RunQuery(
        String tenant, RunFilter filter, @Nullable Cursor after, int limit) {

    public RunQuery {
        Page.checkLimit(limit);
    }

    public static RunQuery all(String tenant, int limit) {
        return new RunQuery(tenant, RunFilter.ALL, null, limit);
    }
}
