package dev.baton.actors.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a running step instance is busy with; each says when it falls due by itself. */
public sealed interface Activity {

    /** When this ends by itself; null if only something from outside ends it. */
    @Nullable
    Instant dueAt();

    /** Whether a signal of this name may end it. */
    default boolean awaits(String signal) {
        return false;
    }

    /** Whether this is still what the instance was busy with before, such as the same approval with one more vote. */
    default boolean continues(Activity before) {
        return equals(before);
    }

    /** It contains steps, and those are busy. */
    record Containing() implements Activity {
        static final Containing INSTANCE = new Containing();

        @Override
        public @Nullable Instant dueAt() {
            return null;
        }
    }

    /** Ready to ask its agent, but the run is paused. */
    record Held() implements Activity {
        @Override
        public @Nullable Instant dueAt() {
            return null;
        }
    }

    /**
     * @param number of the attempt with this agent, from 1
     * @param timeoutMs from when the agent is asked; null for the agent's own limit
     * @param dueAt null before the agent accepted: until then the worker keeps the time, and begins anew after a crash
     * @param passive nobody here needs to stay: the answer comes from outside
     * @param handle how the connector finds the remote work again; null before the agent accepted
     * @param turns that the agent has taken, oldest first
     * @param calling whether the agent waits for what it has called for in the latest of them
     * @param held whether it is ready for its next turn, but the run was paused when the one before ended
     */
    record Attempting(
            String attempt,
            String agent,
            int number,
            @Nullable Long timeoutMs,
            @Nullable Instant dueAt,
            boolean passive,
            @Nullable Payload handle,
            int restarts,
            List<AgentTurn> turns,
            boolean calling,
            boolean held)
            implements Activity {
        public Attempting {
            // Snapshots of older versions have none.
            turns = turns == null ? List.of() : List.copyOf(turns);
        }

        static Attempting begun(String attempt, String agent, int number, @Nullable Long timeoutMs) {
            return new Attempting(attempt, agent, number, timeoutMs, null, false, null, 0, List.of(), false, false);
        }

        Attempting accepted(boolean nobodyStays, Payload found, @Nullable Instant deadline) {
            return new Attempting(
                    attempt, agent, number, timeoutMs, deadline, nobodyStays, found, restarts, turns, calling, held);
        }

        Attempting restarted(int times) {
            return new Attempting(
                    attempt, agent, number, timeoutMs, dueAt, passive, handle, times, turns, calling, held);
        }

        /** @param deadline null for none, or the one it has */
        Attempting progressed(AgentTurn turn, @Nullable Instant deadline, boolean runHeld) {
            List<AgentTurn> taken = new ArrayList<>(turns);
            taken.add(turn);
            return new Attempting(
                    attempt,
                    agent,
                    number,
                    timeoutMs,
                    deadline == null ? dueAt : deadline,
                    passive,
                    handle,
                    restarts,
                    taken,
                    !turn.calls().isEmpty(),
                    runHeld && turn.calls().isEmpty());
        }

        Attempting continued(boolean runHeld) {
            return new Attempting(
                    attempt, agent, number, timeoutMs, dueAt, passive, handle, restarts, turns, false, runHeld);
        }

        /** The same turn of the same attempt. */
        @Override
        public boolean continues(Activity before) {
            return before instanceof Attempting other
                    && attempt.equals(other.attempt)
                    && turns.size() == other.turns.size()
                    && calling == other.calling
                    && held == other.held;
        }

        /** Whether a worker here has it in hand. */
        public boolean needsWorker() {
            return !passive && !calling && !held;
        }

        /** What the agent waits for in its latest turn; empty if it does not. */
        public List<AgentTurn.Call> openCalls() {
            return calling ? turns.getLast().calls() : List.of();
        }
    }

    /** Between two attempts; {@code number} is that of the next one with this agent. */
    record Backoff(Instant dueAt, String agent, int number) implements Activity {}

    record AwaitingTime(Instant dueAt) implements Activity {}

    record AwaitingSignal(String signal, @Nullable Instant dueAt) implements Activity {
        @Override
        public boolean awaits(String name) {
            return signal.equals(name);
        }
    }

    /** @param timeoutAt when it ends although none of them has come; null for never */
    record AwaitingFirst(
            List<RunEvent.Contender> contenders, @Nullable Instant timeoutAt) implements Activity {
        public AwaitingFirst {
            contenders = List.copyOf(contenders);
        }

        @Override
        public @Nullable Instant dueAt() {
            RunEvent.Contender first = firstDue();
            return first == null ? timeoutAt : first.dueAt();
        }

        /** Null if nothing falls due before the timeout. */
        public RunEvent.@Nullable Contender firstDue() {
            RunEvent.Contender first = null;
            Instant earliest = timeoutAt;
            for (RunEvent.Contender one : contenders) {
                if (one.dueAt() != null
                        && (earliest == null
                                || one.dueAt().isBefore(earliest)
                                || (first == null && one.dueAt().equals(earliest)))) {
                    first = one;
                    earliest = one.dueAt();
                }
            }
            return first;
        }

        @Override
        public boolean awaits(String name) {
            return contenders.stream().anyMatch(one -> name.equals(one.signal()));
        }
    }

    /**
     * @param subject as last edited
     * @param edited whether it is not the one that was asked about
     * @param votes all that were given, oldest first
     * @param countsFrom place of the first vote that counts: an edit voids those before it for good
     * @param escalations how often others have been asked
     */
    record AwaitingApproval(
            String approval,
            ApprovalTerms terms,
            Payload subject,
            String subjectHash,
            boolean edited,
            List<Vote> votes,
            int countsFrom,
            Instant requestedAt,
            @Nullable Instant expiresAt,
            @Nullable Instant escalatesAt,
            int escalations)
            implements Activity {
        public AwaitingApproval {
            votes = List.copyOf(votes);
        }

        static AwaitingApproval asked(RunEvent.ApprovalRequested e, Instant at) {
            return new AwaitingApproval(
                    e.approval(),
                    e.terms(),
                    e.subject(),
                    e.subjectHash(),
                    false,
                    List.of(),
                    0,
                    at,
                    e.expiresAt(),
                    e.escalatesAt(),
                    0);
        }

        AwaitingApproval voted(RunEvent.ApprovalVoted e, Instant at) {
            List<Vote> more = new ArrayList<>(votes);
            more.add(new Vote(e.by(), e.approve(), e.comment(), e.answer(), e.subjectHash(), at));
            return new AwaitingApproval(
                    approval,
                    terms,
                    e.edits() == null ? subject : e.edits(),
                    e.subjectHash(),
                    edited || e.edits() != null,
                    more,
                    e.edits() == null ? countsFrom : votes.size(),
                    requestedAt,
                    expiresAt,
                    escalatesAt,
                    escalations);
        }

        AwaitingApproval escalated(RunEvent.ApprovalEscalated e) {
            return new AwaitingApproval(
                    approval,
                    terms.withDeciders(e.deciders()),
                    subject,
                    subjectHash,
                    edited,
                    votes,
                    countsFrom,
                    requestedAt,
                    expiresAt,
                    e.escalatesAt(),
                    escalations + 1);
        }

        @Override
        public boolean continues(Activity before) {
            return before instanceof AwaitingApproval other && approval.equals(other.approval);
        }

        @Override
        public @Nullable Instant dueAt() {
            boolean escalatesFirst = escalatesAt != null && (expiresAt == null || escalatesAt.isBefore(expiresAt));
            return escalatesFirst ? escalatesAt : expiresAt;
        }

        /** The votes about the subject as it is now. */
        public List<Vote> counting() {
            return votes.subList(countsFrom, votes.size());
        }

        /** How many of the votes that count are a yes, or a no. */
        public int count(boolean approve) {
            return (int) counting().stream()
                    .filter(vote -> vote.approve() == approve)
                    .count();
        }

        /** The vote of the same person, however given, that counts; null if there is none. */
        @Nullable
        Vote voteOf(Principal by) {
            return counting().stream()
                    .filter(vote -> vote.by().origin().isSameAs(by.origin()))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A run of its own does the step; it keeps the time by itself. */
    record AwaitingChild(ChildRun child) implements Activity {
        @Override
        public @Nullable Instant dueAt() {
            return null;
        }
    }

    record AwaitingPerson(String incident) implements Activity {
        @Override
        public @Nullable Instant dueAt() {
            return null;
        }
    }
}
