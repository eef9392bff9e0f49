package dev.baton.actors.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;

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
        Draft draft = new Draft(before, commit);
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

    private static void attemptStarted(Draft draft, RunEvent.AttemptStarted e, Commit commit) {
        draft.ids++;
        Long timeoutMs = e.deadline() == null
                ? null
                : Duration.between(commit.at(), e.deadline()).toMillis();
        Activity attempting = Activity.Attempting.begun(e.attempt(), e.agent(), e.number(), timeoutMs);
        draft.begin(e.path(), e.parent(), e.step(), attempting, e.input());
        draft.call(e.path());
    }

    private static void attemptProgressed(Draft draft, RunEvent.AttemptProgressed e) {
        draft.use(e.path(), e.usage());
        draft.attempting(
                e.path(),
                open -> open.progressed(new AgentTurn(e.record(), e.calls()), e.deadline(), draft.before.held()));
    }

    private static void attemptFailed(Draft draft, RunEvent.AttemptFailed e) {
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

    private static void approvalRequested(Draft draft, RunEvent.ApprovalRequested e, Commit commit) {
        draft.ids++;
        Activity awaiting = Activity.AwaitingApproval.asked(e, commit.at());
        draft.begin(e.path(), e.parent(), e.step(), awaiting, e.input());
    }

    private static void approvalVoted(Draft draft, RunEvent.ApprovalVoted e, Commit commit) {
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

    private static void childStarted(Draft draft, RunEvent.ChildStarted e) {
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

    /** The next state in the making; lives for one event. */
    private static final class Draft {
        private final RunState before;
        private final Commit commit;
        private @Nullable RunInfo info;
        private PMap<String, StepState> steps;
        private PSet<String> busy;
        private long ids;
        private long children;
        private long lastEvent;
        private PVector<RunState.BufferedSignal> signals;
        private PSet<String> signalIds;
        private PMap<String, RunEvent.Verdict> decided;
        private PMap<String, RunEvent.Resolution> resolved;
        private PMap<String, MemoryScope> memory;
        private @Nullable Instant pausedAt;
        private @Nullable String runIncident;
        private @Nullable Instant incidentAt;
        private PMap<String, RunState.Limit> limits;
        private RunState.@Nullable RunRemedy remedy;
        private Usage usage;
        private @Nullable End end;
        private @Nullable Instant updatedAt;

        private Draft(RunState before, Commit commit) {
            this.before = before;
            this.commit = commit;
            info = before.info();
            steps = before.steps();
            busy = before.busy();
            ids = before.ids();
            children = before.children();
            lastEvent = before.lastEvent();
            signals = before.signals();
            signalIds = before.signalIds();
            decided = before.decided();
            resolved = before.resolved();
            memory = before.memory();
            pausedAt = before.pausedAt();
            runIncident = before.runIncident();
            incidentAt = before.incidentAt();
            limits = before.limits();
            remedy = before.remedy();
            usage = before.usage();
            end = before.end();
        }

        private RunState state() {
            if (end != null) {
                busy = HashTreePSet.empty();
            }
            return new RunState(
                    info,
                    steps,
                    busy,
                    ids,
                    children,
                    lastEvent,
                    signals,
                    signalIds,
                    decided,
                    resolved,
                    memory,
                    pausedAt,
                    runIncident,
                    incidentAt,
                    limits,
                    remedy,
                    usage,
                    end,
                    updatedAt);
        }

        private StepState step(String path) {
            return Objects.requireNonNull(steps.get(path), () -> "no step instance at " + path);
        }

        /** Changes the open attempt of an instance, if it has one. */
        private void attempting(String path, UnaryOperator<Activity.Attempting> change) {
            StepState step = step(path);
            if (step.activity() instanceof Activity.Attempting open) {
                put(step.withActivity(change.apply(open), commit.at()));
            }
        }

        private void put(StepState step) {
            steps = steps.plus(step.path(), step);
            boolean nowBusy = step.activity() != null && !(step.activity() instanceof Activity.Containing);
            if (nowBusy != busy.contains(step.path())) {
                busy = nowBusy ? busy.plus(step.path()) : busy.minus(step.path());
            }
        }

        /** A new instance, a new activity of one that is open, or, after an incident, a new life of one that had ended. */
        private void begin(String path, String parent, String step, Activity activity, Value input) {
            StepState former = steps.get(path);
            StepState.Given given = given(input);
            if (former != null && !former.ended()) {
                put(former.withActivity(activity, commit.at()).withInput(given));
                return;
            }
            if (former != null) {
                forgetInside(former);
            }
            put(StepState.started(path, parent, step, lastEvent, activity, given, commit.at()));
            if (former != null && !former.parent().equals(parent)) {
                // What undoes a step again, in another life of it, may do so for another reason.
                leave(former);
                former = null;
            }
            StepState container = steps.get(parent);
            if (container != null) {
                StepState.Children children = container.children();
                put(container.withChildren(
                        former == null ? children.plusStarted() : children.minusEnded(former.status())));
            }
        }

        private void leave(StepState former) {
            StepState container = steps.get(former.parent());
            if (container != null) {
                put(container.withChildren(container.children().minus(former.status())));
            }
        }

        private StepState.Given given(Value input) {
            if (input instanceof Value.InputOf of) {
                return step(of.path()).given();
            }
            return input.growing() || input instanceof Value.Given
                    ? new StepState.Given(Payload.NULL, input)
                    : new StepState.Given(before.resolve(input), null);
        }

        /** What a former life contained must neither be counted nor be seen by expressions in the next one. */
        private void forgetInside(StepState container) {
            if (container.children().started() == 0) {
                return;
            }
            for (StepState step : List.copyOf(steps.values())) {
                if (step.parent().equals(container.path())) {
                    forgetInside(step);
                    steps = steps.minus(step.path());
                }
            }
        }

        private void end(StepState ended) {
            StepState step = ended.withEnd(lastEvent);
            limits = limits.minus(step.path());
            put(step);
            StepState container = steps.get(step.parent());
            if (container != null && !step.path().isEmpty()) {
                put(container.withChildren(container.children().plusEnded(step.status())));
            }
        }

        private void retry(RunEvent.RunRetried e) {
            info = before.started().withDeadline(e.deadline());
            // A run whose failure waited for a person had not ended, and stays paused if it was.
            pausedAt = end == null ? pausedAt : null;
            end = null;
            runIncident = null;
            remedy = null;
            RunState.Limit ofTheRun = limits.get("");
            if (ofTheRun != null) {
                limits = limits.plus("", new RunState.Limit(ofTheRun.deadline(), ofTheRun.budget(), Usage.NONE, 0));
            }
        }

        private void limit(RunEvent.LimitsSet e) {
            StepState self = steps.get(e.path());
            int calls = self != null && self.activity() instanceof Activity.Attempting ? 1 : 0;
            limits = limits.plus(e.path(), new RunState.Limit(e.deadline(), e.budget(), Usage.NONE, calls));
        }

        private void use(String path, Usage used) {
            usage = usage.plus(used);
            if (!used.isNone()) {
                around(path, limit -> limit.plus(used));
            }
        }

        private void call(String path) {
            around(path, RunState.Limit::plusCall);
        }

        /** Changes the limits of the step, of what is around it, and of the run. */
        private void around(String innermost, UnaryOperator<RunState.Limit> change) {
            if (limits.isEmpty()) {
                return;
            }
            for (String path = innermost; ; path = step(path).parent()) {
                RunState.Limit limit = limits.get(path);
                if (limit != null) {
                    limits = limits.plus(path, change.apply(limit));
                }
                if (path.isEmpty()) {
                    return;
                }
            }
        }

        /** The failure may be that of the limits: what is done about it is not held to them. */
        private void remedy(RunEvent.RemedyStarted e) {
            RunState.Limit before = limits.get(e.path());
            limits = limits.minus(e.path());
            if (e.path().isEmpty()) {
                Budget had = before != null ? before.budget() : remedy == null ? null : remedy.budget();
                remedy = new RunState.RunRemedy(e.remedy(), e.error(), commit.at(), had);
            } else {
                put(step(e.path()).withRemedy(e.error(), e.remedy()));
            }
        }

        private void rerun(RunEvent.RunRerun e) {
            info = before.started().withDeadline(e.deadline());
            if (end != null) {
                end = null;
                pausedAt = null;
                runIncident = null;
            }
            if (e.request() != null) {
                remember(e.request());
            }
        }

        private void take(StepState instance) {
            put(instance.taken(lastEvent));
            StepState container = steps.get(instance.parent());
            if (container != null) {
                StepState.Children children = container.children().plusStarted();
                put(container.withChildren(instance.ended() ? children.plusEnded(instance.status()) : children));
            }
        }

        private void undo(RunEvent.StepsUndone e) {
            for (String path : e.paths()) {
                StepState undone = step(path);
                forgetInside(undone);
                steps = steps.minus(path);
                busy = busy.minus(path);
                StepState container = steps.get(e.container());
                if (container != null) {
                    put(container.withChildren(container.children().minus(undone.status())));
                }
            }
            StepState container = steps.get(e.container());
            if (container != null) {
                put(container.withChoicesBefore(e.choicesBefore()));
            }
        }

        private void reopen(StepState former) {
            put(former.reopened());
            StepState container = steps.get(former.parent());
            if (container != null) {
                put(container.withChildren(container.children().minusEnded(former.status())));
            }
        }

        private void receive(RunEvent.SignalReceived e) {
            signals = signals.plus(new RunState.BufferedSignal(e.name(), e.payload()));
            if (e.id() != null) {
                remember(e.id());
            }
        }

        private void remember(String id) {
            signalIds = signalIds.plus(id);
            if (signalIds.size() > SIGNAL_IDS_MAX) {
                signalIds = signalIds.minus(signalIds.iterator().next());
            }
        }

        private void consume(RunEvent.SignalConsumed e) {
            int skip = e.skipped();
            for (int i = 0; i < signals.size(); i++) {
                if (signals.get(i).name().equals(e.name()) && skip-- == 0) {
                    signals = signals.minus(i);
                    return;
                }
            }
        }

        private void raise(RunEvent.IncidentRaised e) {
            ids++;
            if (e.path().isEmpty()) {
                runIncident = e.incident();
                incidentAt = commit.at();
            } else {
                limits = limits.minus(e.path());
                Activity awaiting = new Activity.AwaitingPerson(e.incident());
                put(step(e.path()).withError(e.error()).withActivity(awaiting, commit.at()));
            }
        }

        private void resolve(RunEvent.IncidentResolved e) {
            resolved = resolved.plus(e.incident(), e.resolution());
            if (e.incident().equals(runIncident)) {
                runIncident = null;
            }
        }
    }
}
