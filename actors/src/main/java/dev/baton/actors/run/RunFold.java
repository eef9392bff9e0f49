package dev.baton.actors.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The only place where the state of a run changes: live and on replay alike. */
public final class RunFold {

    private RunFold() {}

    /** Forgotten beyond this, oldest first; a sender that repeats a signal later than that sends a new one. */
    static final int SIGNAL_IDS_MAX = 10_000;

    /** @throws IllegalStateException if the commit does not follow on the state: the journal is not this run's */
    public static RunState apply(RunState state, Commit commit) {
        if (commit.firstEvent() != state.lastEvent() + 1) {
            throw new IllegalStateException("a commit that begins with event " + commit.firstEvent()
                    + " does not follow on event " + state.lastEvent());
        }
        RunState next = state;
        for (RunEvent event : commit.events()) {
            next = apply(next, event, commit);
        }
        return next;
    }

    /** @param commit for who, where and when; its events are not looked at */
    public static RunState apply(RunState before, RunEvent event, Commit commit) {
        RunDraft draft = new RunDraft(before, commit);
        draft.lastEvent++;
        draft.updatedAt = commit.at();
        switch (event) {
            case RunEvent.RunStarted e -> draft.info = info(e, commit);
            case RunEvent.StepStarted e ->
                draft.begin(e.path(), e.parent(), e.step(), Activity.Containing.INSTANCE, e.input());
            case RunEvent.StepHeld e -> draft.begin(e.path(), e.parent(), e.step(), new Activity.Held(), e.input());
            case RunEvent.AttemptStarted e -> attemptStarted(draft, e, commit);
            case RunEvent.AttemptAccepted e ->
                draft.attempting(e.path(), open -> open.accepted(e.passive(), e.handle(), e.deadline()));
            case RunEvent.AttemptProgressed e -> attemptProgressed(draft, e);
            case RunEvent.AttemptContinued e -> draft.attempting(e.path(), open -> open.continued(before.held()));
            case RunEvent.WorkerRestarted e -> draft.attempting(e.path(), open -> open.restarted(e.restarts()));
            case RunEvent.AttemptFailed e -> attemptFailed(draft, e);
            case RunEvent.WaitStarted e -> draft.begin(e.path(), e.parent(), e.step(), waiting(e), e.input());
            case RunEvent.SignalReceived e -> draft.receive(e);
            case RunEvent.SignalConsumed e -> draft.consume(e);
            case RunEvent.ApprovalRequested e -> approvalRequested(draft, e, commit);
            case RunEvent.ApprovalVoted e -> approvalVoted(draft, e, commit);
            case RunEvent.ApprovalEscalated e -> {
                StepState step = draft.step(e.path());
                if (step.activity() instanceof Activity.AwaitingApproval open) {
                    draft.put(step.withActivity(open.escalated(e), commit.at()));
                }
            }
            case RunEvent.ApprovalDecided e -> draft.decided = draft.decided.plus(e.approval(), e.verdict());
            case RunEvent.ChildStarted e -> childStarted(draft, e);
            case RunEvent.ChildEnded e -> draft.use(e.path(), e.usage());
            case RunEvent.LimitsSet e -> draft.limit(e);
            case RunEvent.MemoryRead e -> draft.put(draft.step(e.path()).withReads(reads(before, e)));
            case RunEvent.MemoryWritten e ->
                draft.memory = draft.memory.plus(
                        e.scope(), before.memory(e.scope()).written(e, before.resolve(e.value()), commit));
            case RunEvent.StepDecided e ->
                draft.put(draft.step(e.path())
                        .withChoice(new StepState.Choice(e.name(), e.value(), commit.at(), draft.lastEvent)));
            case RunEvent.StepCompleted e -> {
                Payload output = before.resolve(e.output());
                draft.use(e.path(), e.usage());
                StepState step = draft.step(e.path());
                draft.end(step.completed(output, e.confidence(), e.handoff(), commit.at())
                        .withDoneBy(doers(step, e, commit)));
            }
            case RunEvent.StepFailed e -> draft.end(draft.step(e.path()).failed(e.error(), e.continued(), commit.at()));
            case RunEvent.StepCancelled e -> draft.end(draft.step(e.path()).cancelled(commit.at()));
            case RunEvent.RemedyStarted e -> draft.remedy(e);
            case RunEvent.IncidentRaised e -> draft.raise(e);
            case RunEvent.IncidentResolved e -> draft.resolve(e);
            case RunEvent.RunPaused ignored -> draft.pausedAt = commit.at();
            case RunEvent.RunResumed ignored -> draft.pausedAt = null;
            case RunEvent.RunCompleted e ->
                draft.end = new End(RunStatus.COMPLETED, before.resolve(e.output()), null, commit.at());
            case RunEvent.RunFailed e -> draft.end = new End(RunStatus.FAILED, null, e.error(), commit.at());
            case RunEvent.RunCompensated e -> draft.end = new End(RunStatus.COMPENSATED, null, e.error(), commit.at());
            case RunEvent.RunCancelled e -> draft.end = new End(RunStatus.CANCELLED, null, null, commit.at());
            case RunEvent.RunTerminated e -> draft.end = End.terminated(e.reason(), commit.at());
            case RunEvent.RunRetried e -> draft.retry(e);
            case RunEvent.StepReopened e -> draft.reopen(draft.step(e.path()));
            case RunEvent.RunRerun e -> draft.rerun(e);
            case RunEvent.StepsUndone e -> draft.undo(e);
            case RunEvent.RunMigrated e -> draft.info = before.started().withDefinition(e.version(), e.digest());
            case RunEvent.RunForked e -> draft.info = before.started().withOrigin(e.origin());
            case RunEvent.RunRepaired ignored -> {}
            case RunEvent.StepTaken e -> draft.take(e.instance());
        }
        if (BulkMark.isOn(commit)) {
            draft.remember(commit.cause());
        }
        return draft.state();
    }

    private static RunInfo info(RunEvent.RunStarted e, Commit commit) {
        return new RunInfo(
                commit.tenant(),
                commit.environment(),
                e.runId(),
                e.workflow(),
                e.version(),
                e.digest(),
                e.input(),
                e.labels(),
                e.priority(),
                e.deadline(),
                e.requestDigest(),
                commit.by(),
                commit.at(),
                e.lineage(),
                null);
    }

    private static void attemptStarted(RunDraft draft, RunEvent.AttemptStarted e, Commit commit) {
        draft.ids++;
        Long timeoutMs = e.deadline() == null
                ? null
                : Duration.between(commit.at(), e.deadline()).toMillis();
        Activity attempting = Activity.Attempting.begun(e.attempt(), e.agent(), e.number(), timeoutMs);
        draft.begin(e.path(), e.parent(), e.step(), attempting, e.input());
        draft.call(e.path());
    }

    private static void attemptProgressed(RunDraft draft, RunEvent.AttemptProgressed e) {
        draft.use(e.path(), e.usage());
        draft.attempting(
                e.path(),
                open -> open.progressed(
                        new AgentTurn(e.record(), e.contents(), e.calls()), e.deadline(), draft.before.held()));
    }

    private static void attemptFailed(RunDraft draft, RunEvent.AttemptFailed e) {
        draft.use(e.path(), e.usage());
        StepState step = draft.step(e.path()).withError(e.error());
        if (e.retryAt() != null && e.retryAgent() != null && step.activity() instanceof Activity.Attempting failed) {
            int number = failed.agent().equals(e.retryAgent()) ? failed.number() + 1 : 1;
            step = step.withActivity(new Activity.Backoff(e.retryAt(), e.retryAgent(), number), draft.commit.at());
        }
        draft.put(step);
    }

    private static Activity waiting(RunEvent.WaitStarted e) {
        if (!e.first().isEmpty()) {
            return new Activity.AwaitingFirst(e.first(), e.dueAt());
        }
        return e.signal() == null
                ? new Activity.AwaitingTime(Objects.requireNonNull(e.dueAt(), "a wait without signal has an end"))
                : new Activity.AwaitingSignal(e.signal(), e.dueAt());
    }

    private static void approvalRequested(RunDraft draft, RunEvent.ApprovalRequested e, Commit commit) {
        draft.ids++;
        Activity awaiting = Activity.AwaitingApproval.asked(e, commit.at());
        draft.begin(e.path(), e.parent(), e.step(), awaiting, e.input());
    }

    private static void approvalVoted(RunDraft draft, RunEvent.ApprovalVoted e, Commit commit) {
        StepState step = draft.step(e.path());
        if (step.activity() instanceof Activity.AwaitingApproval open) {
            draft.put(step.withActivity(open.voted(e, commit.at()), commit.at()).withDoneBy(e.by().ids()));
        }
    }

    /** Who, besides its agent, has done what ends here: who told of the result, or skipped the step. */
    private static List<String> doers(StepState step, RunEvent.StepCompleted e, Commit commit) {
        boolean byHand = e.attempt() != null || step.activity() instanceof Activity.AwaitingPerson;
        return byHand && !commit.by().equals(Principal.SYSTEM) ? commit.by().ids() : List.of();
    }

    private static Map<String, MemoryScope.Read> reads(RunState state, RunEvent.MemoryRead e) {
        Map<String, MemoryScope.Read> reads = new TreeMap<>();
        e.versions()
                .forEach((scope, version) -> reads.put(
                        scope, new MemoryScope.Read(version, state.memory(scope).value())));
        return reads;
    }

    private static void childStarted(RunDraft draft, RunEvent.ChildStarted e) {
        draft.children++;
        RunInfo info = Objects.requireNonNull(draft.info);
        Origin origin = info.origin();
        if (e.child().continues() != null && origin != null && origin.reset() != null) {
            Reset left = origin.reset().without(e.path());
            draft.info = info.withOrigin(new Origin(origin.run(), origin.event(), left));
        }
        draft.begin(e.path(), e.parent(), e.step(), new Activity.AwaitingChild(e.child()), e.input());
        draft.call(e.path());
    }
}
