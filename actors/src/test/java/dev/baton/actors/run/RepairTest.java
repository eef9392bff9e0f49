package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.child;
import static dev.baton.actors.run.Flow.sleep;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.EPOCH;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs that somebody found to have nothing left that wakes them. */
final class RepairTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static TestRun.Move repair(String status, @Nullable Instant wakeAt, String... children) {
        return run -> new RunCommand.Repair(status, wakeAt, List.of(children));
    }

    @Test
    void aRunThatTheIndexShowsRightIsLeftAlone() {
        TestRun run = TestRun.of(workflow(sleep("s", HOUR))).given(start());

        assertThat(run.when(repair("waiting", EPOCH.plus(HOUR).plusNanos(999)))).isEmpty();
    }

    @Test
    void aWakeUpThatTheIndexLostIsWrittenAnew() {
        TestRun run = TestRun.of(workflow(sleep("s", HOUR))).given(start());

        assertThat(run.when(repair("waiting", null)))
                .containsExactly("run-repaired the index did not have it woken at " + EPOCH.plus(HOUR));
    }

    @Test
    void aRunThatShouldHaveBeenWokenGoesOnAtOnce() {
        TestRun run = TestRun.of(workflow(sleep("s", HOUR))).given(start());

        assertThat(run.after(HOUR).when(repair("waiting", EPOCH.plus(HOUR)))).contains("step-completed s -> in(s)");
        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aRowOfARunThatHasEndedIsWrittenAnewAndNothingElse() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(start(), succeeds("a", 1));

        assertThat(run.when(repair("waiting", EPOCH)))
                .containsExactly("run-repaired the index showed it as waiting, and it is completed;"
                        + " the index had a time at which to wake it, but there is none");
        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.when(repair("completed", null))).isEmpty();
    }

    @Test
    void onlyChildrenThatAreWaitedForAreAskedOnceMore() {
        TestRun run = TestRun.of(workflow(child("c", "known")), RandomWorkflow.WORKFLOWS)
                .given(start());

        assertThat(run.when(repair("waiting", null, "r.c9"))).isEmpty();
        assertThat(run.when(repair("waiting", null, "r.c1")))
                .containsExactly("run-repaired it had not heard what became of child run r.c1");
    }

    private static List<String> repaired(RunState state) {
        Commit header = TestRun.commit(state, new RunEvent.RunResumed()).with(List.of());
        RunDecider decider = new RunDecider(workflow(agent("a")));
        Outcome outcome = decider.decide(state, new RunCommand.Repair("waiting", null, List.of()), header);
        RunState next = ((Outcome.Accepted) outcome).next();
        assertThat(next.ended() || next.runIncident() != null)
                .as("somebody can end it")
                .isTrue();
        return EventText.of(((Outcome.Accepted) outcome).events());
    }

    private static RunState after(RunEvent... events) {
        RunState state = TestRun.of(workflow(agent("a"))).given(start()).state();
        for (RunEvent event : events) {
            state = RunFold.apply(state, TestRun.commit(state, event));
        }
        return state;
    }

    @Test
    void aRunOfWhichNoStepGoesOnEndsAsItShouldHave() {
        assertThat(repaired(after(new RunEvent.StepCancelled("a", "by a defect"))))
                .containsExactly("run-repaired no step of the run goes on", "run-failed cancelled");
    }

    @Test
    void aStepThatNothingCanMoveOnIsForAPersonToDealWith() {
        RunState state = after(
                new RunEvent.StepCancelled("a", "by a defect"),
                new RunEvent.StepStarted("p", "", "p", new Value.RunInput()));

        assertThat(repaired(state))
                .containsExactly(
                        "run-repaired nothing can move step p on; no step of the run goes on",
                        "incident-raised r~2 at  bug");
    }
}
