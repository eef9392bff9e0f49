package dev.baton.actors.bulk;

import dev.baton.actors.run.Principal;
import java.time.Instant;
import java.util.List;

/**
 * Events that are written together.
 *
 * @param firstEvent the number of the first, from 1 within the operation
 * @param cause what was asked for, such as {@code stop}; {@code advance} if it went on by itself
 */
public record BulkChange(
        BulkKey key,
        String environment,
        long firstEvent,
        Instant at,
        Principal by,
        String cause,
        List<BulkEvent> events) {

    public BulkChange {
        events = List.copyOf(events);
    }

    public long lastEvent() {
        return firstEvent + events.size() - 1;
    }

    BulkChange with(List<BulkEvent> made) {
        return new BulkChange(key, environment, firstEvent, at, by, cause, made);
    }
}
