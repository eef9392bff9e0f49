package dev.baton.actors.manager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.ApprovalRow;
import dev.baton.actors.port.IncidentRow;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.SideWrites;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Deliveries;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.End;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunFold;
import dev.baton.actors.run.RunInfo;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Derives the rows that go with a commit: what lists, inboxes and wake-ups see of the run. */
final class RunProjection {

    private @Nullable RunIndexRow lastRow;

    /** After a replay nothing is known of what the index shows. */
    void forget() {
        lastRow = null;
    }

    /** Null if nothing but the events is to be written. */
    @Nullable
    SideWrites project(RunState before, RunState after, Commit commit) {
        List<ApprovalRow> approvals = new ArrayList<>(0);
        List<IncidentRow> incidents = new ArrayList<>(0);
        List<String> endedTasks = new ArrayList<>(0);
        boolean undoes = commit.events().stream().anyMatch(RunProjection::needsTheStateBefore);
        RunState current = before;
        for (RunEvent event : commit.events()) {
            projectEvent(event, current, after, commit, approvals, incidents, endedTasks);
            if (undoes) {
                current = RunFold.apply(current, event, commit);
            }
        }
        if (commit.events().stream().anyMatch(RunEvent.RunRepaired.class::isInstance)) {
            // The row is not what was written last.
            forget();
        }
        RunIndexRow row = index(after);
        RunIndexRow changed = lastRow != null && same(lastRow, row) ? null : row;
        if (changed != null) {
            lastRow = changed;
        }
        List<Delivery> begun = Deliveries.begun(before, after, commit);
        List<Delivery> settled = Deliveries.settled(before, after, commit);
        return changed == null
                        && approvals.isEmpty()
                        && incidents.isEmpty()
                        && endedTasks.isEmpty()
                        && begun.isEmpty()
                        && settled.isEmpty()
                ? null
                : new SideWrites(changed, approvals, incidents, endedTasks, begun, settled);
    }

    /** Mostly the state before the commit says all, and those between its events do not matter. */
    private static boolean needsTheStateBefore(RunEvent event) {
        return event instanceof RunEvent.StepCancelled
                || event instanceof RunEvent.ApprovalRequested
                || event instanceof RunEvent.ApprovalVoted
                || event instanceof RunEvent.ApprovalEscalated
                || event instanceof RunEvent.ApprovalDecided
                || event instanceof RunEvent.IncidentResolved;
    }

    private static boolean same(RunIndexRow one, RunIndexRow other) {
        return one.status().equals(other.status())
                && one.digest().equals(other.digest())
                && Objects.equals(one.waitsFor(), other.waitsFor())
                && Objects.equals(one.wakeAt(), other.wakeAt());
    }

    private static RunIndexRow index(RunState state) {
        RunInfo info = state.started();
        RunStatus status = state.status();
        End end = state.end();
        return new RunIndexRow(
                info.tenant(),
                info.runId(),
                info.environment(),
                info.workflow(),
                info.version(),
                info.digest(),
                status.code(),
                info.labels(),
                info.priority(),
                Waits.text(state),
                state.wakeAt(),
                info.startedAt(),
                Objects.requireNonNullElse(state.updatedAt(), info.startedAt()),
                end == null ? null : end.at(),
                end == null || end.error() == null ? null : end.error().kind().code(),
                info.lineage());
    }

    private static void projectEvent(
            RunEvent event,
            RunState before,
            RunState after,
            Commit commit,
            List<ApprovalRow> approvals,
            List<IncidentRow> incidents,
            List<String> endedTasks) {
        switch (event) {
            case RunEvent.ApprovalRequested e ->
                ApprovalRows.put(approvals, ApprovalRows.open(RunFold.apply(before, e, commit), e.path(), commit));
            case RunEvent.ApprovalVoted e ->
                ApprovalRows.put(approvals, ApprovalRows.open(RunFold.apply(before, e, commit), e.path(), commit));
            case RunEvent.ApprovalEscalated e ->
                ApprovalRows.put(approvals, ApprovalRows.open(RunFold.apply(before, e, commit), e.path(), commit));
            case RunEvent.ApprovalDecided e -> ApprovalRows.put(approvals, ApprovalRows.decided(e, before, commit));
            case RunEvent.AttemptAccepted e -> {
                if (e.handle().json().has("human")) {
                    approvals.add(task(e, after, commit));
                }
            }
            case RunEvent.AttemptFailed e -> attemptOver(e.path(), "failed", before, commit, approvals, endedTasks);
            case RunEvent.StepCompleted e -> attemptOver(e.path(), "approved", before, commit, approvals, endedTasks);
            case RunEvent.StepFailed e -> attemptOver(e.path(), "rejected", before, commit, approvals, endedTasks);
            case RunEvent.StepCancelled e -> {
                attemptOver(e.path(), "cancelled", before, commit, approvals, endedTasks);
                cancelled(e, before, commit, approvals, incidents);
            }
            case RunEvent.IncidentRaised e ->
                incidents.add(incident(e.incident(), e.path(), e, after, commit, "open", commit.at(), null));
            case RunEvent.IncidentResolved e ->
                incidents.add(
                        incident(e.incident(), e.path(), null, after, commit, "resolved", commit.at(), commit.at()));
            case RunEvent.RunStarted ignored -> {}
            case RunEvent.StepStarted ignored -> {}
            case RunEvent.StepHeld ignored -> {}
            case RunEvent.AttemptStarted ignored -> {}
            case RunEvent.WorkerRestarted ignored -> {}
            case RunEvent.AttemptProgressed ignored -> {}
            case RunEvent.AttemptContinued ignored -> {}
            case RunEvent.WaitStarted ignored -> {}
            case RunEvent.SignalReceived ignored -> {}
            case RunEvent.SignalConsumed ignored -> {}
            case RunEvent.ChildStarted ignored -> {}
            case RunEvent.ChildEnded ignored -> {}
            case RunEvent.StepDecided ignored -> {}
            case RunEvent.MemoryRead ignored -> {}
            case RunEvent.MemoryWritten ignored -> {}
            case RunEvent.RunPaused ignored -> {}
            case RunEvent.RunResumed ignored -> {}
            case RunEvent.RemedyStarted ignored -> {}
            case RunEvent.RunCompensated ignored -> {}
            case RunEvent.LimitsSet ignored -> {}
            case RunEvent.RunRetried ignored -> {}
            case RunEvent.StepReopened ignored -> {}
            case RunEvent.RunRerun ignored -> {}
            case RunEvent.StepsUndone ignored -> {}
            case RunEvent.RunForked ignored -> {}
            case RunEvent.RunMigrated ignored -> {}
            case RunEvent.RunRepaired ignored -> {}
            case RunEvent.StepTaken ignored -> {}
            case RunEvent.RunCompleted ignored -> {}
            case RunEvent.RunFailed ignored -> runIncidentOver(before, commit, incidents);
            case RunEvent.RunCancelled ignored -> runIncidentOver(before, commit, incidents);
            case RunEvent.RunTerminated ignored -> runIncidentOver(before, commit, incidents);
        }
    }

    /** Nobody has to deal with an incident of a run that is over. */
    private static void runIncidentOver(RunState before, Commit commit, List<IncidentRow> incidents) {
        if (before.runIncident() != null) {
            incidents.add(
                    incident(before.runIncident(), "", null, before, commit, "resolved", commit.at(), commit.at()));
        }
    }

    /** A step that a person does is shown in the same inbox. */
    private static ApprovalRow task(RunEvent.AttemptAccepted e, RunState after, Commit commit) {
        StepState step = Objects.requireNonNull(after.step(e.path()));
        return taskRow(after.input(step), step, e.attempt(), e.handle(), "open", null, commit);
    }

    private static ApprovalRow taskRow(
            Payload subject,
            StepState step,
            String attempt,
            Payload handle,
            String status,
            @Nullable Instant decidedAt,
            Commit commit) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("subject", subject.json());
        json.set("title", handle.json().path("title"));
        return new ApprovalRow(
                commit.tenant(),
                attempt,
                attempt.substring(0, attempt.lastIndexOf('~')),
                step.path(),
                "task",
                handle.json().path("human").asText(null),
                status,
                step.startedAt(),
                step.activity() == null ? null : step.activity().dueAt(),
                decidedAt,
                decidedAt == null ? null : commit.by().id(),
                json.toString());
    }

    private static void attemptOver(
            String path,
            String status,
            RunState before,
            Commit commit,
            List<ApprovalRow> approvals,
            List<String> endedTasks) {
        StepState step = before.step(path);
        if (step == null || !(step.activity() instanceof Activity.Attempting open) || !open.passive()) {
            return;
        }
        Payload handle = Objects.requireNonNullElse(open.handle(), Payload.NULL);
        if (handle.json().has("queue") && !endedTasks.contains(open.attempt())) {
            endedTasks.add(open.attempt());
        }
        if (handle.json().has("human")) {
            approvals.removeIf(row -> row.id().equals(open.attempt()));
            approvals.add(taskRow(before.input(step), step, open.attempt(), handle, status, commit.at(), commit));
        }
    }

    private static void cancelled(
            RunEvent.StepCancelled e,
            RunState before,
            Commit commit,
            List<ApprovalRow> approvals,
            List<IncidentRow> incidents) {
        StepState step = before.step(e.path());
        if (step == null) {
            return;
        }
        if (step.activity() instanceof Activity.AwaitingApproval) {
            ApprovalRows.put(approvals, ApprovalRows.cancelled(e, before, commit));
        } else if (step.activity() instanceof Activity.AwaitingPerson open) {
            incidents.add(
                    incident(open.incident(), e.path(), null, before, commit, "resolved", commit.at(), commit.at()));
        }
    }

    private static IncidentRow incident(
            String id,
            String path,
            RunEvent.@Nullable IncidentRaised raised,
            RunState state,
            Commit commit,
            String status,
            Instant raisedAt,
            @Nullable Instant resolvedAt) {
        StepState step = path.isEmpty() ? null : state.step(path);
        String kind = raised != null
                ? raised.error().kind().code()
                : step == null || step.error() == null
                        ? "bug"
                        : step.error().kind().code();
        String message = raised != null
                ? raised.error().message()
                : step == null || step.error() == null ? "" : step.error().message();
        return new IncidentRow(
                commit.tenant(), id, state.started().runId(), path, kind, message, status, raisedAt, resolvedAt);
    }
}
