package dev.baton.actors.run;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;

/** The next state in the making; lives for one event. */
final class RunDraft {
    final RunState before;
    final Commit commit;

    @Nullable
    RunInfo info;

    PMap<String, StepState> steps;
    PSet<String> busy;
    long ids;
    long children;
    long lastEvent;
    PVector<RunState.BufferedSignal> signals;
    PSet<String> signalIds;
    PMap<String, RunEvent.Verdict> decided;
    PMap<String, RunEvent.Resolution> resolved;
    PMap<String, MemoryScope> memory;

    @Nullable
    Instant pausedAt;

    @Nullable
    String runIncident;

    @Nullable
    Instant incidentAt;

    PMap<String, RunState.Limit> limits;
    RunState.@Nullable RunRemedy remedy;
    Usage usage;

    @Nullable
    End end;

    @Nullable
    Instant updatedAt;

    RunDraft(RunState before, Commit commit) {
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

    RunState state() {
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

    StepState step(String path) {
        return Objects.requireNonNull(steps.get(path), () -> "no step instance at " + path);
    }

    /** Changes the open attempt of an instance, if it has one. */
    void attempting(String path, UnaryOperator<Activity.Attempting> change) {
        StepState step = step(path);
        if (step.activity() instanceof Activity.Attempting open) {
            put(step.withActivity(change.apply(open), commit.at()));
        }
    }

    void put(StepState step) {
        steps = steps.plus(step.path(), step);
        boolean nowBusy = step.activity() != null && !(step.activity() instanceof Activity.Containing);
        if (nowBusy != busy.contains(step.path())) {
            busy = nowBusy ? busy.plus(step.path()) : busy.minus(step.path());
        }
    }

    /** A new instance, a new activity of one that is open, or, after an incident, a new life of one that had ended. */
    void begin(String path, String parent, String step, Activity activity, Value input) {
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
            put(container.withChildren(former == null ? children.plusStarted() : children.minusEnded(former.status())));
        }
    }

    void leave(StepState former) {
        StepState container = steps.get(former.parent());
        if (container != null) {
            put(container.withChildren(container.children().minus(former.status())));
        }
    }

    StepState.Given given(Value input) {
        if (input instanceof Value.InputOf of) {
            return step(of.path()).given();
        }
        return input.growing() || input instanceof Value.Given
                ? new StepState.Given(Payload.NULL, input)
                : new StepState.Given(before.resolve(input), null);
    }

    /** What a former life contained must neither be counted nor be seen by expressions in the next one. */
    void forgetInside(StepState container) {
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

    void end(StepState ended) {
        StepState step = ended.withEnd(lastEvent);
        limits = limits.minus(step.path());
        put(step);
        StepState container = steps.get(step.parent());
        if (container != null && !step.path().isEmpty()) {
            put(container.withChildren(container.children().plusEnded(step.status())));
        }
    }

    void retry(RunEvent.RunRetried e) {
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

    void limit(RunEvent.LimitsSet e) {
        StepState self = steps.get(e.path());
        int calls = self != null && self.activity() instanceof Activity.Attempting ? 1 : 0;
        limits = limits.plus(e.path(), new RunState.Limit(e.deadline(), e.budget(), Usage.NONE, calls));
    }

    void use(String path, Usage used) {
        usage = usage.plus(used);
        if (!used.isNone()) {
            around(path, limit -> limit.plus(used));
        }
    }

    void call(String path) {
        around(path, RunState.Limit::plusCall);
    }

    /** Changes the limits of the step, of what is around it, and of the run. */
    void around(String innermost, UnaryOperator<RunState.Limit> change) {
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
    void remedy(RunEvent.RemedyStarted e) {
        RunState.Limit before = limits.get(e.path());
        limits = limits.minus(e.path());
        if (e.path().isEmpty()) {
            Budget had = before != null ? before.budget() : remedy == null ? null : remedy.budget();
            remedy = new RunState.RunRemedy(e.remedy(), e.error(), commit.at(), had);
        } else {
            put(step(e.path()).withRemedy(e.error(), e.remedy()));
        }
    }

    void rerun(RunEvent.RunRerun e) {
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

    void take(StepState instance) {
        put(instance.taken(lastEvent));
        StepState container = steps.get(instance.parent());
        if (container != null) {
            StepState.Children children = container.children().plusStarted();
            put(container.withChildren(instance.ended() ? children.plusEnded(instance.status()) : children));
        }
    }

    void undo(RunEvent.StepsUndone e) {
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

    void reopen(StepState former) {
        put(former.reopened());
        StepState container = steps.get(former.parent());
        if (container != null) {
            put(container.withChildren(container.children().minusEnded(former.status())));
        }
    }

    void receive(RunEvent.SignalReceived e) {
        signals = signals.plus(new RunState.BufferedSignal(e.name(), e.payload()));
        if (e.id() != null) {
            remember(e.id());
        }
    }

    void remember(String id) {
        signalIds = signalIds.plus(id);
        if (signalIds.size() > RunFold.SIGNAL_IDS_MAX) {
            signalIds = signalIds.minus(signalIds.iterator().next());
        }
    }

    void consume(RunEvent.SignalConsumed e) {
        int skip = e.skipped();
        for (int i = 0; i < signals.size(); i++) {
            if (signals.get(i).name().equals(e.name()) && skip-- == 0) {
                signals = signals.minus(i);
                return;
            }
        }
    }

    void raise(RunEvent.IncidentRaised e) {
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

    void resolve(RunEvent.IncidentResolved e) {
        resolved = resolved.plus(e.incident(), e.resolution());
        if (e.incident().equals(runIncident)) {
            runIncident = null;
        }
    }
}
