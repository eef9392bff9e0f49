package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the events of a run with bookkeeping of its own, and objects to any that must not happen: an event of an
 * instance that has ended, an instance in a container that is over, a second result of an attempt, an id given twice.
 */
final class Witness {

    /** What is known of one instance. {@code attempt} is the open one; {@code incident} likewise. */
    private static final class Instance {
        private final String parent;
        private final @Nullable Instance container;
        private final String step;
        private boolean open = true;
        private boolean containing;
        /** Another run has done it. */
        private boolean taken;
        /** The next thing may begin here although the instance is open: after a hold, a failed attempt, an incident. */
        private boolean mayGoOn;

        private @Nullable String attempt;
        /** Turns that the agent of the open attempt has taken. */
        private int turns;
        /** It waits for what it has called for. */
        private boolean calling;

        private boolean held;

        private @Nullable String approval;
        private @Nullable String incident;
        /** The run that does the step, until it has ended. */
        private @Nullable String child;

        private Instance(String parent, @Nullable Instance container, String step) {
            this.parent = parent;
            this.container = container;
            this.step = step;
        }
    }

    private final Map<String, Instance> instances = new HashMap<>();
    private final Set<String> resulted = new HashSet<>();
    private final Set<String> votes = new HashSet<>();
    private final Map<String, Integer> memory = new HashMap<>();
    private final Map<String, Integer> readAt = new HashMap<>();
    private final Map<String, Integer> bufferedSignals = new HashMap<>();
    private long ids;
    private long children;
    private long events;
    private boolean started;
    private boolean paused;
    private boolean ended;
    /** The failure of the run as a whole waits for a person. */
    private boolean escalated;

    private @Nullable String runIncident;

    void see(Commit commit) {
        assertThat(commit.firstEvent()).as("first event of the commit").isEqualTo(events + 1);
        for (RunEvent event : commit.events()) {
            try {
                see(event);
            } catch (AssertionError e) {
                throw new AssertionError("event " + (events + 1) + ", " + event + ": " + e.getMessage(), e);
            }
            events++;
        }
    }

    private void see(RunEvent event) {
        if (!(event instanceof RunEvent.RunRerun)
                && !(event instanceof RunEvent.RunMigrated)
                && !(event instanceof RunEvent.RunRepaired)
                && !(event instanceof RunEvent.RunRetried)) {
            assertThat(ended).as("nothing happens after the end").isFalse();
        }
        assertThat(started).as("the start comes first").isEqualTo(!(event instanceof RunEvent.RunStarted));
        switch (event) {
            case RunEvent.RunStarted ignored -> started = true;
            case RunEvent.StepStarted e -> begin(e.path(), e.parent(), e.step()).containing = true;
            case RunEvent.StepHeld e -> begin(e.path(), e.parent(), e.step()).mayGoOn = true;
            case RunEvent.AttemptStarted e -> {
                assertThat(paused).as("attempts start while the run is paused").isFalse();
                assertThat(runIncident).as("open incident of the run").isNull();
                Instance instance = begin(e.path(), e.parent(), e.step());
                instance.attempt = fresh(e.attempt());
                instance.turns = 0;
            }
            case RunEvent.AttemptAccepted e ->
                assertThat(open(e.path()).attempt).isEqualTo(e.attempt());
            case RunEvent.AttemptProgressed e -> {
                Instance instance = open(e.path());
                assertThat(instance.attempt).isEqualTo(e.attempt());
                assertThat(instance.calling).as("turn while it waits for calls").isFalse();
                instance.turns++;
                assertThat(e.number()).as("next turn").isEqualTo(instance.turns);
                assertThat(instance.held)
                        .as("turn after one that ended in a pause")
                        .isFalse();
                instance.calling = !e.calls().isEmpty();
                instance.held = isHeld() && e.calls().isEmpty();
            }
            case RunEvent.AttemptContinued e -> {
                assertThat(open(e.path()).attempt).isEqualTo(e.attempt());
                assertThat(openInside(e.path())).as("open calls").isEmpty();
                Instance instance = open(e.path());
                assertThat(instance.calling || (instance.held && !isHeld()))
                        .as("it waited for its calls, or for the end of a pause")
                        .isTrue();
                instance.calling = false;
                instance.held = isHeld();
            }
            case RunEvent.WorkerRestarted e ->
                assertThat(open(e.path()).attempt).isEqualTo(e.attempt());
            case RunEvent.AttemptFailed e -> attemptFailed(e);
            case RunEvent.WaitStarted e -> begin(e.path(), e.parent(), e.step());
            case RunEvent.SignalReceived e -> bufferedSignals.merge(e.name(), 1, Integer::sum);
            case RunEvent.SignalConsumed e -> {
                open(e.path());
                assertThat(bufferedSignals.merge(e.name(), -1, Integer::sum))
                        .as("signals left")
                        .isNotNegative();
            }
            case RunEvent.ApprovalRequested e -> begin(e.path(), e.parent(), e.step()).approval = fresh(e.approval());
            case RunEvent.ApprovalVoted e -> {
                assertThat(open(e.path()).approval).isEqualTo(e.approval());
                if (e.edits() != null) {
                    votes.removeIf(vote -> vote.startsWith(e.approval() + " "));
                }
                assertThat(votes.add(e.approval() + " " + e.by().id()))
                        .as("first vote of a person about a subject")
                        .isTrue();
            }
            case RunEvent.ApprovalEscalated e ->
                assertThat(open(e.path()).approval).isEqualTo(e.approval());
            case RunEvent.ApprovalDecided e -> {
                assertThat(open(e.path()).approval).isEqualTo(e.approval());
                open(e.path()).approval = null;
            }
            case RunEvent.ChildStarted e -> {
                assertThat(paused)
                        .as("child runs start while the run is paused")
                        .isFalse();
                assertThat(runIncident).as("open incident of the run").isNull();
                children++;
                assertThat(e.child().run()).as("next child").isEqualTo(TestRun.ID + ".c" + children);
                begin(e.path(), e.parent(), e.step()).child = e.child().run();
            }
            case RunEvent.ChildEnded e -> {
                assertThat(open(e.path()).child).isEqualTo(e.run());
                open(e.path()).child = null;
            }
            case RunEvent.MemoryRead e -> {
                open(e.path());
                e.versions()
                        .forEach((scope, version) -> assertThat(version)
                                .as("version of %s", scope)
                                .isEqualTo(memory.getOrDefault(scope, 0)));
                e.versions().forEach((scope, version) -> readAt.put(e.path() + " " + scope, version));
            }
            case RunEvent.MemoryWritten e -> {
                assertThat(e.from()).as("version of %s", e.scope()).isEqualTo(memory.getOrDefault(e.scope(), 0));
                assertThat(e.version()).isEqualTo(e.from() + 1);
                if (e.read() != null) {
                    assertThat(e.read()).isEqualTo(readAt.get(e.path() + " " + e.scope()));
                    assertThat(e.read() < e.from() && e.scope().equals(RandomWorkflow.REJECTING))
                            .as("a conflict that is rejected")
                            .isFalse();
                }
                memory.put(e.scope(), e.version());
            }
            case RunEvent.StepDecided e -> {
                if (instances.values().stream().noneMatch(one -> one.taken)) {
                    assertThat(open(e.path()).containing).isTrue();
                }
            }
            case RunEvent.StepCompleted e -> completed(e);
            case RunEvent.StepFailed e -> {
                assertThat(open(e.path()).attempt)
                        .as("open attempt of a failed step")
                        .isNull();
                end(e.path());
            }
            case RunEvent.StepCancelled e -> end(e.path());
            case RunEvent.IncidentRaised e -> raised(e);
            case RunEvent.IncidentResolved e -> resolved(e);
            case RunEvent.RunPaused ignored -> paused = change(paused, true);
            case RunEvent.RunResumed ignored -> paused = change(paused, false);
            case RunEvent.RunCompleted ignored -> endRun();
            case RunEvent.RunFailed ignored -> endRun();
            case RunEvent.RunCancelled ignored -> endRun();
            case RunEvent.RunTerminated ignored -> endRun();
            case RunEvent.RunCompensated ignored -> endRun();
            case RunEvent.RemedyStarted e -> remedied(e);
            case RunEvent.LimitsSet e -> {
                if (!e.path().isEmpty()) {
                    open(e.path());
                }
            }
            case RunEvent.RunRetried ignored -> {
                assertThat(ended || escalated).as("the run had stopped").isTrue();
                escalated = false;
                paused = paused && !ended;
                ended = false;
                runIncident = null;
            }
            case RunEvent.StepReopened e -> reopened(e.path());
            case RunEvent.RunRerun e -> {
                seen(e.path());
                if (ended) {
                    ended = false;
                    paused = false;
                    runIncident = null;
                }
            }
            case RunEvent.RunMigrated ignored -> {}
            case RunEvent.RunForked ignored -> assertThat(instances).isEmpty();
            case RunEvent.RunRepaired ignored -> {}
            case RunEvent.StepTaken e -> {
                StepState taken = e.instance();
                Instance instance = new Instance(taken.parent(), instances.get(taken.parent()), taken.step());
                instance.open = !taken.ended();
                instance.containing = instance.open;
                instance.mayGoOn = instance.open;
                instance.taken = true;
                assertThat(instances.put(taken.path(), instance)).isNull();
            }
            case RunEvent.StepsUndone e -> e.paths().forEach(this::undone);
        }
    }

    private void remedied(RunEvent.RemedyStarted e) {
        if (e.path().isEmpty()) {
            escalated = e.remedy() == RunEvent.Remedy.ESCALATE;
            return;
        }
        Instance instance = open(e.path());
        assertThat(instance.attempt).as("open attempt").isNull();
        assertThat(instance.child).as("open child run").isNull();
        assertThat(openInside(e.path())).as("open inside %s", e.path()).isEmpty();
        instance.containing = true;
        instance.mayGoOn = false;
    }

    private Instance begin(String path, String parent, String step) {
        if (!parent.isEmpty()) {
            assertThat(open(parent).containing || open(parent).calling)
                    .as("container %s takes steps", parent)
                    .isTrue();
            assertThat(path).startsWith(parent.contains(".") ? parent.substring(0, parent.lastIndexOf('.')) : parent);
        }
        Instance former = instances.get(path);
        Instance container = instances.get(parent);
        if (former != null) {
            if (!parent.endsWith("@undo")) {
                assertThat(former.parent).isEqualTo(parent);
            }
            if (former.container == container) {
                // In another life of its container, somebody else may have the word at this turn.
                assertThat(former.step).isEqualTo(step);
            }
            assertThat(former.open && !former.mayGoOn)
                    .as("%s is busy already", path)
                    .isFalse();
            if (former.open) {
                former.mayGoOn = false;
                former.containing = false;
                return former;
            }
        }
        Instance next = new Instance(parent, container, step);
        instances.put(path, next);
        return next;
    }

    private void reopened(String path) {
        Instance instance = seen(path);
        assertThat(instance.open).as("%s is open", path).isFalse();
        if (!instance.parent.isEmpty()) {
            assertThat(open(instance.parent).containing)
                    .as("container %s takes steps", instance.parent)
                    .isTrue();
        }
        instance.open = true;
        instance.containing = true;
        instance.mayGoOn = true;
    }

    private void undone(String path) {
        assertThat(seen(path).open).as("%s is open", path).isFalse();
        instances.remove(path);
    }

    private String fresh(String id) {
        ids++;
        assertThat(id).as("next id").isEqualTo(TestRun.ID + "~" + ids);
        return id;
    }

    private Instance seen(String path) {
        return Objects.requireNonNull(instances.get(path), () -> "an instance that was never begun: " + path);
    }

    private Instance open(String path) {
        Instance instance = seen(path);
        assertThat(instance.open).as("%s is open", path).isTrue();
        return instance;
    }

    private void attemptFailed(RunEvent.AttemptFailed e) {
        Instance instance = open(e.path());
        assertThat(instance.attempt).isEqualTo(e.attempt());
        assertThat(resulted.add(e.attempt())).as("first result").isTrue();
        assertThat(e.retryAt() == null).isEqualTo(e.retryAgent() == null);
        assertThat(openInside(e.path())).as("open calls").isEmpty();
        instance.attempt = null;
        instance.calling = false;
        instance.held = false;
        instance.mayGoOn = e.retryAt() != null;
    }

    private void completed(RunEvent.StepCompleted e) {
        Instance instance = open(e.path());
        assertThat(instance.child).as("child run of a completed step").isNull();
        assertThat(instance.attempt).isEqualTo(e.attempt());
        if (e.attempt() != null) {
            assertThat(resulted.add(e.attempt())).as("first result").isTrue();
        }
        end(e.path());
    }

    private void end(String path) {
        Instance instance = open(path);
        assertThat(openInside(path)).as("open inside %s", path).isEmpty();
        instance.open = false;
        instance.calling = false;
        instance.held = false;
        instance.attempt = null;
        instance.approval = null;
        instance.incident = null;
        instance.child = null;
    }

    private Set<String> openInside(String container) {
        Set<String> open = new HashSet<>();
        instances.forEach((path, instance) -> {
            if (instance.open && instance.parent.equals(container)) {
                open.add(path);
            }
        });
        return open;
    }

    private void raised(RunEvent.IncidentRaised e) {
        fresh(e.incident());
        if (e.path().isEmpty()) {
            assertThat(runIncident).as("incident of the run").isNull();
            runIncident = e.incident();
            return;
        }
        Instance instance = open(e.path());
        assertThat(instance.incident).as("open incident").isNull();
        assertThat(instance.attempt).as("open attempt").isNull();
        assertThat(openInside(e.path())).as("open inside %s", e.path()).isEmpty();
        instance.incident = e.incident();
        instance.containing = false;
    }

    private void resolved(RunEvent.IncidentResolved e) {
        if (e.path().isEmpty()) {
            assertThat(runIncident).isEqualTo(e.incident());
            runIncident = null;
            return;
        }
        Instance instance = open(e.path());
        assertThat(instance.incident).isEqualTo(e.incident());
        instance.incident = null;
        instance.mayGoOn = e.resolution() == RunEvent.Resolution.RETRY;
    }

    private boolean isHeld() {
        return paused || runIncident != null;
    }

    private static boolean change(boolean from, boolean to) {
        assertThat(from).as("before the change").isNotEqualTo(to);
        return to;
    }

    private void endRun() {
        instances.forEach((path, instance) ->
                assertThat(instance.open).as("%s is open at the end", path).isFalse());
        ended = true;
    }

    /** What the state says must be what has been seen. */
    void agreesWith(RunState state) {
        assertThat(state.ids()).isEqualTo(ids);
        assertThat(state.children()).isEqualTo(children);
        assertThat(state.lastEvent()).isEqualTo(events);
        assertThat(state.paused()).isEqualTo(paused);
        assertThat(state.ended()).isEqualTo(ended);
        assertThat(state.runIncident()).isEqualTo(runIncident);
        memory.forEach((scope, version) ->
                assertThat(state.memory(scope).version()).as(scope).isEqualTo(version));
        state.steps().forEach((path, step) -> {
            Instance seen = seen(path);
            assertThat(step.ended()).as("%s ended", path).isEqualTo(!seen.open);
            assertThat(attempt(step)).as("attempt of %s", path).isEqualTo(seen.attempt);
            assertThat(incident(step)).as("incident of %s", path).isEqualTo(seen.incident);
            assertThat(child(step)).as("child run of %s", path).isEqualTo(seen.child);
            assertThat(step.activity() instanceof Activity.Containing)
                    .as("%s contains", path)
                    .isEqualTo(seen.open && seen.containing);
        });
        instances.forEach((path, instance) -> {
            if (instance.open) {
                assertThat(state.steps()).containsKey(path);
            }
        });
    }

    private static @Nullable String attempt(StepState step) {
        return step.activity() instanceof Activity.Attempting open ? open.attempt() : null;
    }

    private static @Nullable String child(StepState step) {
        return step.activity() instanceof Activity.AwaitingChild awaiting
                ? awaiting.child().run()
                : null;
    }

    private static @Nullable String incident(StepState step) {
        return step.activity() instanceof Activity.AwaitingPerson awaiting ? awaiting.incident() : null;
    }
}
