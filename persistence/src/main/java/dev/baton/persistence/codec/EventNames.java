package dev.baton.persistence.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The names under which things are stored. A name that was ever released keeps its meaning for good: a change of shape
 * gets a new version, and the old name an upcaster.
 */
public final class EventNames {

    /** Of turns that may have contents beside the events. */
    static final String PROGRESSED_BESIDE = "attempt-progressed.v2";

    static final Map<Class<? extends RunEvent>, String> EVENTS = events();
    static final Map<Class<? extends Value>, String> VALUES = Map.of(
            Value.Inline.class, "inline",
            Value.Given.class, "given",
            Value.OutputOf.class, "output",
            Value.OutputsOf.class, "outputs",
            Value.ObjectOf.class, "object",
            Value.TranscriptOf.class, "transcript",
            Value.InputOf.class, "input",
            Value.ItemOf.class, "item",
            Value.RepetitionsOf.class, "repetitions",
            Value.RunInput.class, "run-input");
    static final Map<Class<? extends Activity>, String> ACTIVITIES = Map.of(
            Activity.Containing.class, "containing",
            Activity.Held.class, "held",
            Activity.Attempting.class, "attempting",
            Activity.Backoff.class, "backoff",
            Activity.AwaitingTime.class, "awaiting-time",
            Activity.AwaitingSignal.class, "awaiting-signal",
            Activity.AwaitingFirst.class, "awaiting-first",
            Activity.AwaitingApproval.class, "awaiting-approval.v2",
            Activity.AwaitingChild.class, "awaiting-child",
            Activity.AwaitingPerson.class, "awaiting-person");

    /** From a retired name: what makes an event of the name that follows; it sets {@code type} itself. */
    static final Map<String, UnaryOperator<ObjectNode>> UPCASTERS = upcasters();

    /**
     * From a name that not all nodes may know: what makes an event of the name before it; null if that could not say it. It
     * sets {@code type} itself.
     */
    static final Map<String, Function<ObjectNode, @Nullable ObjectNode>> OLDER = Map.of(
            PROGRESSED_BESIDE, event -> event.has("contents") ? null : event.put("type", "attempt-progressed.v1"));

    /** As {@link #UPCASTERS} for activities, which stand in snapshots; it sets {@code kind} itself. */
    static final Map<String, UnaryOperator<ObjectNode>> ACTIVITY_UPCASTERS = Map.of(
            "awaiting-approval", activity -> OldApprovals.awaiting(activity).put("kind", "awaiting-approval.v2"));

    private EventNames() {}

    private static Map<String, UnaryOperator<ObjectNode>> upcasters() {
        Map<String, UnaryOperator<ObjectNode>> upcasters = new LinkedHashMap<>();
        // Version 2 added the deadline, which was not kept before.
        upcasters.put("attempt-accepted.v1", event -> event.put("type", "attempt-accepted.v2"));
        // Version 2 added the usage, which was not kept before.
        upcasters.put("attempt-failed.v1", event -> event.put("type", "attempt-failed.v2"));
        // Version 2 added contents by reference; before, all stood in the record.
        upcasters.put("attempt-progressed.v1", event -> event.put("type", "attempt-progressed.v2"));
        // Version 2 added the handoff, which was not looked at before.
        upcasters.put("step-completed.v1", event -> event.put("type", "step-completed.v2"));
        // Version 2 added the budget; before, there was none.
        upcasters.put("child-started.v1", event -> event.put("type", "child-started.v2"));
        // Version 3 added the run of which it goes on; before, each began at its beginning.
        upcasters.put("child-started.v2", event -> event.put("type", "child-started.v3"));
        // Version 2 added what it takes the place of; before, it stood beside the other.
        upcasters.put("run-forked.v1", event -> event.put("type", "run-forked.v2"));
        // Version 2 added the lineage; before, no run was started by another.
        upcasters.put("run-started.v1", event -> event.put("type", "run-started.v2"));
        // Version 2 added the first of several, which could not be waited for before.
        upcasters.put("wait-started.v1", event -> event.put("type", "wait-started.v2"));
        // Version 2 added the older ones that stay; before, the oldest was taken.
        upcasters.put(
                "signal-consumed.v1",
                event -> event.put("type", "signal-consumed.v2").put("skipped", 0));
        // Version 2 added groups, several roles and votes, forms and escalation; before, one of one role decided.
        upcasters.put(
                "approval-requested.v1", event -> OldApprovals.withTerms(event).put("type", "approval-requested.v2"));
        return upcasters;
    }

    private static Map<Class<? extends RunEvent>, String> events() {
        Map<Class<? extends RunEvent>, String> names = new LinkedHashMap<>();
        names.put(RunEvent.RunStarted.class, "run-started.v2");
        names.put(RunEvent.StepStarted.class, "step-started.v1");
        names.put(RunEvent.StepHeld.class, "step-held.v1");
        names.put(RunEvent.AttemptStarted.class, "attempt-started.v1");
        names.put(RunEvent.AttemptAccepted.class, "attempt-accepted.v2");
        names.put(RunEvent.AttemptProgressed.class, PROGRESSED_BESIDE);
        names.put(RunEvent.AttemptContinued.class, "attempt-continued.v1");
        names.put(RunEvent.WorkerRestarted.class, "worker-restarted.v1");
        names.put(RunEvent.AttemptFailed.class, "attempt-failed.v2");
        names.put(RunEvent.WaitStarted.class, "wait-started.v2");
        names.put(RunEvent.SignalReceived.class, "signal-received.v1");
        names.put(RunEvent.SignalConsumed.class, "signal-consumed.v2");
        names.put(RunEvent.ApprovalRequested.class, "approval-requested.v2");
        names.put(RunEvent.ApprovalVoted.class, "approval-voted.v1");
        names.put(RunEvent.ApprovalEscalated.class, "approval-escalated.v1");
        names.put(RunEvent.ApprovalDecided.class, "approval-decided.v1");
        names.put(RunEvent.ChildStarted.class, "child-started.v3");
        names.put(RunEvent.ChildEnded.class, "child-ended.v1");
        names.put(RunEvent.MemoryRead.class, "memory-read.v1");
        names.put(RunEvent.MemoryWritten.class, "memory-written.v1");
        names.put(RunEvent.StepDecided.class, "step-decided.v1");
        names.put(RunEvent.StepCompleted.class, "step-completed.v2");
        names.put(RunEvent.StepFailed.class, "step-failed.v1");
        names.put(RunEvent.StepCancelled.class, "step-cancelled.v1");
        names.put(RunEvent.IncidentRaised.class, "incident-raised.v1");
        names.put(RunEvent.IncidentResolved.class, "incident-resolved.v1");
        names.put(RunEvent.RunPaused.class, "run-paused.v1");
        names.put(RunEvent.RunResumed.class, "run-resumed.v1");
        names.put(RunEvent.RunCompleted.class, "run-completed.v1");
        names.put(RunEvent.RunFailed.class, "run-failed.v1");
        names.put(RunEvent.RunCancelled.class, "run-cancelled.v1");
        names.put(RunEvent.RunTerminated.class, "run-terminated.v1");
        names.put(RunEvent.RemedyStarted.class, "remedy-started.v1");
        names.put(RunEvent.RunCompensated.class, "run-compensated.v1");
        names.put(RunEvent.LimitsSet.class, "limits-set.v1");
        names.put(RunEvent.RunRetried.class, "run-retried.v1");
        names.put(RunEvent.StepReopened.class, "step-reopened.v1");
        names.put(RunEvent.RunRerun.class, "run-rerun.v1");
        names.put(RunEvent.RunMigrated.class, "run-migrated.v1");
        names.put(RunEvent.RunForked.class, "run-forked.v2");
        names.put(RunEvent.RunRepaired.class, "run-repaired.v1");
        names.put(RunEvent.StepTaken.class, "step-taken.v1");
        names.put(RunEvent.StepsUndone.class, "steps-undone.v1");
        return names;
    }

    /** The stored name of an event, such as {@code step-completed.v1}. */
    public static String of(RunEvent event) {
        return Objects.requireNonNull(EVENTS.get(event.getClass()), () -> "no stored name for " + event.getClass());
    }
}
