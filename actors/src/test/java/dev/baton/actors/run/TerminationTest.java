package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.child;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static dev.baton.actors.run.TestRun.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A run that is ended at once. */
final class TerminationTest {

    private static TestRun twoAtOnce() {
        WorkflowPlan plan =
                workflow(parallel("p", new Join.All(), branch("a", agent("a")), branch("c", child("c", "known"))));
        return TestRun.of(plan, RandomWorkflow.WORKFLOWS).given(start());
    }

    @Test
    void everythingOpenEndsFromTheInsideAndTheErrorTellsItFromACancellation() {
        TestRun run = twoAtOnce();

        assertThat(run.when(ignored -> new RunCommand.Terminate("out of control")))
                .containsExactly("step-cancelled p/c", "step-cancelled p/a", "step-cancelled p", "run-terminated");
        RunError error =
                Objects.requireNonNull(Objects.requireNonNull(run.state().end()).error());
        assertThat(run.state().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(error.message()).isEqualTo("terminated: out of control");
        assertThat(Objects.requireNonNull(error.details()).json().path("reason").asText())
                .isEqualTo("terminated");
    }

    @Test
    void theDefinitionIsNotAsked() {
        TestRun run = twoAtOnce();
        Commit header = TestRun.commit(run.state(), new RunEvent.RunResumed());

        assertThat(Termination.of(run.state(), new RunCommand.Terminate(null), header))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> assertThat(accepted.next().ended()).isTrue());
    }

    @Test
    void twiceIsOnceAndWhatHasEndedOtherwiseIsRefused() {
        assertThat(twoAtOnce().given(pause(), terminate()).when(terminate())).isEmpty();
        assertThat(twoAtOnce().given(cancel()).refusal(terminate())).isEqualTo(Rejection.Code.RUN_ENDED);
    }

    @Test
    void itCanBeRetriedLikeACancelledOne() {
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"))).given(start(), succeeds("a", 1), terminate());

        assertThat(run.when(retry())).containsExactly("run-retried", "attempt-started b r~3 #1 b-agent <- in(b)");
        assertThat(run.given(succeeds("b", 2)).state().status()).isEqualTo(RunStatus.COMPLETED);
    }
}
