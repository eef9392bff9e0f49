package dev.baton.actors.bulk;

import dev.baton.actors.bulk.BulkState.Progress;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.run.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes the state of a bulk operation by events, the same live and from its history. */
public final class BulkFold {

    /** Runs that refused or failed of which it is shown why; the history has them all. */
    static final int PROBLEMS_MAX = 50;

    private BulkFold() {}

    public static BulkState apply(BulkState state, BulkChange change) {
        BulkState next = state;
        for (BulkEvent event : change.events()) {
            next = apply(next, event, change.at(), change.by());
        }
        return next;
    }

    static BulkState apply(BulkState state, BulkEvent event, Instant at, Principal by) {
        return switch (event) {
            case BulkEvent.Asked asked ->
                new BulkState(
                        state.key(),
                        state.lastEvent() + 1,
                        new BulkState.Asked(asked.request(), asked.digest(), at, by),
                        state.progress(),
                        state.outstanding(),
                        state.after(),
                        state.problems(),
                        state.stop(),
                        state.end(),
                        at);
            case BulkEvent.Taken taken ->
                advanced(
                        state,
                        taken(state.progress(), taken.runs().size()),
                        taken.runs(),
                        taken.after(),
                        state.problems(),
                        at);
            case BulkEvent.Told told ->
                advanced(
                        state,
                        told(state.progress(), told.results()),
                        List.of(),
                        state.after(),
                        problems(state, told),
                        at);
            case BulkEvent.Stopped stopped ->
                ended(state, new BulkState.Stop(stopped.reason(), at, by), state.end(), at);
            case BulkEvent.Completed completed ->
                ended(state, state.stop(), new BulkState.End(at, completed.more()), at);
        };
    }

    private static BulkState advanced(
            BulkState state,
            Progress progress,
            List<String> outstanding,
            @Nullable Cursor after,
            List<RunResult> problems,
            Instant at) {
        return new BulkState(
                state.key(),
                state.lastEvent() + 1,
                state.asked(),
                progress,
                outstanding,
                after,
                problems,
                state.stop(),
                state.end(),
                at);
    }

    private static BulkState ended(
            BulkState state, BulkState.@Nullable Stop stop, BulkState.@Nullable End end, Instant at) {
        return new BulkState(
                state.key(),
                state.lastEvent() + 1,
                state.asked(),
                state.progress(),
                state.outstanding(),
                state.after(),
                state.problems(),
                stop,
                end,
                at);
    }

    private static Progress taken(Progress before, int runs) {
        return new Progress(
                before.taken() + runs, before.done(), before.unchanged(), before.refused(), before.failed());
    }

    private static Progress told(Progress before, List<RunResult> results) {
        long done = before.done();
        long unchanged = before.unchanged();
        Map<String, Long> refused = new TreeMap<>(before.refused());
        Map<String, Long> failed = new TreeMap<>(before.failed());
        for (RunResult result : results) {
            switch (result.kind()) {
                case DONE -> done++;
                case UNCHANGED -> unchanged++;
                case REFUSED -> refused.merge(code(result), 1L, Long::sum);
                case FAILED -> failed.merge(code(result), 1L, Long::sum);
            }
        }
        return new Progress(before.taken(), done, unchanged, refused, failed);
    }

    private static String code(RunResult result) {
        return Objects.requireNonNullElse(result.code(), "unknown");
    }

    private static List<RunResult> problems(BulkState state, BulkEvent.Told told) {
        List<RunResult> all = new ArrayList<>(told.results().stream()
                .filter(result -> result.code() != null)
                .toList()
                .reversed());
        all.addAll(state.problems());
        return all.subList(0, Math.min(all.size(), PROBLEMS_MAX));
    }
}
