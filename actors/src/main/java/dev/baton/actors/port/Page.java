package dev.baton.actors.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param next where the next page starts; null on the last */
public record Page<T>(List<T> items, @Nullable Cursor next) {

    /** Rows on a page, at most. */
    public static final int LIMIT_MAX = 200;

    public Page {
        items = List.copyOf(items);
    }

    /** @throws IllegalArgumentException if the limit is not in 1..{@value #LIMIT_MAX} */
    public static int checkLimit(int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new IllegalArgumentException("limit must be in 1.." + LIMIT_MAX + ", was " + limit);
        }
        return limit;
    }
}
