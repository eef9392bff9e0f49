package dev.baton.actors.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of an attempt, as its worker or an outside caller reports it. */
public sealed interface AttemptResult {

    /**
     * @param confidence of the agent in its output, 0 to 1
     * @param handoff to whom the agent would give the work next; null if it did not say
     */
    record Succeeded(
            Payload output,
            Usage usage,
            @Nullable Double confidence,
            @Nullable Handoff handoff) implements AttemptResult {
        public Succeeded(Payload output, Usage usage, @Nullable Double confidence) {
            this(output, usage, confidence, null);
        }
    }

    /**
     * The agent has taken one turn, which is recorded and not taken again; it goes on from there.
     *
     * @param number of the turn, from 1
     * @param record all that the connector needs of this turn to go on, but for the contents
     * @param contents what of it is stored beside the events; null if there is nothing
     * @param deadline of the attempt as a whole; null if a connector leaves it to who keeps the time
     */
    record Progressed(
            int number,
            Payload record,
            @Nullable Contents contents,
            Usage usage,
            Next next,
            @Nullable Instant deadline) implements AttemptResult {
        public Progressed(int number, Payload record, Usage usage, Next next) {
            this(number, record, null, usage, next, null);
        }
    }

    /** What follows on a turn. */
    sealed interface Next {

        /** Others are to do something; the agent goes on when all of it is done. */
        record Calls(List<Call> calls) implements Next {
            public Calls {
                calls = List.copyOf(calls);
            }
        }

        /** The agent goes on at once. */
        record Again() implements Next {}

        /** It was the last turn. */
        record Done(Succeeded result) implements Next {}

        /** It was the last turn, and led nowhere. */
        record GivenUp(Failed result) implements Next {}
    }

    /** Something that another agent, or a run of a workflow, is to do. */
    record Call(Callee callee, Payload input) {}

    /**
     * @param retryAfter how long the agent asks to be left alone; null if it did not say
     * @param instead the agent that stands in for this one, which was not called; null if there is none
     */
    record Failed(
            RunError error,
            @Nullable Duration retryAfter,
            @Nullable String instead) implements AttemptResult {
        public Failed(RunError error, @Nullable Duration retryAfter) {
            this(error, retryAfter, null);
        }
    }

    /**
     * The agent will answer later, by itself ({@code passive}) or to the connector that watches it.
     *
     * @param deadline what the agent was told; null if a connector leaves it to who keeps the time
     */
    record Accepted(
            boolean passive, Payload handle, @Nullable Instant deadline) implements AttemptResult {
        public Accepted(boolean passive, Payload handle) {
            this(passive, handle, null);
        }
    }
}
