package dev.baton.actors.run;

import java.util.List;

/** What the decider makes of a command. */
public sealed interface Outcome {

    /**
     * @param events to persist in one write; empty if the command changes nothing, as when it is repeated
     * @param next the state with these events folded in
     */
    record Accepted(List<RunEvent> events, RunState next) implements Outcome {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    record Refused(Rejection rejection) implements Outcome {}

    static Outcome refuse(Rejection.Code code, String message) {
        return new Refused(new Rejection(code, message));
    }
}
