package dev.baton.actors.schedule;

import dev.baton.actors.run.Principal;
import dev.baton.actors.schedule.ScheduleState.Backfill;
import dev.baton.actors.schedule.ScheduleState.Outstanding;
import dev.baton.actors.schedule.ScheduleState.Past;
import dev.baton.actors.schedule.ScheduleState.Ran;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes the state of a schedule by events, the same live and from its history. */
public final class ScheduleFold {

    /** Fires of which it is remembered what became of them. */
    static final int RECENT_MAX = 20;

    /** Runs that are looked at when the schedule fires. */
    static final int OPEN_MAX = 100;

    /** Backfills that are remembered, done ones too, so that one that is asked for again is known. */
    static final int BACKFILLS_MAX = 20;

    private ScheduleFold() {}

    public static ScheduleState apply(ScheduleState before, ScheduleChange change) {
        ScheduleState state = before;
        for (ScheduleEvent event : change.events()) {
            state = apply(state, event, change.at(), change.by());
        }
        return state;
    }

    static ScheduleState apply(ScheduleState state, ScheduleEvent event, Instant at, Principal by) {
        Outstanding due = state.outstanding();
        return switch (event) {
            case ScheduleEvent.Applied applied -> applied(state, applied, at, by);
            case ScheduleEvent.Planned planned -> with(state, state.pause(), planned.next(), due, state.past());
            case ScheduleEvent.Paused paused ->
                with(state, new ScheduleState.Pause(paused.note(), at, by), null, due, state.past());
            case ScheduleEvent.Resumed ignored -> with(state, null, state.next(), due, state.past());
            case ScheduleEvent.Fired fired ->
                with(
                        state,
                        state.pause(),
                        state.next(),
                        outstanding(
                                plus(due.starting(), fired.fire()),
                                fired.fire().equals(due.waiting()) ? null : due.waiting(),
                                due.open(),
                                due.backfills()),
                        state.past());
            case ScheduleEvent.Buffered buffered ->
                with(
                        state,
                        state.pause(),
                        state.next(),
                        outstanding(due.starting(), buffered.fire(), due.open(), due.backfills()),
                        state.past());
            case ScheduleEvent.Skipped skipped -> skipped(state, skipped, at);
            case ScheduleEvent.Missed missed -> missed(state, missed);
            case ScheduleEvent.Failed failed -> failed(state, failed, at);
            case ScheduleEvent.Started started -> started(state, started, at);
            case ScheduleEvent.Ended ended ->
                with(
                        state,
                        state.pause(),
                        state.next(),
                        outstanding(due.starting(), due.waiting(), minus(due.open(), ended.runIds()), due.backfills()),
                        state.past());
            case ScheduleEvent.BackfillAsked asked ->
                backfills(
                        state,
                        lastOf(
                                plus(
                                        due.backfills(),
                                        new Backfill(asked.id(), asked.from(), asked.to(), asked.count(), by)),
                                BACKFILLS_MAX));
            case ScheduleEvent.BackfillAdvanced advanced ->
                backfills(
                        state,
                        due.backfills().stream()
                                .map(one -> one.id().equals(advanced.id())
                                        ? new Backfill(one.id(), advanced.from(), one.to(), one.count(), one.by())
                                        : one)
                                .toList());
            case ScheduleEvent.Deleted ignored ->
                new ScheduleState(
                        state.key(),
                        state.lastEvent() + 1,
                        true,
                        state.definition(),
                        null,
                        null,
                        Outstanding.NOTHING,
                        state.past());
        };
    }

    private static ScheduleState applied(ScheduleState state, ScheduleEvent.Applied applied, Instant at, Principal by) {
        ScheduleState before = state.exists()
                ? state
                : new ScheduleState(
                        state.key(),
                        state.lastEvent(),
                        false,
                        state.definition(),
                        null,
                        null,
                        Outstanding.NOTHING,
                        Past.NOTHING);
        return new ScheduleState(
                before.key(),
                before.lastEvent() + 1,
                false,
                new ScheduleState.Definition(
                        applied.definition(), applied.digest(), applied.source(), applied.createdAt(), at, by),
                before.pause(),
                before.next(),
                before.outstanding(),
                before.past());
    }

    private static ScheduleState skipped(ScheduleState state, ScheduleEvent.Skipped skipped, Instant at) {
        Outstanding due = state.outstanding();
        @Nullable Fire waiting = due.waiting();
        boolean gaveUp = waiting != null && waiting.scheduledAt().equals(skipped.scheduledAt());
        Past past = state.past();
        return with(
                state,
                state.pause(),
                state.next(),
                outstanding(due.starting(), gaveUp ? null : waiting, due.open(), due.backfills()),
                new Past(
                        newest(
                                past,
                                new Ran(
                                        skipped.scheduledAt(),
                                        skipped.cause(),
                                        at,
                                        null,
                                        "skipped: " + skipped.reason())),
                        past.started(),
                        past.skipped() + 1,
                        past.missed(),
                        past.failed()));
    }

    private static ScheduleState missed(ScheduleState state, ScheduleEvent.Missed missed) {
        Past past = state.past();
        return with(
                state,
                state.pause(),
                state.next(),
                state.outstanding(),
                new Past(past.recent(), past.started(), past.skipped(), past.missed() + missed.count(), past.failed()));
    }

    private static ScheduleState failed(ScheduleState state, ScheduleEvent.Failed failed, Instant at) {
        Past past = state.past();
        String problem = failed.code() + ": " + failed.message();
        return with(
                state,
                state.pause(),
                state.next(),
                without(state.outstanding(), failed.runId()),
                new Past(
                        newest(past, new Ran(failed.scheduledAt(), failed.cause(), at, null, problem)),
                        past.started(),
                        past.skipped(),
                        past.missed(),
                        past.failed() + 1));
    }

    private static ScheduleState started(ScheduleState state, ScheduleEvent.Started started, Instant at) {
        Outstanding due = state.outstanding();
        Fire fire = due.starting().stream()
                .filter(one -> one.runId().equals(started.runId()))
                .findFirst()
                .orElseThrow();
        Past past = state.past();
        List<String> open =
                fire.cause() == Fire.Cause.TIME ? lastOf(plus(due.open(), fire.runId()), OPEN_MAX) : due.open();
        Outstanding left = without(due, fire.runId());
        return with(
                state,
                state.pause(),
                state.next(),
                outstanding(left.starting(), left.waiting(), open, left.backfills()),
                new Past(
                        newest(past, new Ran(fire.scheduledAt(), fire.cause(), at, fire.runId(), null)),
                        past.started() + 1,
                        past.skipped(),
                        past.missed(),
                        past.failed()));
    }

    private static Outstanding without(Outstanding due, @Nullable String runId) {
        return outstanding(
                due.starting().stream()
                        .filter(fire -> !Objects.equals(fire.runId(), runId))
                        .toList(),
                due.waiting(),
                due.open(),
                due.backfills());
    }

    private static ScheduleState backfills(ScheduleState state, List<Backfill> backfills) {
        Outstanding due = state.outstanding();
        return with(
                state,
                state.pause(),
                state.next(),
                outstanding(due.starting(), due.waiting(), due.open(), backfills),
                state.past());
    }

    private static ScheduleState with(
            ScheduleState state,
            ScheduleState.@Nullable Pause pause,
            @Nullable Instant next,
            Outstanding outstanding,
            Past past) {
        return new ScheduleState(
                state.key(),
                state.lastEvent() + 1,
                state.deleted(),
                state.definition(),
                pause,
                next,
                outstanding,
                past);
    }

    private static Outstanding outstanding(
            List<Fire> starting, @Nullable Fire waiting, List<String> open, List<Backfill> backfills) {
        return new Outstanding(starting, waiting, open, backfills);
    }

    private static List<Ran> newest(Past past, Ran ran) {
        List<Ran> all = new ArrayList<>();
        all.add(ran);
        all.addAll(past.recent());
        return all.subList(0, Math.min(all.size(), RECENT_MAX));
    }

    private static <T> List<T> plus(List<T> list, T item) {
        List<T> all = new ArrayList<>(list);
        all.add(item);
        return all;
    }

    private static List<String> minus(List<String> list, List<String> gone) {
        return list.stream().filter(item -> !gone.contains(item)).toList();
    }

    private static <T> List<T> lastOf(List<T> list, int max) {
        return list.subList(Math.max(0, list.size() - max), list.size());
    }
}
