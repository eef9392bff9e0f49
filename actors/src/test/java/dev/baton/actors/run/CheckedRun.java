package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run without an engine, of which all rules are checked after every commit. */
final class CheckedRun {

    private final WorkflowPlan plan;
    private final RunDecider decider;
    private final List<Commit> commits = new ArrayList<>();
    private Witness witness = new Witness();
    private UndoRules undone;
    private int compensationsBefore;
    private RunState state = RunState.EMPTY;
    private Usage used = Usage.NONE;

    CheckedRun(WorkflowPlan plan) {
        this.plan = plan;
        decider = new RunDecider(plan, RandomWorkflow.WORKFLOWS, digest -> Optional.of(plan));
        undone = new UndoRules(plan);
    }

    RunState state() {
        return state;
    }

    List<Commit> commits() {
        return commits;
    }

    /** How many steps were undone, also before it began anew. */
    int compensations() {
        return compensationsBefore + undone.compensations();
    }

    /** With the commit that is decided next, or before. */
    void uses(Usage more) {
        used = used.plus(more);
    }

    /** From here on it is another run. */
    void beginAnew() {
        commits.clear();
        state = RunState.EMPTY;
        witness = new Witness();
        compensationsBefore += undone.compensations();
        undone = new UndoRules(plan);
        used = Usage.NONE;
    }

    /** All that was in memory is lost: the state is folded again, and what is open is the same as before. */
    void replay() {
        RunState replayed = RunState.EMPTY;
        for (Commit commit : commits) {
            replayed = RunFold.apply(replayed, commit);
        }
        assertThat(replayed).as("state after the replay").isEqualTo(state);
        state = replayed;
    }

    Outcome send(RunCommand command, Principal by, Instant now) {
        Outcome outcome = decider.decide(state, command, header(List.of(), by, now));
        assertThat(decider.decide(state, command, header(List.of(), by, now)))
                .as("the same decision again")
                .isEqualTo(outcome);
        if (outcome instanceof Outcome.Accepted accepted && !accepted.events().isEmpty()) {
            Commit commit = header(accepted.events(), by, now);
            witness.see(commit);
            RunState folded = RunFold.apply(state, commit);
            assertThat(folded).as("the folded state is the decided one").isEqualTo(accepted.next());
            commits.add(commit);
            state = folded;
            witness.agreesWith(state);
            undone.see(commit, state);
            StateRules.check(state);
            StateRules.checkSignals(state, plan);
            assertThat(state.usage()).isEqualTo(used);
        }
        return outcome;
    }

    /** Whether the result would complete the step of the attempt. */
    boolean completes(Activity.Attempting open, AttemptResult result, Principal by, Instant now) {
        RunCommand command = new RunCommand.RecordResult(open.attempt(), result);
        return decider.decide(state, command, header(List.of(), by, now)) instanceof Outcome.Accepted accepted
                && accepted.events().stream()
                        .anyMatch(event -> event instanceof RunEvent.StepCompleted done
                                && open.attempt().equals(done.attempt()));
    }

    private Commit header(List<RunEvent> events, Principal by, Instant now) {
        return new Commit("default", "dev", by, now, "simulation", state.lastEvent() + 1, events, null);
    }
}
