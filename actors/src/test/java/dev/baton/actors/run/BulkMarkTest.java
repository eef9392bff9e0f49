package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.resume;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A bulk operation that tells a run twice, because it was killed in between, changes it once. */
final class BulkMarkTest {

    private static TestRun started() {
        return TestRun.of(workflow(agent("a"))).given(start());
    }

    @Test
    void whatSomebodyHasTakenBackMeanwhileIsNotDoneAgain() {
        TestRun run = started().because(BulkMark.cause("b1")).given(pause());
        assertThat(run.state().status()).isEqualTo(RunStatus.PAUSED);
        assertThat(BulkMark.isOn(run.state(), "b1")).isTrue();

        run.because("resume").given(resume());

        assertThat(run.because(BulkMark.cause("b1")).when(pause())).isEmpty();
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.because(BulkMark.cause("b2")).when(pause())).containsExactly("run-paused");
    }

    @Test
    void aRunThatFailedAgainAfterItsRetryIsNotRetriedAgain() {
        TestRun run = started()
                .given(fails("a", ErrorKind.REJECTED))
                .because(BulkMark.cause("b1"))
                .given(retry());

        run.because("result").given(fails("a", ErrorKind.REJECTED));

        assertThat(run.because(BulkMark.cause("b1")).when(retry())).isEmpty();
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void aRunThatGoesOnAfterItsTerminationIsNotTerminatedAgain() {
        TestRun run = started().because(BulkMark.cause("b1")).given(terminate());

        run.because("retry").given(retry());

        assertThat(run.because(BulkMark.cause("b1")).when(terminate())).isEmpty();
        assertThat(run.state().ended()).isFalse();
    }

    @Test
    void aRunThatHadNothingToDoBearsNoMark() {
        TestRun run = started().given(cancel());

        assertThat(run.because(BulkMark.cause("b1")).when(cancel())).isEmpty();
        assertThat(BulkMark.isOn(run.state(), "b1")).isFalse();
    }
}
