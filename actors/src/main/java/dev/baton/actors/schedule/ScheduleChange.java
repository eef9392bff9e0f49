package dev.baton.actors.schedule;

import dev.baton.actors.run.Principal;
import java.time.Instant;
import java.util.List;

/**
 * Events that are written together.
 *
 * @param firstEvent the number of the first, from 1 within the schedule
 * @param cause what was asked for, such as {@code pause}; {@code wake} if it was time
 */
public record ScheduleChange(
        ScheduleKey key,
        String environment,
        long firstEvent,
        Instant at,
        Principal by,
        String cause,
        List<ScheduleEvent> events) {

    public ScheduleChange {
        events = List.copyOf(events);
    }

    public long lastEvent() {
        return firstEvent + events.size() - 1;
    }

    ScheduleChange with(List<ScheduleEvent> made) {
        return new ScheduleChange(key, environment, firstEvent, at, by, cause, made);
    }
}
