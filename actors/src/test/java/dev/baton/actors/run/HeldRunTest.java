package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.retry;
import static dev.baton.actors.run.Flow.sleep;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.accepts;
import static dev.baton.actors.run.TestRun.bug;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.failure;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.result;
import static dev.baton.actors.run.TestRun.resume;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static dev.baton.actors.run.TestRun.tick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.run.RunEvent.Resolution;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Runs that are paused, or have an incident of their own: results are recorded, but nothing new begins. */
final class HeldRunTest {

    @Test
    void aPauseHoldsNewAttemptsAndAResumeReleasesThem() {
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"))).given(start());

        assertThat(run.when(pause())).containsExactly("run-paused");
        assertThat(run.state().status()).isEqualTo(RunStatus.PAUSED);
        assertThat(run.when(pause())).isEmpty();
        assertThat(run.when(succeeds("a", 1))).containsExactly("step-completed a r~1 -> 1", "step-held b <- out(a)");
        assertThat(run.when(resume())).containsExactly("run-resumed", "attempt-started b r~2 #1 b-agent <- in(b)");
        assertThat(run.when(resume())).isEmpty();
    }

    @Test
    void aFailureThatArrivesWhilePausedIsTriedAgainAfterTheResume() {
        TestRun run = TestRun.of(workflow(agent("a", retry(2, Duration.ZERO)))).given(start(), pause());

        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE)))
                .containsExactly("attempt-failed a r~1 unavailable again +PT0S by a-agent");
        assertThat(run.after(Duration.ofHours(1)).when(tick())).isEmpty();
        assertThat(run.state().nextDue()).isEmpty();
        assertThat(run.when(resume())).containsExactly("run-resumed", "attempt-started a r~2 #2 a-agent <- in(a)");
    }

    @Test
    void timersThatRanOutInAPauseGoOffAtTheResume() {
        TestRun run = TestRun.of(workflow(parallel(
                "p",
                new Join.All(),
                branch("w", sleep("w", Duration.ofHours(1))),
                branch("a", agent("a", Duration.ofHours(1), Flow.ONCE)))));
        run.given(start(), accepts("p/a"), pause());

        assertThat(run.after(Duration.ofHours(2)).when(tick())).isEmpty();
        assertThat(run.when(resume()))
                .containsExactly(
                        "run-resumed",
                        "step-completed p/w -> in(p/w)",
                        "attempt-failed p/a r~1 timeout",
                        "step-failed p/a r~1 timeout",
                        "step-failed p timeout",
                        "run-failed timeout");
    }

    @Test
    void aResultThatArrivesLateInAPauseStillCounts() {
        TestRun run =
                TestRun.of(workflow(agent("a", Duration.ofHours(1), Flow.ONCE))).given(start(), pause());

        assertThat(run.after(Duration.ofHours(2)).when(succeeds("a", 1)))
                .containsExactly("step-completed a r~1 -> 1", "run-completed -> out(a)");
    }

    @Test
    void aPausedRunStillEndsAtItsDeadline() {
        TestRun run = TestRun.of(workflow(Duration.ofHours(3), agent("a"))).given(start(), pause());

        assertThat(run.when(due())).containsExactly("step-cancelled a", "run-failed timeout");
        assertThat(run.now()).isEqualTo(TestRun.EPOCH.plus(Duration.ofHours(3)));
    }

    @Test
    void aResumeAfterTheDeadlineStartsNothing() {
        TestRun run = TestRun.of(workflow(Duration.ofHours(3), agent("a"), agent("b")));
        run.given(start(), pause(), succeeds("a", 1));

        assertThat(run.after(Duration.ofHours(4)).when(resume()))
                .containsExactly("run-resumed", "step-cancelled b", "run-failed timeout");
    }

    @Test
    void aDefectHoldsTheRunUntilAPersonSaysRetry() {
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"))).given(start());

        assertThat(run.when(bug())).containsExactly("incident-raised r~2 at  bug");
        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.when(bug())).isEmpty();
        assertThat(run.when(succeeds("a", 1))).containsExactly("step-completed a r~1 -> 1", "step-held b <- out(a)");
        assertThat(run.when(resolve("r~2", Resolution.RETRY)))
                .containsExactly("incident-resolved r~2 at  retry", "attempt-started b r~3 #1 b-agent <- in(b)");
    }

    @Test
    void attemptsInHandStayInHandWhileADefectHoldsTheRun() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(start(), bug());

        assertThat(run.state().hasLiveAttempts()).isTrue();
    }

    @Test
    void aPersonCanFailARunWithADefect() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(start(), bug());

        assertThat(run.when(resolve("r~2", Resolution.FAIL)))
                .containsExactly("incident-resolved r~2 at  fail", "step-cancelled a", "run-failed bug");
    }

    @Test
    void aRunThatIsPausedAndHasADefectGoesOnOnlyWithoutBoth() {
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"))).given(start(), bug(), pause(), succeeds("a", 1));

        assertThat(run.when(resume())).containsExactly("run-resumed");
        assertThat(run.when(pause())).containsExactly("run-paused");
        assertThat(run.when(resolve("r~2", Resolution.RETRY))).containsExactly("incident-resolved r~2 at  retry");
        assertThat(run.when(resume())).containsExactly("run-resumed", "attempt-started b r~3 #1 b-agent <- in(b)");
    }

    @Test
    void aDefectDoesNotStopTheDeadline() {
        TestRun run = TestRun.of(workflow(Duration.ofHours(1), agent("a"))).given(start(), bug());

        assertThat(run.when(due())).containsExactly("step-cancelled a", "run-failed timeout");
    }

    @Test
    void aRetryOfAStepWhileTheRunIsPausedIsHeld() {
        TestRun run = TestRun.of(workflow(Flow.onFailure(Step.OnFailure.ESCALATE, agent("a"))));
        run.given(start(), r -> result("r~1", failure(ErrorKind.BUG)), pause());

        assertThat(run.when(resolve("r~2", Resolution.RETRY)))
                .containsExactly("incident-resolved r~2 at a retry", "step-held a <- in(a)");
        assertThat(run.when(resume())).containsExactly("run-resumed", "attempt-started a r~3 #1 a-agent <- in(a)");
    }
}
