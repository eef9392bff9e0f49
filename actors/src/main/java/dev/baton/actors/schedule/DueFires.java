package dev.baton.actors.schedule;

import dev.baton.actors.definition.ScheduleDefinition;
import dev.baton.actors.run.Principal;
import dev.baton.actors.schedule.ScheduleState.Outstanding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a schedule does when its time has come. */
final class DueFires {

    /** Times that are dealt with in one write; the rest in the next. */
    static final int TIMES_MAX = 50;

    /** Missed times are counted so far. */
    static final int MISSED_MAX = 10_000;

    private final ScheduleTurn turn;
    private final ScheduleDefinition definition;

    DueFires(ScheduleTurn turn, ScheduleDefinition definition) {
        this.turn = turn;
        this.definition = definition;
    }

    ScheduleOutcome wake(ScheduleCommand.Wake wake) {
        List<String> ended =
                outstanding().open().stream().filter(wake.ended()::contains).toList();
        if (!ended.isEmpty()) {
            turn.with(new ScheduleEvent.Ended(ended));
        }
        @Nullable Fire waiting = outstanding().waiting();
        if (waiting != null && !isBusy()) {
            turn.with(new ScheduleEvent.Fired(waiting));
        }
        if (turn.state().pause() == null) {
            miss();
            for (int times = 0;
                    times < TIMES_MAX && !turn.isFull() && isDue(turn.state().next());
                    times++) {
                next();
            }
        }
        outstanding().backfills().forEach(this::fill);
        return turn.done();
    }

    private Outstanding outstanding() {
        return turn.state().outstanding();
    }

    /** Whether a run of the schedule, other than one that it was asked for, is under way. */
    private boolean isBusy() {
        return !outstanding().open().isEmpty()
                || outstanding().starting().stream().anyMatch(fire -> fire.cause() == Fire.Cause.TIME);
    }

    private boolean isDue(@Nullable Instant time) {
        return time != null && !due(time).isAfter(turn.now());
    }

    private Instant due(Instant time) {
        return time.plus(ScheduleDecider.delay(definition, time));
    }

    private @Nullable Instant after(Instant time) {
        return definition.times().after(time).orElse(null);
    }

    /** Passes over what was due too long ago to be caught up with. */
    private void miss() {
        Instant cutoff = turn.now().minus(definition.catchUp());
        @Nullable Instant first = turn.state().next();
        if (first == null || !due(first).isBefore(cutoff)) {
            return;
        }
        Instant last = first;
        int count = 0;
        @Nullable Instant next = first;
        while (next != null && count < MISSED_MAX && due(next).isBefore(cutoff)) {
            last = next;
            count++;
            next = after(next);
        }
        Instant surelyMissed = cutoff.minus(definition.jitter()).minus(Duration.ofSeconds(1));
        boolean more = next != null && due(next).isBefore(cutoff);
        if (next != null && next.isBefore(surelyMissed)) {
            next = after(surelyMissed);
        }
        turn.with(new ScheduleEvent.Missed(first, last, count, more)).plan(next);
    }

    private void next() {
        Instant time = turn.state().next();
        if (time == null) {
            return;
        }
        String runId = RunNames.at(turn.state().key(), turn.state().definition().createdAt(), time);
        switch (FireInput.of(definition, time, Fire.Cause.TIME)) {
            case FireInput.Not not ->
                turn.with(new ScheduleEvent.Failed(time, Fire.Cause.TIME, null, "input", not.message()));
            case FireInput.Of of ->
                overlapping(new Fire(
                        time,
                        Fire.Cause.TIME,
                        runId,
                        definition.workflow(),
                        definition.version(),
                        of.json(),
                        itself()));
        }
        turn.plan(after(time));
    }

    /** The schedule, on behalf of whoever applied it. */
    private Principal itself() {
        return new Principal(
                Principal.Kind.SERVICE,
                "schedule/" + definition.name(),
                turn.state().definition().by());
    }

    private void overlapping(Fire fire) {
        boolean busy = isBusy() || outstanding().waiting() != null;
        switch (busy ? definition.overlap() : Overlap.ALLOW_ALL) {
            case ALLOW_ALL -> turn.with(new ScheduleEvent.Fired(fire));
            case SKIP -> skip(fire, "the run before has not ended");
            case BUFFER_ONE -> {
                if (outstanding().waiting() == null) {
                    turn.with(new ScheduleEvent.Buffered(fire));
                } else {
                    skip(fire, "a start waits already");
                }
            }
            case CANCEL_OTHER -> {
                @Nullable Fire waiting = outstanding().waiting();
                if (waiting != null) {
                    skip(waiting, "a newer time has come");
                }
                turn.with(new ScheduleEvent.Buffered(fire));
            }
        }
    }

    private void skip(Fire fire, String reason) {
        turn.with(new ScheduleEvent.Skipped(fire.scheduledAt(), fire.cause(), reason));
    }

    private void fill(ScheduleState.Backfill backfill) {
        @Nullable Instant from = backfill.from();
        if (from == null) {
            return;
        }
        List<Instant> times = definition.times().between(from, backfill.to(), TIMES_MAX);
        int taken = 0;
        while (taken < times.size() && !turn.isFull()) {
            fill(times.get(taken), backfill.by());
            taken++;
        }
        boolean done = taken == times.size() && times.size() < TIMES_MAX;
        if (done) {
            turn.with(new ScheduleEvent.BackfillAdvanced(backfill.id(), null));
        } else if (taken > 0) {
            turn.with(new ScheduleEvent.BackfillAdvanced(
                    backfill.id(), times.get(taken - 1).plusMillis(1)));
        }
    }

    private void fill(Instant time, Principal by) {
        String runId = RunNames.at(turn.state().key(), turn.state().definition().createdAt(), time);
        switch (FireInput.of(definition, time, Fire.Cause.BACKFILL)) {
            case FireInput.Not not ->
                turn.with(new ScheduleEvent.Failed(time, Fire.Cause.BACKFILL, null, "input", not.message()));
            case FireInput.Of of -> turn.fire(definition, time, Fire.Cause.BACKFILL, runId, of.json(), by);
        }
    }
}
