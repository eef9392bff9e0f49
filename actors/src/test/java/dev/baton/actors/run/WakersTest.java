package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that nothing can move on, made by events that no decision would make. */
final class WakersTest {

    private static final Value INPUT = new Value.RunInput();

    private static RunState after(RunEvent... events) {
        RunState state = TestRun.of(workflow(agent("a"))).given(start()).state();
        state = RunFold.apply(state, new RunEvent.StepCancelled("a", "not needed here"), commit(state));
        for (RunEvent event : events) {
            state = RunFold.apply(state, event, commit(state));
        }
        return state;
    }

    private static Commit commit(RunState state) {
        return TestRun.commit(state, new RunEvent.RunResumed());
    }

    @Test
    void aRunOfWhichNoStepGoesOnIsStuck() {
        assertThat(Wakers.stuck(after())).containsExactly("no step of the run goes on");
    }

    @Test
    void aStepThatContainsNothingThatGoesOnIsStuckAlsoBesideOthers() {
        RunState state = after(
                new RunEvent.StepStarted("p", "", "p", INPUT),
                new RunEvent.StepStarted("p/q", "p", "q", INPUT),
                new RunEvent.WaitStarted("w", "", "w", INPUT, "go", null, List.of()));

        assertThat(Wakers.stuck(state)).containsExactly("nothing can move step p/q on");
    }

    @Test
    void aStepThatIsHeldWithoutAReasonIsStuck() {
        RunEvent held = new RunEvent.StepHeld("b", "", "b", INPUT);

        assertThat(Wakers.stuck(after(held))).containsExactly("nothing can move step b on");
        assertThat(Wakers.stuck(after(new RunEvent.RunPaused(null), held))).isEmpty();
    }

    @Test
    void anAgentThatWaitsForCallsThatNobodyMadeIsStuck() {
        RunState state = after(
                new RunEvent.AttemptStarted("b", "", "b", "r~2", 1, "agent", INPUT, null),
                new RunEvent.AttemptProgressed(
                        "b",
                        "r~2",
                        1,
                        Payload.NULL,
                        null,
                        List.of(new AgentTurn.Call("b[1]/1-search", Callee.agent("search"))),
                        Usage.NONE,
                        null));

        assertThat(Wakers.stuck(state)).containsExactly("nothing can move step b on");
    }

    @Test
    void aWaitForTheFirstOfNothingIsStuck() {
        RunState state = after(new RunEvent.WaitStarted(
                "w", "", "w", INPUT, null, null, List.of(new RunEvent.Contender("never", null, null))));

        assertThat(Wakers.stuck(state)).containsExactly("nothing can move step w on");
    }

    @Test
    void aRunThatHasEndedOrWaitsForAPersonIsNot() {
        assertThat(Wakers.stuck(TestRun.of(workflow(agent("a")))
                        .given(start(), succeeds("a", 1))
                        .state()))
                .isEmpty();
        Step asks = Flow.onFailure(Step.OnFailure.ESCALATE, agent("a"));
        assertThat(Wakers.stuck(TestRun.of(workflow(asks))
                        .given(start(), fails("a", ErrorKind.BUG))
                        .state()))
                .isEmpty();
    }
}
