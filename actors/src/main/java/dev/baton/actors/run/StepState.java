package dev.baton.actors.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
 * @param inputFrom what it got, if that is made anew each time it is needed; else null
 * @param handoff to whom its agent would give the work next; null if it did not say
 * @param choices that its pattern made, oldest first
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
        Instant startedAt,
        @Nullable Instant endedAt) {

    public StepState {
        // Snapshots of older versions have none.
        choices = choices == null ? List.of() : List.copyOf(choices);
    }

    /** One recorded choice, such as the target of a handoff. */
    public record Choice(String name, Payload value, Instant at) {}

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
                at,
                null);
    }

    StepState withActivity(Activity next) {
        boolean another =
                next instanceof Activity.Attempting after && !after.attempt().equals(lastAttempt);
        return new StepState(
                path,
                parent,
                step,
                order,
                status,
                next,
                another ? attempts + 1 : attempts,
                next instanceof Activity.Attempting after ? after.attempt() : lastAttempt,
                next instanceof Activity.Attempting after ? after.agent() : agent,
                next instanceof Activity.AwaitingChild awaiting ? awaiting.child() : child,
                children,
                input,
                inputFrom,
                output,
                error,
                confidence,
                handoff,
                choices,
                startedAt,
                endedAt);
    }

    StepState withInput(Given given) {
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
                given.input(),
                given.from(),
                output,
                error,
                confidence,
                handoff,
                choices,
                startedAt,
                endedAt);
    }

    StepState withChildren(Children next) {
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
                next,
                input,
                inputFrom,
                output,
                error,
                confidence,
                handoff,
                choices,
                startedAt,
                endedAt);
    }

    /** Remembers the last failure while the step goes on. */
    StepState withError(RunError last) {
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
                last,
                confidence,
                handoff,
                choices,
                startedAt,
                endedAt);
    }

    StepState withChoice(Choice made) {
        List<Choice> next = new ArrayList<>(choices);
        next.add(made);
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
                next,
                startedAt,
                endedAt);
    }

    /** A step that a person skipped keeps the error that made that necessary. */
    StepState completed(Payload result, @Nullable Double sure, @Nullable Handoff next, Instant at) {
        return new StepState(
                path,
                parent,
                step,
                order,
                StepStatus.COMPLETED,
                null,
                attempts,
                lastAttempt,
                agent,
                child,
                children,
                input,
                inputFrom,
                result,
                activity instanceof Activity.AwaitingPerson ? error : null,
                sure,
                next,
                choices,
                startedAt,
                at);
    }

    /** A failure that the workflow tolerates counts as completed without output. */
    StepState failed(RunError why, boolean continued, Instant at) {
        return new StepState(
                path,
                parent,
                step,
                order,
                continued ? StepStatus.COMPLETED : StepStatus.FAILED,
                null,
                attempts,
                lastAttempt,
                agent,
                child,
                children,
                input,
                inputFrom,
                continued ? Payload.NULL : null,
                why,
                null,
                null,
                choices,
                startedAt,
                at);
    }

    StepState cancelled(Instant at) {
        return new StepState(
                path,
                parent,
                step,
                order,
                StepStatus.CANCELLED,
                null,
                attempts,
                lastAttempt,
                agent,
                child,
                children,
                input,
                inputFrom,
                null,
                error,
                null,
                null,
                choices,
                startedAt,
                at);
    }

    /** One that contains steps, and had not completed, goes on with what it contains. */
    StepState reopened() {
        return new StepState(
                path,
                parent,
                step,
                order,
                StepStatus.RUNNING,
                Activity.Containing.INSTANCE,
                attempts,
                lastAttempt,
                agent,
                child,
                children,
                input,
                inputFrom,
                null,
                error,
                null,
                null,
                choices,
                startedAt,
                null);
    }

    /** The attempt whose result the output is; null if there is none, as when the step was skipped or its failure tolerated. */
    @Nullable
    String completedBy() {
        return status == StepStatus.COMPLETED && error == null ? lastAttempt : null;
    }

    public boolean ended() {
        return status.ended();
    }
}
