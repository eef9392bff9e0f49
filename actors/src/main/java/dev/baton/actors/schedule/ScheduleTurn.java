package dev.baton.actors.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.ScheduleDefinition;
import dev.baton.actors.run.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One decision in the making: its events so far, and the state after them. */
final class ScheduleTurn {

    /** Runs that are decided and not known to have started. */
    static final int STARTING_MAX = 100;

    private final ScheduleChange header;
    private final List<ScheduleEvent> events = new ArrayList<>();
    private ScheduleState state;

    ScheduleTurn(ScheduleState before, ScheduleChange header) {
        this.state = before;
        this.header = header;
    }

    ScheduleState state() {
        return state;
    }

    Instant now() {
        return header.at();
    }

    Principal by() {
        return header.by();
    }

    boolean isFull() {
        return state.outstanding().starting().size() >= STARTING_MAX;
    }

    ScheduleTurn with(ScheduleEvent event) {
        events.add(event);
        state = ScheduleFold.apply(state, event, header.at(), header.by());
        return this;
    }

    ScheduleTurn plan(@Nullable Instant next) {
        return Objects.equals(next, state.next()) ? this : with(new ScheduleEvent.Planned(next));
    }

    ScheduleTurn fire(
            ScheduleDefinition definition,
            Instant scheduledAt,
            Fire.Cause cause,
            String runId,
            JsonNode input,
            Principal owner) {
        return with(new ScheduleEvent.Fired(
                new Fire(scheduledAt, cause, runId, definition.workflow(), definition.version(), input, owner)));
    }

    ScheduleOutcome done() {
        return new ScheduleOutcome.Accepted(header.with(events), state);
    }
}
