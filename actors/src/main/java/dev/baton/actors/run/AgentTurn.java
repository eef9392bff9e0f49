package dev.baton.actors.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of an agent that works in turns, as its attempt has recorded it.
 *
 * @param record by which the connector goes on; only the connector knows what it means
 * @param contents what belongs to the record and is stored beside the events; null if there is nothing
 * @param calls what the agent has had done by others before its next turn
 */
public record AgentTurn(Payload record, @Nullable Contents contents, List<Call> calls) {

    public AgentTurn {
        calls = List.copyOf(calls);
    }

    /** @param path of the step instance that does it */
    public record Call(String path, Callee callee) {}

    /** A turn as the connector gets it to go on: what it has recorded, and what came of each call, in their order. */
    public record Past(Payload record, @Nullable Contents contents, List<Result> results) {
        public Past {
            results = List.copyOf(results);
        }

        public Past(Payload record, List<Result> results) {
            this(record, null, results);
        }
    }

    /** @param output null if {@code error} says why there is none */
    public record Result(@Nullable Payload output, @Nullable RunError error) {}

    /** What has come of the calls of these turns. */
    static List<Past> past(RunState state, List<AgentTurn> turns) {
        return turns.stream()
                .map(turn -> new Past(
                        turn.record(),
                        turn.contents(),
                        turn.calls().stream().map(call -> result(state, call)).toList()))
                .toList();
    }

    private static Result result(RunState state, Call call) {
        StepState instance = state.step(call.path());
        if (instance != null && instance.output() != null) {
            return new Result(instance.output(), null);
        }
        return new Result(
                null,
                instance == null || instance.error() == null
                        ? RunError.of(ErrorKind.CANCELLED, "the call was cancelled")
                        : instance.error());
    }
}
