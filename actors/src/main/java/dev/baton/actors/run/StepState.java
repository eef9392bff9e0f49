package dev.baton.actors.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One step instance.
 *
 * @param step id of its definition
 * @param order number of the event that started it: the order of the timeline
 * @param activity what it is busy with; null once it has ended
 * @param attempts how many have started
 * @param lastAttempt id of the latest; null if there was none
 * @param agent whom the latest asked; null if there was none, or if the snapshot is of an older version
 * @param child the run that the latest attempt started, if the step is a run of its own
 * @param children how many instances it contains, by what became of them
 * @param input what it got; see {@link RunState#input}
 * @param inputFrom what it got, if that is made anew each time it is needed, or if somebody has given it; else null
 * @param handoff to whom its agent would give the work next; null if it did not say
 * @param choices that its pattern made, oldest first
 * @param reads what it sees of the shared memory since it last began to work
 * @param doneBy ids of the principals, besides its agent, that did it or decided in it
 * @param remedy what is done, or has been done, about its failure; null if nothing
 * @param since when what it is busy with began; null for its own begin
 * @param endedBy number of the event that ended it; 0 while it goes on, or if the snapshot is of an older version
 */
public record StepState(
        String path,
        String parent,
        String step,
        long order,
        StepStatus status,
        @Nullable Activity activity,
        int attempts,
        @Nullable String lastAttempt,
        @Nullable String agent,
        @Nullable ChildRun child,
        Children children,
        Payload input,
        @Nullable Value inputFrom,
        @Nullable Payload output,
        @Nullable RunError error,
        @Nullable Double confidence,
        @Nullable Handoff handoff,
        List<Choice> choices,
        List<String> doneBy,
        Map<String, MemoryScope.Read> reads,
        RunEvent.@Nullable Remedy remedy,
        @Nullable Instant since,
        long endedBy,
        Instant startedAt,
        @Nullable Instant endedAt) {

    /** No run has as many events. */
    private static final long EVENTS_ELSEWHERE_MAX = 1L << 40;

    public StepState {
        // Snapshots of older versions have none.
        choices = choices == null ? List.of() : List.copyOf(choices);
        doneBy = doneBy == null ? List.of() : List.copyOf(doneBy);
        reads = reads == null || reads.isEmpty() ? Map.of() : Map.copyOf(reads);
    }

    /** One recorded choice, such as the target of a handoff. @param order number of the event that made it */
    public record Choice(String name, Payload value, Instant at, long order) {}

    /** Counts of contained instances. */
    public record Children(int started, int completed, int failed, int cancelled) {
        static final Children NONE = new Children(0, 0, 0, 0);

        public int open() {
            return started - completed - failed - cancelled;
        }

        Children plusStarted() {
            return new Children(started + 1, completed, failed, cancelled);
        }

        Children plusEnded(StepStatus status) {
            return changed(status, 1);
        }

        /** One of those that ended this way is open again. */
        Children minusEnded(StepStatus status) {
            return changed(status, -1);
        }

        /** One of those that ended this way is as if it had never been. */
        Children minus(StepStatus status) {
            Children left = changed(status, -1);
            return new Children(started - 1, left.completed, left.failed, left.cancelled);
        }

        private Children changed(StepStatus status, int by) {
            return switch (status) {
                case RUNNING -> this;
                case COMPLETED -> new Children(started, completed + by, failed, cancelled);
                case FAILED -> new Children(started, completed, failed + by, cancelled);
                case CANCELLED -> new Children(started, completed, failed, cancelled + by);
            };
        }
    }

    /** What an instance got: a payload, or what makes one when it is needed. */
    record Given(Payload input, @Nullable Value from) {}

    Given given() {
        return new Given(input, inputFrom);
    }

    static StepState started(
            String path, String parent, String step, long order, Activity activity, Given given, Instant at) {
        return new StepState(
                path,
                parent,
                step,
                order,
                StepStatus.RUNNING,
                activity,
                activity instanceof Activity.Attempting ? 1 : 0,
                activity instanceof Activity.Attempting attempting ? attempting.attempt() : null,
                activity instanceof Activity.Attempting attempting ? attempting.agent() : null,
                activity instanceof Activity.AwaitingChild awaiting ? awaiting.child() : null,
                Children.NONE,
                given.input(),
                given.from(),
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                Map.of(),
                null,
                null,
                0,
                at,
                null);
    }

    StepState withActivity(Activity next, Instant at) {
        Change change = new Change();
        change.activity = next;
        change.since = activity != null && next.continues(activity) ? since : at;
        if (next instanceof Activity.Attempting after) {
            change.attempts = after.attempt().equals(lastAttempt) ? attempts : attempts + 1;
            change.lastAttempt = after.attempt();
            change.agent = after.agent();
        } else if (next instanceof Activity.AwaitingChild awaiting) {
            change.child = awaiting.child();
        }
        return change.made();
    }

    StepState withInput(Given given) {
        Change change = new Change();
        change.input = given.input();
        change.inputFrom = given.from();
        return change.made();
    }

    /** What it does and waits for, without data. */
    StepState outline() {
        Change change = new Change();
        change.input = Payload.NULL;
        change.inputFrom = null;
        change.choices = List.of();
        change.reads = Map.of();
        return change.made();
    }

    StepState withChildren(Children next) {
        Change change = new Change();
        change.children = next;
        return change.made();
    }

    /** Remembers the last failure while the step goes on. */
    StepState withError(RunError last) {
        Change change = new Change();
        change.error = last;
        return change.made();
    }

    /** Something is done about its failure: if it does not contain steps already, it does now. */
    StepState withRemedy(RunError why, RunEvent.Remedy what) {
        Change change = new Change();
        change.error = why;
        change.remedy = what;
        change.activity = Activity.Containing.INSTANCE;
        return change.made();
    }

    /** What it has read of the memory mattered while it went on; thousands that keep it would make a run too large. */
    StepState withEnd(long event) {
        Change change = new Change();
        change.reads = Map.of();
        change.endedBy = event;
        return change.made();
    }

    StepState withChoice(Choice made) {
        Change change = new Change();
        change.choices = new ArrayList<>(choices);
        change.choices.add(made);
        return change.made();
    }

    StepState withOutput(Payload edited) {
        Change change = new Change();
        change.output = edited;
        change.error = null;
        return change.made();
    }

    /** As another run takes it over: what it contains, and what it chose, comes after it. */
    StepState taken(long at) {
        Activity next = ended() ? null : Activity.Containing.INSTANCE;
        return new StepState(
                path,
                parent,
                step,
                at,
                status,
                next,
                attempts,
                lastAttempt,
                agent,
                child,
                Children.NONE,
                input,
                inputFrom,
                output,
                error,
                confidence,
                handoff,
                List.of(),
                doneBy,
                Map.of(),
                remedy,
                null,
                // Before all that ends in this run, in the order in which it ended there.
                endedBy == 0 ? 0 : endedBy - EVENTS_ELSEWHERE_MAX,
                startedAt,
                endedAt);
    }

    /** Keeps the choices that were made before this event. */
    StepState withChoicesBefore(long event) {
        Change change = new Change();
        change.choices =
                choices.stream().filter(choice -> choice.order() < event).toList();
        return change.made();
    }

    StepState withReads(Map<String, MemoryScope.Read> seen) {
        Change change = new Change();
        change.reads = seen;
        return change.made();
    }

    StepState withDoneBy(List<String> ids) {
        if (ids.isEmpty() || doneBy.containsAll(ids)) {
            return this;
        }
        Change change = new Change();
        change.doneBy = Stream.concat(doneBy.stream(), ids.stream()).distinct().toList();
        return change.made();
    }

    /** A step that a person skipped keeps the error that made that necessary. */
    StepState completed(Payload result, @Nullable Double sure, @Nullable Handoff next, Instant at) {
        Change change = ended(StepStatus.COMPLETED, at);
        change.output = result;
        change.error = activity instanceof Activity.AwaitingPerson ? error : null;
        change.confidence = sure;
        change.handoff = next;
        return change.made();
    }

    /** A failure that the workflow tolerates counts as completed without output. */
    StepState failed(RunError why, boolean continued, Instant at) {
        Change change = ended(continued ? StepStatus.COMPLETED : StepStatus.FAILED, at);
        change.output = continued ? Payload.NULL : null;
        change.error = why;
        return change.made();
    }

    StepState cancelled(Instant at) {
        return ended(StepStatus.CANCELLED, at).made();
    }

    /** One that contains steps, and had not completed, goes on with what it contains. */
    StepState reopened() {
        Change change = ended(StepStatus.RUNNING, null);
        change.activity = Activity.Containing.INSTANCE;
        return change.made();
    }

    private Change ended(StepStatus with, @Nullable Instant at) {
        Change change = new Change();
        change.status = with;
        change.activity = null;
        change.output = null;
        change.confidence = null;
        change.handoff = null;
        change.since = null;
        change.endedBy = 0;
        change.endedAt = at;
        return change;
    }

    /** The next state of this instance in the making. */
    private final class Change {
        private StepStatus status = StepState.this.status;
        private @Nullable Activity activity = StepState.this.activity;
        private int attempts = StepState.this.attempts;
        private @Nullable String lastAttempt = StepState.this.lastAttempt;
        private @Nullable String agent = StepState.this.agent;
        private @Nullable ChildRun child = StepState.this.child;
        private Children children = StepState.this.children;
        private Payload input = StepState.this.input;
        private @Nullable Value inputFrom = StepState.this.inputFrom;
        private @Nullable Payload output = StepState.this.output;
        private @Nullable RunError error = StepState.this.error;
        private @Nullable Double confidence = StepState.this.confidence;
        private @Nullable Handoff handoff = StepState.this.handoff;
        private List<Choice> choices = StepState.this.choices;
        private List<String> doneBy = StepState.this.doneBy;
        private Map<String, MemoryScope.Read> reads = StepState.this.reads;
        private RunEvent.@Nullable Remedy remedy = StepState.this.remedy;
        private @Nullable Instant since = StepState.this.since;
        private long endedBy = StepState.this.endedBy;
        private @Nullable Instant endedAt = StepState.this.endedAt;

        private StepState made() {
            return new StepState(
                    path,
                    parent,
                    step,
                    order,
                    status,
                    activity,
                    attempts,
                    lastAttempt,
                    agent,
                    child,
                    children,
                    input,
                    inputFrom,
                    output,
                    error,
                    confidence,
                    handoff,
                    choices,
                    doneBy,
                    reads,
                    remedy,
                    since,
                    endedBy,
                    startedAt,
                    endedAt);
        }
    }

    /** The attempt whose result the output is; null if there is none, as when the step was skipped or other steps did it. */
    @Nullable
    String completedBy() {
        return status == StepStatus.COMPLETED && error == null && remedy == null ? lastAttempt : null;
    }

    /** When what it is busy with began: the attempt, the turn, the wait or the incident. */
    public Instant busySince() {
        return since == null ? startedAt : since;
    }

    public boolean ended() {
        return status.ended();
    }
}
