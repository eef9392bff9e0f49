package dev.baton.actors.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.OrderedPSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * A run as the fold of its events. Immutable; {@link RunFold} makes the next one.
 *
 * @param info null before the run has started
 * @param steps every instance there has been, by path
 * @param busy paths of the instances that do, or wait for, something themselves
 * @param ids how many ids (attempts, approvals, incidents) the run has given out
 * @param children how many child runs it has started
 * @param lastEvent number of the last event
 * @param signals received and not yet consumed, oldest first
 * @param signalIds of signals and other requests already received, oldest first
 * @param decided approvals that are over
 * @param resolved incidents that a person has dealt with
 * @param memory scopes that have been written, by name
 * @param pausedAt since when nothing new begins; null if the run is not paused
 * @param runIncident open incident about the run as a whole
 * @param incidentAt when the latest of those was raised
 * @param limits time and budget of the steps that go on and have any, by path; of the run by the empty path
 * @param remedy what is done because the run as a whole has failed or is cancelled; null if nothing
 */
public record RunState(
        @Nullable RunInfo info,
        PMap<String, StepState> steps,
        PSet<String> busy,
        long ids,
        long children,
        long lastEvent,
        PVector<BufferedSignal> signals,
        PSet<String> signalIds,
        PMap<String, RunEvent.Verdict> decided,
        PMap<String, RunEvent.Resolution> resolved,
        PMap<String, MemoryScope> memory,
        @Nullable Instant pausedAt,
        @Nullable String runIncident,
        @Nullable Instant incidentAt,
        PMap<String, Limit> limits,
        @Nullable RunRemedy remedy,
        Usage usage,
        @Nullable End end,
        @Nullable Instant updatedAt) {

    /** A signal that nobody has waited for yet. */
    public record BufferedSignal(String name, Payload payload) {}

    /**
     * @param error why the run cannot simply go on
     * @param budget that the run had until then; null for none
     */
    public record RunRemedy(
            RunEvent.Remedy remedy,
            RunError error,
            Instant since,
            @Nullable Budget budget) {}

    /**
     * Time and budget of a step that goes on, and what has been used of it.
     *
     * @param calls of agents, and child runs
     */
    public record Limit(
            @Nullable Instant deadline, @Nullable Budget budget, Usage used, long calls) {

        Limit plus(Usage more) {
            return new Limit(deadline, budget, used.plus(more), calls);
        }

        Limit plusCall() {
            return new Limit(deadline, budget, used, calls + 1);
        }
    }

    /** A run that tries again within this time counts as running: it is not worth parking. */
    static final Duration SHORT_BACKOFF = Duration.ofMinutes(1);

    public static final RunState EMPTY = new RunState(
            null,
            HashTreePMap.empty(),
            HashTreePSet.empty(),
            0,
            0,
            0,
            TreePVector.empty(),
            OrderedPSet.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            null,
            null,
            null,
            HashTreePMap.empty(),
            null,
            Usage.NONE,
            null,
            null);

    public boolean exists() {
        return info != null;
    }

    /**
     * What a list shows of the run, and what it waits for: without its data, without what steps got and gave, and without the
     * steps that have ended.
     */
    public RunState outline() {
        if (info == null) {
            return this;
        }
        PMap<String, StepState> open = HashTreePMap.empty();
        for (StepState step : steps.values()) {
            if (!step.ended()) {
                open = open.plus(step.path(), step.outline());
            }
        }
        return new RunState(
                info.withoutInput(),
                open,
                busy,
                ids,
                children,
                lastEvent,
                TreePVector.empty(),
                signalIds,
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                pausedAt,
                runIncident,
                incidentAt,
                limits,
                remedy,
                usage,
                end == null ? null : end.withoutOutput(),
                updatedAt);
    }

    /** @throws NullPointerException before the run has started */
    public RunInfo started() {
        return Objects.requireNonNull(info, "the run has not started");
    }

    public boolean ended() {
        return end != null;
    }

    public boolean paused() {
        return pausedAt != null;
    }

    /** A scope of the shared memory as it is now. */
    public MemoryScope memory(String scope) {
        return memory.getOrDefault(scope, MemoryScope.EMPTY);
    }

    public @Nullable StepState step(String path) {
        return steps.get(path);
    }

    /** The next id of an attempt, an approval or an incident. */
    public String nextId() {
        return started().runId() + "~" + (ids + 1);
    }

    /** The id of the next child run. */
    public String nextChildId() {
        return ChildRun.id(started(), children + 1);
    }

    public RunStatus status() {
        if (end != null) {
            return end.status();
        }
        if (paused()) {
            return RunStatus.PAUSED;
        }
        return runIncident == null && working() ? RunStatus.RUNNING : RunStatus.WAITING;
    }

    /** Whether nothing new may begin by itself: results are recorded, but attempts and timers wait for a person. */
    public boolean held() {
        return paused() || runIncident != null;
    }

    /** Whether something goes on that is not a mere wait. */
    private boolean working() {
        for (String path : busy) {
            Activity activity = Objects.requireNonNull(steps.get(path)).activity();
            boolean attempts = activity instanceof Activity.Attempting attempting && attempting.needsWorker();
            if (attempts || (activity instanceof Activity.Backoff backoff && shortly(backoff.dueAt()))) {
                return true;
            }
        }
        return false;
    }

    private boolean shortly(Instant due) {
        return updatedAt == null || due.isBefore(updatedAt.plus(SHORT_BACKOFF));
    }

    /** Whether a worker here has an attempt in hand, so that the run must stay in memory. */
    public boolean hasLiveAttempts() {
        return end == null && working();
    }

    /** When something falls due by itself; empty if nothing does. While a run is held, that is its deadline. */
    public Optional<Instant> nextDue() {
        if (end != null || info == null) {
            return Optional.empty();
        }
        @Nullable Instant first = deadline();
        if (!held()) {
            for (String path : busy) {
                Activity activity = Objects.requireNonNull(steps.get(path)).activity();
                Instant due = activity == null ? null : activity.dueAt();
                if (due != null && (first == null || due.isBefore(first))) {
                    first = due;
                }
            }
            for (Limit limit : limits.values()) {
                if (limit.deadline() != null
                        && (first == null || limit.deadline().isBefore(first))) {
                    first = limit.deadline();
                }
            }
        }
        return Optional.ofNullable(first);
    }

    /** When the store must have it woken, because it leaves memory; null if nothing falls due, or if it stays in memory. */
    public @Nullable Instant wakeAt() {
        RunStatus status = status();
        return status == RunStatus.WAITING || status == RunStatus.PAUSED
                ? nextDue().orElse(null)
                : null;
    }

    /** When the run times out; null if it does not, as once what it has done is being undone. */
    public @Nullable Instant deadline() {
        Instant deadline = started().deadline();
        if (remedy == null || deadline == null) {
            return deadline;
        }
        return switch (remedy.remedy()) {
            case FALLBACK, ESCALATE -> deadline.isAfter(remedy.since()) ? deadline : null;
            case COMPENSATE, CONTINUE, FAIL, CANCEL -> null;
        };
    }

    /** The instances that do, or wait for, something, in the order in which they started. */
    public List<StepState> busySteps() {
        return busy.stream()
                .map(path -> Objects.requireNonNull(steps.get(path)))
                .sorted(Comparator.comparingLong(StepState::order))
                .toList();
    }

    /** All instances of a step, and all that is inside them. */
    public Stream<StepState> insideOf(String step) {
        return steps.values().stream().filter(one -> isInside(one, step));
    }

    private boolean isInside(StepState instance, String step) {
        StepState around = instance;
        while (around != null && !around.step().equals(step)) {
            around = around.parent().isEmpty() ? null : steps.get(around.parent());
        }
        return around != null;
    }

    /** Ids of those who did a step, or decided in it: its agents and people. */
    public Set<String> doersOf(String step) {
        Set<String> doers = new TreeSet<>();
        insideOf(step).forEach(one -> {
            doers.addAll(one.doneBy());
            if (one.agent() != null) {
                doers.add(one.agent());
            }
        });
        return doers;
    }

    /** All instances in the order in which they started. */
    public List<StepState> timeline() {
        return steps.values().stream()
                .sorted(Comparator.comparingLong(StepState::order))
                .toList();
    }

    /** The instance that has this attempt open; null if the attempt is over or never was. */
    public @Nullable StepState attempting(String attempt) {
        for (String path : busy) {
            StepState step = steps.get(path);
            if (step != null
                    && step.activity() instanceof Activity.Attempting open
                    && open.attempt().equals(attempt)) {
                return step;
            }
        }
        return null;
    }

    /** What an instance got. */
    public Payload input(StepState step) {
        return step.inputFrom() == null ? step.input() : resolve(step.inputFrom());
    }

    /** The turns that the agent of an open attempt has taken, with what came of its calls. */
    public List<AgentTurn.Past> turns(Activity.Attempting attempt) {
        return AgentTurn.past(this, attempt.turns());
    }

    /** The stored payload that a recorded value means. */
    public Payload resolve(Value value) {
        return switch (value) {
            case Value.Inline inline -> inline.payload();
            case Value.Given given -> given.payload();
            case Value.RunInput ignored -> started().input();
            case Value.OutputsOf of -> of.assemble(this);
            case Value.ItemOf of -> of.pick(this);
            case Value.RepetitionsOf of -> of.assemble(this);
            case Value.ObjectOf of -> of.assemble(this);
            case Value.TranscriptOf of -> new Payload(of.assemble(this));
            case Value.InputOf of -> input(Objects.requireNonNull(steps.get(of.path())));
            case Value.OutputOf of ->
                Objects.requireNonNullElse(
                        Objects.requireNonNull(steps.get(of.path())).output(), Payload.NULL);
        };
    }
}
