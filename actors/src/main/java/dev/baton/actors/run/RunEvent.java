package dev.baton.actors.run;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can happen to a run. An event holds what was decided, never how: replay evaluates nothing.
 *
 * <p>Paths name step instances ({@code checks/credit}, {@code review[3]/judge}); {@code parent} is the path of the
 * enclosing instance, empty for the root. Who, when and why stand in the {@link Commit} around the events.
 */
public sealed interface RunEvent {

    /**
     * @param digest of the definition that the run pins
     * @param requestDigest of the start request: a repeated start must carry the same
     * @param deadline when the whole run times out
     * @param lineage where the run comes from; null unless another run has started it
     */
    record RunStarted(
            String runId,
            String workflow,
            int version,
            String digest,
            Payload input,
            Map<String, String> labels,
            int priority,
            @Nullable Instant deadline,
            String requestDigest,
            @Nullable Lineage lineage)
            implements RunEvent {
        public RunStarted {
            labels = Map.copyOf(labels);
        }
    }

    /** A step that contains others, or decides by itself, begins. */
    record StepStarted(String path, String parent, String step, Value input) implements RunEvent {}

    /** An agent step is ready, but the run is paused. */
    record StepHeld(String path, String parent, String step, Value input) implements RunEvent {}

    /**
     * @param attempt the idempotency key of every outside call of this attempt
     * @param number of the attempt with this agent, from 1
     * @param deadline if the agent is asked at once: an attempt that waits for its turn has as long from then; null for
     *     the agent's own limit
     */
    record AttemptStarted(
            String path,
            String parent,
            String step,
            String attempt,
            int number,
            String agent,
            Value input,
            @Nullable Instant deadline)
            implements RunEvent {}

    /**
     * The agent took the attempt over and will answer later.
     *
     * @param passive nobody here needs to stay: the answer comes from outside
     * @param handle by which the connector finds the remote work again
     * @param deadline when the attempt is over; null if the agent may take as long as it likes
     */
    record AttemptAccepted(
            String path,
            String attempt,
            boolean passive,
            Payload handle,
            @Nullable Instant deadline) implements RunEvent {}

    /**
     * The agent has taken a turn, which is not taken again whatever happens.
     *
     * @param number of the turn, from 1
     * @param record by which its connector goes on
     * @param contents what belongs to the record and is stored beside the events; null if there is nothing
     * @param calls what is done for it before its next turn; each begins with an event of its own
     * @param usage of this turn
     * @param deadline when the attempt is over; null if it has one, or if it may take as long as it likes
     */
    record AttemptProgressed(
            String path,
            String attempt,
            int number,
            Payload record,
            @Nullable Contents contents,
            List<AgentTurn.Call> calls,
            Usage usage,
            @Nullable Instant deadline)
            implements RunEvent {
        public AttemptProgressed {
            calls = List.copyOf(calls);
        }
    }

    /** All that the agent has called for is done, or the run that was paused goes on: it takes its next turn. */
    record AttemptContinued(String path, String attempt) implements RunEvent {}

    /** The supervisor restarted the worker of an attempt. */
    record WorkerRestarted(String path, String attempt, int restarts, String cause) implements RunEvent {}

    /**
     * @param retryAt when the next attempt starts; null if there is none
     * @param retryAgent who gets the next attempt
     * @param usage what the agent had used for a result that could not be taken; what its turns used is theirs
     */
    record AttemptFailed(
            String path,
            String attempt,
            RunError error,
            @Nullable Instant retryAt,
            @Nullable String retryAgent,
            Usage usage)
            implements RunEvent {
        public AttemptFailed {
            // Version 1 had none.
            usage = usage == null ? Usage.NONE : usage;
        }
    }

    /**
     * @param signal that it waits for; null if it waits for time, or for the first of several
     * @param dueAt when the wait ends by itself: completed if it waits for time alone, else as its {@code onTimeout} says
     * @param first of which the first ends the wait; empty if it waits for one thing
     */
    record WaitStarted(
            String path,
            String parent,
            String step,
            Value input,
            @Nullable String signal,
            @Nullable Instant dueAt,
            List<Contender> first)
            implements RunEvent {
        public WaitStarted {
            // Version 1 had none.
            first = first == null ? List.of() : List.copyOf(first);
        }
    }

    /** One of several things of which the first ends a wait: a signal, or a time. */
    record Contender(
            String name, @Nullable String signal, @Nullable Instant dueAt) {}

    /** @param id given by the sender, so that a repeated signal counts once */
    record SignalReceived(
            String name, Payload payload, @Nullable String id) implements RunEvent {}

    /**
     * A buffered signal of this name went to the step at this path.
     *
     * @param skipped older ones of this name that the step does not take
     */
    record SignalConsumed(String path, String name, int skipped) implements RunEvent {}

    /**
     * @param subject what is to be approved
     * @param subjectHash SHA-256 of its canonical JSON: votes are bound to it
     * @param escalatesAt when others may decide too; null for never
     */
    record ApprovalRequested(
            String path,
            String parent,
            String step,
            Value input,
            String approval,
            ApprovalTerms terms,
            Payload subject,
            String subjectHash,
            @Nullable Instant expiresAt,
            @Nullable Instant escalatesAt)
            implements RunEvent {}

    /**
     * @param edits the subject as it shall be instead; the votes about the former one are void
     * @param answer to the form; null if there is none
     * @param subjectHash of what the vote is about, as edited
     */
    record ApprovalVoted(
            String path,
            String approval,
            boolean approve,
            Principal by,
            @Nullable String comment,
            @Nullable Payload edits,
            @Nullable Payload answer,
            String subjectHash)
            implements RunEvent {}

    /**
     * Nobody has decided for some time: others may, too.
     *
     * @param deciders all who may from now on
     * @param escalatesAt when still others may; null for never
     */
    record ApprovalEscalated(
            String path,
            String approval,
            Memberships deciders,
            @Nullable Instant escalatesAt) implements RunEvent {}

    /**
     * @param by whose vote decided
     * @param edits the subject that was decided about, if it is not the one that was asked about
     */
    record ApprovalDecided(
            String path,
            String approval,
            Verdict verdict,
            Principal by,
            @Nullable String comment,
            @Nullable Payload edits)
            implements RunEvent {}

    /** How an approval ended. */
    enum Verdict {
        APPROVED,
        REJECTED,
        EXPIRED
    }

    /** A run of its own does the step; it is started once this is written. */
    record ChildStarted(String path, String parent, String step, Value input, ChildRun child) implements RunEvent {}

    /** @param usage of the child run and of all below it */
    record ChildEnded(String path, String run, RunStatus status, Usage usage) implements RunEvent {}

    /** A step that begins to work sees these versions of the scopes that it reads. */
    record MemoryRead(String path, Map<String, Integer> versions) implements RunEvent {
        public MemoryRead {
            versions = Collections.unmodifiableMap(new TreeMap<>(versions));
        }
    }

    /**
     * A scope of the shared memory has a new value.
     *
     * @param path of the step instance that wrote; empty for the initial value
     * @param from version before
     * @param read the version that the step had seen; null if it does not read the scope
     * @param merged whether the value was made of the step's and of what others had written meanwhile
     */
    record MemoryWritten(
            String scope,
            String path,
            int from,
            int version,
            @Nullable Integer read,
            boolean merged,
            Value value) implements RunEvent {}

    /** A choice that a pattern made, such as the branch of a switch. */
    record StepDecided(String path, String name, Payload value) implements RunEvent {}

    /**
     * @param attempt whose result this is; null if no agent was asked
     * @param handoff to whom the agent would give the work next; null if it did not say
     */
    record StepCompleted(
            String path,
            @Nullable String attempt,
            Value output,
            Usage usage,
            @Nullable Double confidence,
            @Nullable Handoff handoff)
            implements RunEvent {}

    /** @param continued the workflow says to go on without this step's output */
    record StepFailed(String path, @Nullable String attempt, RunError error, boolean continued) implements RunEvent {}

    /**
     * A failure is not passed on yet: first something is done about it.
     *
     * @param path of the step that failed; empty if the run itself
     */
    record RemedyStarted(String path, RunError error, Remedy remedy) implements RunEvent {}

    /** What follows a failure, or a cancellation, before all is over. */
    enum Remedy {
        /** Other steps are done instead. */
        FALLBACK,
        /** What has been done is undone, the last first. */
        COMPENSATE,
        /** A person decides. */
        ESCALATE,
        /** The run completes without an output; what is being undone is finished before. */
        CONTINUE,
        /** The run fails; what is being undone is finished before. */
        FAIL,
        /** The run is cancelled; what is being undone is finished before. */
        CANCEL
    }

    record StepCancelled(String path, String reason) implements RunEvent {}

    /** The run cannot go on by itself. @param path the step it is about; empty if the run itself */
    record IncidentRaised(String incident, String path, RunError error) implements RunEvent {}

    record IncidentResolved(
            String incident,
            String path,
            Resolution resolution,
            @Nullable String comment) implements RunEvent {}

    /** What a person did about an incident. */
    enum Resolution {
        RETRY,
        SKIP,
        FAIL
    }

    /**
     * A step, or the run, has begun, and with it its time and budget.
     *
     * @param path of the step; empty for the run
     */
    record LimitsSet(
            String path,
            @Nullable Instant deadline,
            @Nullable Budget budget) implements RunEvent {}

    record RunPaused(@Nullable String reason) implements RunEvent {}

    record RunResumed() implements RunEvent {}

    record RunCompleted(Value output) implements RunEvent {}

    record RunFailed(RunError error) implements RunEvent {}

    /** What the run had done is undone. @param error why */
    record RunCompensated(RunError error) implements RunEvent {}

    record RunCancelled(@Nullable String reason) implements RunEvent {}

    /** The run was ended from outside, at once and with all below it. Its status is cancelled. */
    record RunTerminated(@Nullable String reason) implements RunEvent {}

    /** A run that had failed or been cancelled goes on. @param deadline the new one; null for none */
    record RunRetried(@Nullable String reason, @Nullable Instant deadline) implements RunEvent {}

    /** A step that contains others goes on with those that have not completed. */
    record StepReopened(String path) implements RunEvent {}

    /**
     * The run goes on from a step that has been done before, which begins again after this.
     *
     * @param path of that step's instance
     * @param edited whether it gets another input than it had
     * @param request by which a repeated request is known; null if the sender gave none
     * @param deadline of the run from now on; null for none
     */
    record RunRerun(
            String path,
            boolean edited,
            @Nullable String reason,
            @Nullable String request,
            @Nullable Instant deadline) implements RunEvent {}

    /**
     * The run goes on with another version of its workflow.
     *
     * @param from the version that it had
     * @param digest of the definition that the run pins from now on
     */
    record RunMigrated(
            int from, int version, String digest, @Nullable String reason) implements RunEvent {}

    /**
     * Something that was to wake the run was missing, and is there again after this.
     *
     * @param findings in words
     * @param children runs that are told once more that they were started, so that they tell how they ended
     */
    record RunRepaired(List<String> findings, List<String> children) implements RunEvent {
        public RunRepaired {
            findings = List.copyOf(findings);
            children = List.copyOf(children);
        }
    }

    /**
     * The run begins where another one was after an event. What that one had done follows as {@link StepTaken}.
     *
     * @param edited paths of the steps whose outputs are others than they were
     * @param inputEdited whether the run's input is another than it was
     */
    record RunForked(
            Origin origin,
            List<String> edited,
            boolean inputEdited,
            @Nullable String reason) implements RunEvent {
        public RunForked {
            edited = List.copyOf(edited);
        }
    }

    /** A step instance of another run counts as one of this run. Its choices follow as events of their own. */
    record StepTaken(StepState instance) implements RunEvent {}

    /**
     * What came after a step that is done again is void, with all inside.
     *
     * @param container in which the instances are; empty for the root
     * @param paths of the instances
     * @param choicesBefore number of an event: choices that the container made later are void too
     */
    record StepsUndone(String container, List<String> paths, long choicesBefore) implements RunEvent {

        /** More are undone by several events: none becomes a giant. */
        public static final int PATHS_MAX = 500;

        public StepsUndone {
            paths = List.copyOf(paths);
        }
    }
}
