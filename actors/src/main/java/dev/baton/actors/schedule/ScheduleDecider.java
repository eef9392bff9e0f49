package dev.baton.actors.schedule;

import dev.baton.actors.definition.ScheduleDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows from a command: pure. What it decides is recorded, and never decided again: a start that was lost in
 * a crash is carried out from the record.
 */
public final class ScheduleDecider {

    /** Runs of one backfill. */
    public static final int BACKFILL_MAX = 1_000;

    private final @Nullable ScheduleDefinition definition;

    /** @param definition that the state holds, compiled; null if there is none */
    public ScheduleDecider(@Nullable ScheduleDefinition definition) {
        this.definition = definition;
    }

    /** @param header of the change to be made, without its events */
    public ScheduleOutcome decide(ScheduleState state, ScheduleCommand command, ScheduleChange header) {
        ScheduleTurn turn = new ScheduleTurn(state, header);
        if (command instanceof ScheduleCommand.Apply apply) {
            return apply(turn, apply);
        }
        if (definition == null || !state.exists()) {
            return new ScheduleOutcome.Refused(new ScheduleRejection(
                    ScheduleRejection.Code.SCHEDULE_NOT_FOUND,
                    "There is no schedule " + state.key().name() + "."));
        }
        return switch (command) {
            case ScheduleCommand.Apply apply -> apply(turn, apply);
            case ScheduleCommand.Pause pause -> pause(turn, pause);
            case ScheduleCommand.Resume resume -> resume(turn, resume, definition);
            case ScheduleCommand.Trigger trigger -> trigger(turn, trigger, definition);
            case ScheduleCommand.Backfill backfill -> backfill(turn, backfill, definition);
            case ScheduleCommand.Delete ignored ->
                turn.with(new ScheduleEvent.Deleted()).done();
            case ScheduleCommand.Wake wake -> new DueFires(turn, definition).wake(wake);
            case ScheduleCommand.RecordStarts results -> record(turn, results);
        };
    }

    /** The times from which on a changed schedule fires are those after the change. */
    private static ScheduleOutcome apply(ScheduleTurn turn, ScheduleCommand.Apply apply) {
        ScheduleState state = turn.state();
        ScheduleDefinition wanted = apply.definition();
        if (state.exists() && state.definition().digest().equals(wanted.digest())) {
            return turn.done();
        }
        Instant createdAt = state.exists() ? state.definition().createdAt() : turn.now();
        turn.with(new ScheduleEvent.Applied(wanted.canonical(), wanted.digest(), apply.source(), createdAt));
        if (turn.state().pause() == null) {
            turn.plan(wanted.times().after(turn.now()).orElse(null));
        }
        return turn.done();
    }

    private static ScheduleOutcome pause(ScheduleTurn turn, ScheduleCommand.Pause pause) {
        if (turn.state().pause() != null) {
            return turn.done();
        }
        @Nullable Fire waiting = turn.state().outstanding().waiting();
        if (waiting != null) {
            turn.with(new ScheduleEvent.Skipped(waiting.scheduledAt(), waiting.cause(), "the schedule was paused"));
        }
        return turn.with(new ScheduleEvent.Paused(pause.note())).done();
    }

    private static ScheduleOutcome resume(
            ScheduleTurn turn, ScheduleCommand.Resume resume, ScheduleDefinition definition) {
        if (turn.state().pause() == null) {
            return turn.done();
        }
        return turn.with(new ScheduleEvent.Resumed(resume.note()))
                .plan(definition.times().after(turn.now()).orElse(null))
                .done();
    }

    private static ScheduleOutcome trigger(
            ScheduleTurn turn, ScheduleCommand.Trigger trigger, ScheduleDefinition definition) {
        ScheduleState state = turn.state();
        String runId = manualRunId(state, trigger.id());
        boolean known = state.outstanding().starting().stream()
                        .anyMatch(fire -> fire.runId().equals(runId))
                || state.past().recent().stream().anyMatch(ran -> runId.equals(ran.runId()));
        if (known) {
            return turn.done();
        }
        if (turn.isFull()) {
            return refuse(
                    ScheduleRejection.Code.TOO_MANY_STARTS,
                    ScheduleTurn.STARTING_MAX + " runs of the schedule wait for their start already.");
        }
        FireInput input = trigger.input() == null
                ? FireInput.of(definition, turn.now(), Fire.Cause.MANUAL)
                : FireInput.given(trigger.input());
        return switch (input) {
            case FireInput.Of of ->
                turn.fire(definition, turn.now(), Fire.Cause.MANUAL, runId, of.json(), turn.by())
                        .done();
            case FireInput.Not not -> refuse(ScheduleRejection.Code.INVALID_INPUT, not.message());
        };
    }

    /** The run of a start that somebody asked for. @param id that its caller gave it */
    public static String manualRunId(ScheduleState state, String id) {
        return RunNames.manual(state.key(), state.definition().createdAt(), id);
    }

    /** The times of the runs that a backfill would start, taken no further than one beyond what is allowed. */
    public static List<Instant> preview(ScheduleDefinition definition, Instant from, Instant to) {
        return definition.times().between(from, to, BACKFILL_MAX + 1);
    }

    private static ScheduleOutcome backfill(
            ScheduleTurn turn, ScheduleCommand.Backfill backfill, ScheduleDefinition definition) {
        List<ScheduleState.Backfill> all = turn.state().outstanding().backfills();
        if (all.stream().anyMatch(one -> one.id().equals(backfill.id()))) {
            return turn.done();
        }
        if (all.stream().filter(one -> one.from() != null).count() >= ScheduleFold.BACKFILLS_MAX / 2) {
            return refuse(
                    ScheduleRejection.Code.TOO_MANY_BACKFILLS,
                    ScheduleFold.BACKFILLS_MAX / 2 + " backfills of the schedule are under way already.");
        }
        int count = preview(definition, backfill.from(), backfill.to()).size();
        if (count > BACKFILL_MAX) {
            return refuse(
                    ScheduleRejection.Code.BACKFILL_TOO_LARGE, "The range holds more than " + BACKFILL_MAX + " times.");
        }
        return turn.with(new ScheduleEvent.BackfillAsked(backfill.id(), backfill.from(), backfill.to(), count))
                .done();
    }

    /** What has been recorded before counts no more. */
    private static ScheduleOutcome record(ScheduleTurn turn, ScheduleCommand.RecordStarts command) {
        for (ScheduleCommand.StartResult result : command.results()) {
            turn.state().outstanding().starting().stream()
                    .filter(fire -> fire.runId().equals(result.runId()))
                    .findFirst()
                    .ifPresent(fire -> turn.with(event(fire, result)));
        }
        return turn.done();
    }

    private static ScheduleEvent event(Fire fire, ScheduleCommand.StartResult result) {
        return switch (result) {
            case ScheduleCommand.StartResult.Started started ->
                new ScheduleEvent.Started(started.runId(), started.version());
            case ScheduleCommand.StartResult.Failed failed ->
                new ScheduleEvent.Failed(
                        fire.scheduledAt(), fire.cause(), fire.runId(), failed.code(), failed.message());
        };
    }

    private static ScheduleOutcome refuse(ScheduleRejection.Code code, String message) {
        return new ScheduleOutcome.Refused(new ScheduleRejection(code, message));
    }

    /**
     * When somebody must look at the schedule; null for never.
     *
     * @param definition that the state holds
     */
    public static @Nullable Instant wakeAt(ScheduleState state, ScheduleDefinition definition) {
        ScheduleState.Outstanding due = state.outstanding();
        @Nullable Fire waiting = due.waiting();
        if (!state.exists()) {
            return null;
        }
        if (!due.starting().isEmpty()) {
            return due.starting().getFirst().scheduledAt();
        }
        if (due.backfills().stream().anyMatch(one -> one.from() != null)) {
            return state.definition().at();
        }
        if (waiting != null) {
            return waiting.scheduledAt();
        }
        @Nullable Instant next = state.next();
        return next == null ? null : next.plus(delay(definition, next));
    }

    /** By a hash of the time: decisions throw no dice. */
    public static Duration delay(ScheduleDefinition definition, Instant scheduledAt) {
        long range = definition.jitter().toMillis();
        long hash = Objects.hash(definition.name(), scheduledAt) * 0x9E3779B97F4A7C15L;
        return range == 0 ? Duration.ZERO : Duration.ofMillis(Long.remainderUnsigned(hash, range));
    }
}
