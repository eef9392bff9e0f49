package dev.baton.persistence.table;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import java.util.List;
import java.util.function.Function;

/** Cuts a list that was read with one row too many into a page. */
final class Pages {

    private Pages() {}

    static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> cursor) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, limit);
        return new Page<>(items, cursor.apply(items.get(limit - 1)));
    }
}
