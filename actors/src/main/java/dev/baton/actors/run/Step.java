package dev.baton.actors.run;

import dev.baton.actors.definition.SchemaCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One node of a workflow's tree, with its planner: how the pattern begins and how it reacts.
 *
 * <p>Planners are pure. They look at the {@link Turn}'s state and emit events through it; they keep nothing. Each
 * pattern is one implementation in {@code dev.baton.actors.pattern}.
 */
public interface Step {

    /** Unique in the workflow. Lists that need an instance of their own have an id with a dot, which users cannot write. */
    String id();

    StepSettings settings();

    /** The steps directly inside. */
    List<Step> children();

    /** The signals that its instances may wait for. */
    default List<Awaited> signals() {
        return List.of();
    }

    /**
     * Whether a signal that an open instance waits for may end it. One that only an earlier version of the workflow waits
     * for may carry anything: its schema went with that version.
     */
    default boolean takes(String signal, Payload payload) {
        List<Awaited> said =
                signals().stream().filter(one -> one.signal().equals(signal)).toList();
        return said.isEmpty() || said.stream().anyMatch(one -> one.takes(signal, payload));
    }

    /** How often the children of one instance run; if it is not once, their paths carry a number. */
    default Repetition repetition() {
        return Repetition.ONCE;
    }

    /** What the expressions inside one repetition of the instance at {@code path} see under a name; null for nothing. */
    default @Nullable Value variable(String name, String path, int number) {
        return null;
    }

    /** Begins an instance. */
    void start(Turn turn, Place place);

    /** A contained instance has ended. */
    default void childEnded(Turn turn, String path, StepState child) {
        throw new IllegalStateException(id() + " contains no steps");
    }

    /** The open attempt of this instance has a result. */
    default void attemptEnded(Turn turn, StepState self, Activity.Attempting attempt, AttemptResult result) {
        throw new IllegalStateException(id() + " makes no attempts");
    }

    /** The activity of this instance is due. */
    default void due(Turn turn, StepState self) {}

    /** A signal that this instance waits for is in the buffer. */
    default void signalled(Turn turn, StepState self) {}

    /** Somebody has voted on the approval that this instance waits for. */
    default void voted(Turn turn, StepState self) {
        throw new IllegalStateException(id() + " asks for no approval");
    }

    /** What the answer must match that goes with a vote; null if none is asked for. */
    default @Nullable SchemaCheck form() {
        return null;
    }

    /** The run that this instance has started is over. */
    default void childRunEnded(Turn turn, StepState self, End end) {
        throw new IllegalStateException(id() + " starts no run");
    }

    /** The run goes on after a pause, and this instance was held. */
    default void released(Turn turn, StepState self) {}

    /** A person resolved this instance's incident by trying again. */
    void retried(Turn turn, StepState self);

    /** Whether an instance that is retried has what it contained done anew, instead of going on with it. */
    default boolean beginsAnew() {
        return false;
    }

    /**
     * Whether a contained instance that failed or was cancelled is done again when the run is retried; not if something
     * else has taken its place.
     */
    default boolean stillWants(RunState state, StepState self, StepState child) {
        return true;
    }

    /**
     * Whether a contained instance may have seen what another one did, and is void when that one is done again. The
     * usual answer, that whatever began later may have, is right for all that do one thing after the other.
     *
     * @param first that is done again
     * @param other in the same container
     */
    default boolean comesAfter(RunState state, StepState first, StepState other) {
        return other.order() > first.order();
    }

    /** Whether its choices stay when a step inside is done again, and with it what came after; usually later ones are void. */
    default boolean keepsChoices() {
        return false;
    }

    /**
     * The open instance at {@code path}, or the root, goes on in another run without those of its steps that were under
     * way. The usual answer is right for all that do one thing after the other.
     */
    default void takenUp(Turn turn, String path) {
        List<StepState> inside = turn.state().timeline().stream()
                .filter(step -> step.parent().equals(path))
                .toList();
        if (inside.isEmpty()) {
            String parent = path.isEmpty() ? "" : turn.instance(path).parent();
            start(turn, new Place(path, parent, path.isEmpty() ? new Value.RunInput() : new Value.InputOf(path)));
        } else if (inside.stream().allMatch(StepState::ended)) {
            childEnded(turn, path, inside.getLast());
        }
    }

    /**
     * The instance at {@code path} goes on with those of its steps that had not completed: begins what had never begun,
     * because something stopped the instance before.
     */
    default void beginMissing(Turn turn, String path) {}

    /** The first instance directly inside the one at {@code path} that failed or was cancelled. */
    static Optional<StepState> failedInside(Turn turn, String path) {
        return turn.state().timeline().stream()
                .filter(step -> step.parent().equals(path) && step.ended() && step.status() != StepStatus.COMPLETED)
                .findFirst();
    }

    /** Whether steps may be added after those that have begun while an instance goes on. */
    default boolean takesMoreAtTheEnd() {
        return false;
    }

    /** What may not change while an instance goes on: the steps inside, and what binds them. */
    default List<String> shape() {
        return children().stream().map(Step::id).toList();
    }

    /** How often, and when, the steps inside run. */
    enum Repetition {
        ONCE,
        /** One repetition begins when the one before has ended, and sees its results. */
        IN_TURN,
        /** Several at a time; none sees the results of another. */
        AT_ONCE
    }

    /** A signal that may end a wait. @param schema of its payload; null for anything */
    record Awaited(String signal, @Nullable SchemaCheck schema) {

        public boolean takes(String name, Payload payload) {
            return signal.equals(name) && violations(payload).isEmpty();
        }

        List<String> violations(Payload payload) {
            return schema == null ? List.of() : schema.violations(payload.json());
        }
    }

    /** Where an instance is and what it gets. */
    record Place(String path, String parent, Value input) {}

    /**
     * What any step may say of itself.
     *
     * @param compensate undoes what the step has done, once it has completed; null if nothing does
     * @param onCancel whether what has completed inside is undone when the step is cancelled
     * @param timeout of the whole step, unless its kind has one of its own; null for none
     * @param budget of the step and all inside; null for none
     * @param description for people
     */
    record StepSettings(
            FailureRules onFailure,
            @Nullable Step compensate,
            OnCancel onCancel,
            @Nullable Duration timeout,
            @Nullable Budget budget,
            @Nullable String description,
            MemoryRights memory) {

        /** Of a step that has nothing to do with the shared memory. */
        public StepSettings(
                FailureRules onFailure,
                @Nullable Step compensate,
                OnCancel onCancel,
                @Nullable Duration timeout,
                @Nullable Budget budget,
                @Nullable String description) {
            this(onFailure, compensate, onCancel, timeout, budget, description, MemoryRights.NONE);
        }

        /** The same with these rights. */
        public StepSettings with(MemoryRights rights) {
            return new StepSettings(onFailure, compensate, onCancel, timeout, budget, description, rights);
        }

        public static final StepSettings DEFAULT = new StepSettings(OnFailure.FAIL, null);

        /** Of a whole run: what has been done is undone, as far as its steps say how. */
        public static final StepSettings RUN = new StepSettings(OnFailure.COMPENSATE, null);

        /** With nothing to undo it. @param onFailure anything but a fallback */
        public StepSettings(OnFailure onFailure, @Nullable String description) {
            this(FailureRules.always(onFailure), null, OnCancel.LEAVE, description);
        }

        /** Without limits. */
        public StepSettings(
                FailureRules onFailure, @Nullable Step compensate, OnCancel onCancel, @Nullable String description) {
            this(onFailure, compensate, onCancel, null, null, description);
        }

        boolean undoes() {
            return onFailure.undoes() || onCancel == OnCancel.COMPENSATE;
        }
    }

    /** What becomes of what has completed inside a step that is cancelled. */
    enum OnCancel {
        LEAVE,
        /** It is undone, as far as it says how. */
        COMPENSATE
    }

    /** What becomes of the surroundings when a step has failed for good. */
    enum OnFailure {
        /** The enclosing pattern deals with it. */
        FAIL,
        /** The workflow goes on; the step's output is null. */
        CONTINUE,
        /** A person decides. */
        ESCALATE,
        /** Other steps are done instead. */
        FALLBACK,
        /** What has completed inside is undone, the last first; then the enclosing pattern deals with it. */
        COMPENSATE
    }
}
