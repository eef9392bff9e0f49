package dev.baton.actors.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a signal: a step that waits takes it, it is kept for one that will, or it is refused. */
final class Signals {

    /** Signals that may wait for somebody to wait for them. */
    static final int BUFFERED_MAX = 1_000;

    private Signals() {}

    /** Null if the signal is accepted and new. */
    static @Nullable Outcome receive(Turn turn, RunCommand.Signal signal) {
        RunState state = turn.state();
        if (receivedBefore(state, signal)) {
            return new Outcome.Accepted(List.of(), state);
        }
        List<StepState> waiting = waiting(state, signal.name());
        StepState taker = waiting.stream()
                .filter(step -> turn.plan().step(step.step()).takes(signal.name(), signal.payload()))
                .findFirst()
                .orElse(null);
        if (taker == null) {
            List<Step.Awaited> wanted = waiting.isEmpty()
                    ? turn.plan().signals(signal.name())
                    : turn.plan().step(waiting.getFirst().step()).signals();
            Outcome refused = refused(state, signal, wanted, waiting);
            if (refused != null) {
                return refused;
            }
        }
        turn.emit(new RunEvent.SignalReceived(signal.name(), signal.payload(), signal.id()));
        if (taker != null) {
            turn.plan().step(taker.step()).signalled(turn, taker);
        }
        return null;
    }

    static boolean receivedBefore(RunState state, RunCommand.Signal signal) {
        return signal.id() != null && state.signalIds().contains(signal.id());
    }

    /** Nobody takes it now: it may be kept if there is room, and if a step that comes later would take it. */
    private static @Nullable Outcome refused(
            RunState state, RunCommand.Signal signal, List<Step.Awaited> wanted, List<StepState> waiting) {
        List<Step.Awaited> ofTheName = wanted.stream()
                .filter(one -> one.signal().equals(signal.name()))
                .toList();
        boolean fits =
                ofTheName.isEmpty() || ofTheName.stream().anyMatch(one -> one.takes(signal.name(), signal.payload()));
        if (!fits) {
            String who = waiting.isEmpty()
                    ? "what the workflow waits for"
                    : "what step " + waiting.getFirst().path() + " waits for";
            return Outcome.refuse(
                    Rejection.Code.INVALID_SIGNAL,
                    "The payload of signal " + signal.name() + " does not match " + who + ": "
                            + String.join("; ", ofTheName.getFirst().violations(signal.payload()))
                            + ". Nothing was changed; send it again as the schema wants it.");
        }
        return state.signals().size() < BUFFERED_MAX
                ? null
                : Outcome.refuse(
                        Rejection.Code.TOO_MANY_SIGNALS,
                        "The run has " + BUFFERED_MAX + " signals that no step has taken; send no more.");
    }

    private static List<StepState> waiting(RunState state, String signal) {
        return state.busySteps().stream()
                .filter(step -> step.activity() != null && step.activity().awaits(signal))
                .toList();
    }
}
