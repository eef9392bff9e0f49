package dev.baton.actors.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of a run. */
public sealed interface RunCommand {

    /**
     * @param requestDigest of the request: the same one again returns the same run, another is refused
     * @param lineage null unless another run starts it
     * @param budget that it has at most; null for that of its workflow
     */
    record Start(
            String runId,
            String workflow,
            int version,
            String digest,
            Payload input,
            Map<String, String> labels,
            int priority,
            @Nullable Instant deadline,
            String requestDigest,
            @Nullable Lineage lineage,
            @Nullable Budget budget)
            implements RunCommand {
        public Start {
            labels = Map.copyOf(labels);
        }

        /** With the budget of its workflow alone. */
        public Start(
                String runId,
                String workflow,
                int version,
                String digest,
                Payload input,
                Map<String, String> labels,
                int priority,
                @Nullable Instant deadline,
                String requestDigest,
                @Nullable Lineage lineage) {
            this(runId, workflow, version, digest, input, labels, priority, deadline, requestDigest, lineage, null);
        }
    }

    record RecordResult(String attempt, AttemptResult result) implements RunCommand {}

    /**
     * A run that was started by a step has ended.
     *
     * @param path of the step
     * @param usage of the child run and of all below it
     */
    record RecordChildEnd(String path, String child, End end, Usage usage) implements RunCommand {}

    record RecordRestart(String attempt, int restarts, String cause) implements RunCommand {}

    /** @param id by which a repeated signal is known; null if the sender gave none */
    record Signal(String name, Payload payload, @Nullable String id) implements RunCommand {}

    /**
     * @param edits the subject as the approver changed it; null if unchanged
     * @param subjectHash of the subject that the approver looked at; null if not said
     * @param answer to the approval's form; null if there is none
     */
    record DecideApproval(
            String approval,
            boolean approve,
            @Nullable String comment,
            @Nullable Payload edits,
            @Nullable String subjectHash,
            @Nullable Payload answer)
            implements RunCommand {
        public DecideApproval(String approval, boolean approve, @Nullable String comment, @Nullable Payload edits) {
            this(approval, approve, comment, edits, null, null);
        }
    }

    record Pause(@Nullable String reason) implements RunCommand {}

    record Resume() implements RunCommand {}

    record Cancel(@Nullable String reason) implements RunCommand {}

    /** Ends the run at once, and with it every run that one of its open steps has started. */
    record Terminate(@Nullable String reason) implements RunCommand {}

    /** A run that failed or was cancelled goes on where it stopped. */
    record Retry(@Nullable String reason) implements RunCommand {}

    /**
     * A run that has ended, or waits for a person, goes on from a step that was done before.
     *
     * @param step path of the step's instance
     * @param input that it gets instead of its own; null for what it had
     * @param request by which a repeated request is known; null if the sender gave none
     */
    record Rerun(
            String step,
            @Nullable Payload input,
            @Nullable String reason,
            @Nullable String request) implements RunCommand {}

    /**
     * The run goes on with another version of its workflow.
     *
     * @param digest of the definition of that version
     */
    record Migrate(int version, String digest, @Nullable String reason) implements RunCommand {}

    /**
     * Begins a run where another one was.
     *
     * @param input instead of that run's; null for the same
     * @param outputs of completed steps, by path, instead of what they were
     * @param requestDigest of the request: the same one again returns the same run, another is refused
     * @param past what that run had done by then; null before it has been read
     * @param tree with the runs below it, in the place of that one; null if it is alone, and beside it
     */
    record Fork(
            String runId,
            Origin origin,
            @Nullable Payload input,
            Map<String, Payload> outputs,
            @Nullable String reason,
            String requestDigest,
            @Nullable Past past,
            @Nullable WholeTree tree)
            implements RunCommand {
        public Fork {
            outputs = Map.copyOf(outputs);
        }

        /** Alone, and beside the other. */
        public Fork(
                String runId,
                Origin origin,
                @Nullable Payload input,
                Map<String, Payload> outputs,
                @Nullable String reason,
                String requestDigest,
                @Nullable Past past) {
            this(runId, origin, input, outputs, reason, requestDigest, past, null);
        }

        public Fork from(Past read) {
            Origin from = new Origin(origin.run(), read.event());
            return new Fork(runId, from, input, outputs, reason, requestDigest, read, tree);
        }

        /** What a parent tells its child when the past is read: to go on, or to begin if that run had not begun by then. */
        public RunCommand begun(Past read) {
            RunCommand.@Nullable Start start = tree == null ? null : tree.child();
            if (tree == null || start == null || read.state().exists()) {
                return from(read);
            }
            return tree.otherwise() == null ? start : of(start, tree.otherwise());
        }

        /** A child goes on where another run was, or begins where that one would have. */
        static Fork of(Start child, Cut cut) {
            return new Fork(
                    child.runId(),
                    new Origin(cut.run(), Past.EVERYTHING),
                    null,
                    Map.of(),
                    null,
                    child.requestDigest(),
                    null,
                    new WholeTree(cut.at(), List.of(), child, cut.otherwise()));
        }

        /** A run with no parent takes the place of another, and those below it. */
        public static Fork reset(
                String runId, Origin origin, List<String> replaces, @Nullable String reason, String requestDigest) {
            WholeTree tree = new WholeTree(null, replaces, null, null);
            return new Fork(runId, origin, null, Map.of(), reason, requestDigest, null, tree);
        }

        /** The past that it needs, before anything of it is read. */
        public Past unread() {
            return tree != null && tree.at() != null ? Past.until(tree.at()) : Past.before(origin.event());
        }
    }

    /**
     * How a run takes the place of another with all below it.
     *
     * @param at to which it goes back; null for the time of the event
     * @param replaces runs that end because of it
     * @param child as what its parent begins it, also if the other had not begun by then; null if it has no parent
     * @param otherwise from where it goes on if the other had not begun by then; null for from its beginning
     */
    record WholeTree(
            @Nullable Instant at,
            List<String> replaces,
            @Nullable Start child,
            @Nullable Cut otherwise) {
        public WholeTree {
            replaces = List.copyOf(replaces);
        }
    }

    /** @param output of the step, if it is skipped */
    record ResolveIncident(
            String incident,
            RunEvent.Resolution resolution,
            @Nullable Payload output,
            @Nullable String comment) implements RunCommand {}

    /** Time has passed: whatever is due by now happens. */
    record Tick() implements RunCommand {}

    /**
     * The run may have nothing left that wakes it.
     *
     * @param status code of the one that the index shows
     * @param wakeAt that the index shows
     * @param children runs that are over, or never began, and of which it may not have heard
     */
    record Repair(String status, @Nullable Instant wakeAt, List<String> children) implements RunCommand {
        public Repair {
            children = List.copyOf(children);
        }
    }

    /** The engine met a defect while it handled this run. */
    record ReportBug(String message) implements RunCommand {}
}
