package dev.baton.actors.pattern;

import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an attempt whose agent works in turns goes on: a turn is recorded, what it calls for is begun, then the next. */
final class AgentTurns {

    private AgentTurns() {}

    static void record(Turn turn, StepState self, Activity.Attempting attempt, AttemptResult.Progressed progressed) {
        List<AttemptResult.Call> wanted =
                progressed.next() instanceof AttemptResult.Next.Calls calls ? calls.calls() : List.of();
        List<AgentTurn.Call> calls = new ArrayList<>(wanted.size());
        for (AttemptResult.Call call : wanted) {
            calls.add(
                    new AgentTurn.Call(path(self.path(), progressed.number(), calls.size() + 1, call), call.callee()));
        }
        turn.emit(new RunEvent.AttemptProgressed(
                self.path(),
                attempt.attempt(),
                progressed.number(),
                progressed.record(),
                progressed.contents(),
                calls,
                progressed.usage(),
                attempt.dueAt() == null ? deadline(turn, attempt, progressed) : null));
        for (int i = 0; i < calls.size(); i++) {
            Step.Place place = new Step.Place(
                    calls.get(i).path(),
                    self.path(),
                    new Value.Inline(wanted.get(i).input()));
            AgentCallStep step = AgentCallStep.inside(self);
            turn.afterwards(self.path(), () -> step.start(turn, place));
        }
    }

    /** An id cannot begin with a digit: nothing else has this path. */
    private static String path(String container, int turn, int number, AttemptResult.Call call) {
        return InstancePath.iteration(container, turn) + "/" + number + "-"
                + call.callee().name();
    }

    private static @Nullable Instant deadline(
            Turn turn, Activity.Attempting attempt, AttemptResult.Progressed progressed) {
        return progressed.deadline() != null || attempt.timeoutMs() == null
                ? progressed.deadline()
                : turn.now().plusMillis(attempt.timeoutMs());
    }

    /** Something that the attempt at {@code path} called for has ended; with the last of it the agent goes on. */
    static void callEnded(Turn turn, String path) {
        if (turn.instance(path).activity() instanceof Activity.Attempting attempt
                && attempt.calling()
                && attempt.openCalls().stream().allMatch(call -> ended(turn, call))) {
            turn.emit(new RunEvent.AttemptContinued(path, attempt.attempt()));
        }
    }

    private static boolean ended(Turn turn, AgentTurn.Call call) {
        StepState instance = turn.state().step(call.path());
        return instance != null && instance.ended();
    }
}
