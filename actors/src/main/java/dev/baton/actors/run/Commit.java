package dev.baton.actors.run;

import dev.baton.actors.port.Journaled;
import dev.baton.actors.port.SideWrites;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The persisted unit: all events that one outside happening caused, written as one journal row.
 *
 * @param firstEvent number of the first event within its run, from 1
 * @param by who caused it
 * @param cause what caused it: {@code start}, {@code result}, {@code signal:NAME}, ...
 * @param sideWrites what the store writes in the same transaction; not part of the stored commit, null on replay
 */
public record Commit(
        String tenant,
        String environment,
        Principal by,
        Instant at,
        String cause,
        long firstEvent,
        List<RunEvent> events,
        @Nullable SideWrites sideWrites)
        implements Journaled {

    public Commit {
        events = List.copyOf(events);
    }

    public Commit with(List<RunEvent> what) {
        return new Commit(tenant, environment, by, at, cause, firstEvent, what, sideWrites);
    }

    public Commit with(@Nullable SideWrites writes) {
        return new Commit(tenant, environment, by, at, cause, firstEvent, events, writes);
    }

    @Override
    public long lastEvent() {
        return firstEvent + events.size() - 1;
    }
}
