package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Template;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One decision in the making: what patterns see of the run and how they move it on. Lives for one command; collects
 * the events, and folds each into the state at once, so that the next question sees it.
 */
public final class Turn {

    /** More events in one decision mean that a workflow runs in circles without asking anyone. */
    static final int EVENTS_MAX = 100_000;

    /** After as many a pattern that could go on by itself for long leaves the rest to the next write. */
    private static final int EVENTS_USUAL_MAX = 1_000;

    private final WorkflowPlan plan;
    private final KnownWorkflows workflows;
    private final Commit commit;
    private final List<RunEvent> events = new ArrayList<>();
    private final Deque<Runnable> agenda = new ArrayDeque<>();
    private final Remedies remedies = new Remedies(this);
    private final Limits limits = new Limits(this);
    private RunState state;
    private @Nullable String given;
    private @Nullable String anew;

    Turn(WorkflowPlan plan, KnownWorkflows workflows, RunState state, Commit header) {
        this.plan = plan;
        this.workflows = workflows;
        this.state = state;
        this.commit = header;
    }

    public RunState state() {
        return state;
    }

    /** Those of the agents that a step may ask, the best first. @param route of the step; the workflow's holds too */
    public List<String> line(AgentRoute route, List<String> agents) {
        AgentRoute both = plan.route().and(route);
        return both.isAny() ? agents : both.line(agents, workflows);
    }

    /** Why it may ask none of them. */
    public RunError unrouted(AgentRoute route, List<String> agents) {
        return RunError.of(ErrorKind.POLICY, plan.route().and(route).refusal(agents));
    }

    public Instant now() {
        return commit.at();
    }

    /** The child run that the step at this path had under way where this run comes from; null if it begins a new one. */
    public @Nullable ChildRun pastChild(String path) {
        Origin origin = state.started().origin();
        return origin == null || origin.reset() == null ? null : origin.reset().child(path);
    }

    /** Where that one goes on. */
    public Cut cut(ChildRun pastChild) {
        Origin origin = Objects.requireNonNull(state.started().origin());
        return new Cut(pastChild.run(), Objects.requireNonNull(origin.reset()).at(), pastChild.continues());
    }

    public Principal by() {
        return commit.by();
    }

    /** @param version null for the latest */
    public Optional<KnownWorkflows.Known> workflow(String name, @Nullable Integer version) {
        return workflows.find(name, version);
    }

    WorkflowPlan plan() {
        return plan;
    }

    /** What follows by another version of the workflow, from here on. */
    Turn with(WorkflowPlan other) {
        return new Turn(other, workflows, state, commit);
    }

    Limits limits() {
        return limits;
    }

    Remedies remedies() {
        return remedies;
    }

    List<RunEvent> events() {
        return events;
    }

    /** Whether it is time to write what there is: who could go on waits until now, and is due again at once. */
    public boolean isLong() {
        return events.size() >= EVENTS_USUAL_MAX;
    }

    public void emit(RunEvent event) {
        if (events.size() >= EVENTS_MAX) {
            throw new IllegalStateException("one decision made more than " + EVENTS_MAX + " events");
        }
        state = RunFold.apply(state, event, commit);
        events.add(event);
        limits.begun(event);
        if (!plan.memory().isEmpty()) {
            readMemory(event);
        }
    }

    /** What does its work over some time must know on which versions it works. */
    private void readMemory(RunEvent event) {
        if (event instanceof RunEvent.AttemptStarted e) {
            Memory.read(this, e.path(), e.step());
        } else if (event instanceof RunEvent.WaitStarted e) {
            Memory.read(this, e.path(), e.step());
        } else if (event instanceof RunEvent.ApprovalRequested e) {
            Memory.read(this, e.path(), e.step());
        } else if (event instanceof RunEvent.ChildStarted e) {
            Memory.read(this, e.path(), e.step());
        }
    }

    /**
     * Whether nothing may be asked at this place any more, because the budget of the step, of something around it or of the
     * run is used up. Then there is nothing to do: whoever has that budget fails.
     */
    public boolean isSpent(Step.Place place) {
        return limits.isSpent(place);
    }

    /** When the time of the run and of all around this place is over; null for never. */
    public @Nullable Instant deadline(Step.Place place) {
        return limits.deadline(place);
    }

    /** What is left of the budgets of the step, of the run and of all around this place; null for as much as is wanted. */
    public @Nullable Budget rest(Step step, Step.Place place) {
        return limits.rest(step, place);
    }

    /** Begins a step after the current planner has returned, unless the pattern around it is over by then. */
    public void start(Step step, Step.Place place) {
        afterwards(place.parent(), () -> step.start(this, place));
    }

    /** Does something for the pattern at {@code container} after the current planner has returned, unless it is over then. */
    public void afterwards(String container, Runnable move) {
        afterwards(() -> goesOn(container), move);
    }

    void afterwards(BooleanSupplier wanted, Runnable move) {
        agenda.add(() -> {
            if (wanted.getAsBoolean()) {
                move.run();
            }
        });
    }

    /**
     * Whether a container still wants to start steps, and to hear of them: it has not ended, awaits no person, and
     * nothing is done about a failure of its own.
     */
    private boolean goesOn(String container) {
        if (container.isEmpty()) {
            return state.remedy() == null;
        }
        StepState step = instance(container);
        boolean contains =
                step.activity() instanceof Activity.Containing || step.activity() instanceof Activity.Attempting;
        return contains && step.remedy() == null;
    }

    /** Begins the only list or step of a repeating or choosing pattern at {@code path}. */
    public void startInside(Step body, String path, String parent, Value input) {
        boolean list = body.id().indexOf('.') >= 0;
        start(body, new Step.Place(list ? path : InstancePath.inside(path, body.id()), parent, input));
    }

    /** Tells an instance that it is due, unless something else has moved it on by then. */
    void later(StepState due) {
        agenda.add(() -> {
            StepState step = instance(due.path());
            if (step.activity() != null && step.activity().equals(due.activity())) {
                plan.step(step.step()).due(this, step);
            }
        });
    }

    /** Does what has been put on the agenda, and what that puts there, until nothing is left or the run has ended. */
    void settle() {
        while (!state.ended()) {
            if (agenda.isEmpty() && state.busy().isEmpty()) {
                remedies.idle();
            }
            Runnable next = agenda.poll();
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    Optional<StepState> lastAtTheRoot() {
        return state.timeline().stream()
                .filter(step -> step.parent().isEmpty() && !plan.isHandler(step.step()))
                .reduce((earlier, later) -> later);
    }

    /** An instance is done. The root's end is the run's. */
    public void complete(String path, Value output) {
        if (path.isEmpty()) {
            completeRun(output);
            return;
        }
        RunEvent.StepCompleted completed = new RunEvent.StepCompleted(path, null, output, Usage.NONE, null, null);
        if (writesNothing(path)) {
            emit(completed);
            tellParent(path);
            return;
        }
        switch (Memory.writes(this, instance(path), state.resolve(output).json())) {
            case Memory.Writes.Refused refused -> fail(path, refused.error());
            case Memory.Writes.Ready ready -> completed(completed, ready);
        }
    }

    /** A person gave the output: the step counts as done, but writes nothing to the shared memory. */
    void skip(String path, Value output) {
        emit(new RunEvent.StepCompleted(path, null, output, Usage.NONE, null, null));
        tellParent(path);
    }

    private boolean writesNothing(String path) {
        return plan.step(instance(path).step()).settings().memory().writes().isEmpty();
    }

    private void completed(RunEvent.StepCompleted completed, Memory.Writes.Ready writes) {
        writes.events().forEach(this::emit);
        emit(completed);
        limits.used(instance(completed.path()));
        tellParent(completed.path());
    }

    /**
     * An instance is done with what its agent answered.
     *
     * @return why not, if what it would write to the shared memory cannot be written; then nothing has happened
     */
    public @Nullable RunError complete(String path, String attempt, AttemptResult.Succeeded result) {
        RunEvent.StepCompleted completed = new RunEvent.StepCompleted(
                path,
                attempt,
                new Value.Inline(result.output()),
                result.usage(),
                result.confidence(),
                result.handoff());
        if (writesNothing(path)) {
            emit(completed);
            limits.used(instance(path));
            tellParent(path);
            return null;
        }
        return switch (Memory.writes(this, instance(path), result.output().json())) {
            case Memory.Writes.Refused refused -> refused.error();
            case Memory.Writes.Ready ready -> {
                completed(completed, ready);
                yield null;
            }
        };
    }

    /** The run hears of its end once more when what is being undone is undone. */
    private void completeRun(Value lastOutput) {
        if (remedies.isUndoing()) {
            return;
        }
        Template template = plan.output();
        if (template == null) {
            emit(new RunEvent.RunCompleted(lastOutput));
            return;
        }
        switch (evaluate(template, "")) {
            case Evaluated.Of of -> emit(new RunEvent.RunCompleted(of.value()));
            case Evaluated.Not not -> remedies.failRun(not.error());
        }
    }

    /** An instance cannot go on; what becomes of it is for its {@code onFailure} to say. */
    public void fail(String path, RunError error) {
        fail(path, null, error);
    }

    public void fail(String path, @Nullable String attempt, RunError error) {
        if (path.isEmpty()) {
            remedies.failRun(error);
            return;
        }
        if (instance(path).remedy() != null) {
            // Each failure is answered once, also that of the answer.
            failNow(path, attempt, error, false);
            return;
        }
        Step step = plan.step(instance(path).step());
        FailureRules.Rule rule = step.settings().onFailure().of(error.kind());
        switch (rule.then()) {
            case FAIL -> {
                if (plan.isCompensation(step.id())) {
                    // What cannot be undone is for a person to deal with.
                    escalate(path, error);
                } else {
                    failNow(path, attempt, error, false);
                }
            }
            case CONTINUE -> failNow(path, attempt, error, true);
            case ESCALATE -> escalate(path, error);
            case FALLBACK -> remedies.fallBack(path, error, rule.fallback());
            case COMPENSATE -> remedies.undo(path, attempt, error);
        }
    }

    /** Fails an instance without asking its {@code onFailure}. */
    void failNow(String path, @Nullable String attempt, RunError error, boolean continued) {
        cancelInside(path, "the enclosing step failed");
        emit(new RunEvent.StepFailed(path, attempt, error, continued));
        tellParent(path);
    }

    /** Asks a person, whatever {@code onFailure} says. */
    public void escalate(String path, RunError error) {
        cancelInside(path, "the enclosing step waits for a person");
        emit(new RunEvent.IncidentRaised(state.nextId(), path, error));
    }

    private void tellParent(String path) {
        StepState child = instance(path);
        agenda.add(() -> {
            if (!remedies.hears(child) && goesOn(child.parent())) {
                container(child).childEnded(this, child.parent(), child);
            }
        });
    }

    Step container(StepState child) {
        return child.parent().isEmpty()
                ? plan.root()
                : plan.step(instance(child.parent()).step());
    }

    /** Cancels every open instance inside the one at {@code path}, innermost last started first; what is being undone is not. */
    public void cancelInside(String path, String reason) {
        remedies.cancelled(cancelAndKeep(path, reason));
    }

    /** The same, without what those that are cancelled say of what they have done: all of it is undone anyway. */
    List<StepState> cancelAndKeep(String path, String reason) {
        if (!path.isEmpty() && instance(path).children().open() == 0) {
            return List.of();
        }
        return path.isEmpty()
                ? cancel(step -> !remedies.isPartOfUndoing(step), reason)
                : cancel(step -> isInside(step, path), reason);
    }

    /** Cancels all there is, also what is being undone. */
    void cancelAll(String reason) {
        cancel(step -> true, reason);
    }

    private List<StepState> cancel(Predicate<StepState> which, String reason) {
        List<StepState> open = state.steps().values().stream()
                .filter(step -> !step.ended() && which.test(step))
                .sorted(Comparator.comparingLong(StepState::order).reversed())
                .toList();
        open.forEach(step -> emit(new RunEvent.StepCancelled(step.path(), reason)));
        return open;
    }

    boolean isInside(StepState step, String path) {
        String parent = step.parent();
        while (true) {
            if (parent.equals(path)) {
                return true;
            }
            if (parent.isEmpty()) {
                return false;
            }
            parent = instance(parent).parent();
        }
    }

    public StepState instance(String path) {
        return Objects.requireNonNull(state.step(path), () -> "no step instance at " + path);
    }

    /** Begins an instance with an input that somebody has given it, whatever its definition says of it. */
    void startWith(Payload input, StepState instance) {
        given = instance.path();
        plan.step(instance.step())
                .start(this, new Step.Place(instance.path(), instance.parent(), new Value.Given(input)));
        given = null;
    }

    /** Begins an instance with what its definition says, also if somebody had given it something else before. */
    void startAnew(StepState instance) {
        anew = instance.path();
        plan.step(instance.step())
                .start(this, new Step.Place(instance.path(), instance.parent(), new Value.InputOf(instance.path())));
        anew = null;
    }

    /** Whether the instance at this path gets what somebody has given it instead of what its definition says. */
    public boolean takesAsGiven(String path) {
        if (path.equals(given) || path.equals(anew)) {
            return path.equals(given);
        }
        StepState instance = state.step(path);
        return instance != null && instance.inputFrom() instanceof Value.Given;
    }

    /**
     * The place at which a step starts with the input that its definition says.
     *
     * @param input null: what flows in
     * @return nothing if the input cannot be evaluated: the step has then started and failed
     */
    public Optional<Step.Place> placed(Step step, @Nullable Template input, Step.Place place) {
        if (input == null || takesAsGiven(place.path())) {
            return Optional.of(place);
        }
        return switch (evaluate(input, place.path())) {
            case Evaluated.Of of -> Optional.of(new Step.Place(place.path(), place.parent(), of.value()));
            case Evaluated.Not not -> {
                emit(new RunEvent.StepStarted(place.path(), place.parent(), step.id(), place.input()));
                fail(place.path(), not.error());
                yield Optional.empty();
            }
        };
    }

    public Evaluated evaluate(Template template, String path) {
        return evaluate(template, path, Map.of());
    }

    public Evaluated evaluate(Template template, String path, Map<String, JsonNode> variables) {
        return Evaluated.in(new RunScope(plan, state, path, variables), template::evaluate);
    }

    public Evaluated evaluate(Expression expression, String path) {
        return evaluate(expression, path, Map.of());
    }

    public Evaluated evaluate(Expression expression, String path, Map<String, JsonNode> variables) {
        return Evaluated.in(new RunScope(plan, state, path, variables), expression::evaluate);
    }
}
