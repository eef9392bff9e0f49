package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.approval;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.loop;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.sleep;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.reject;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.LoopStep.OnExhausted;
import dev.baton.actors.pattern.SequenceStep;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A run that failed or was cancelled goes on where it stopped. */
final class RetryTest {

    @Test
    void theStepThatFailedIsDoneAgainAndWhatCameBeforeIsKept() {
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"), agent("c")))
                .given(start(), succeeds("a", 1), fails("b", ErrorKind.REJECTED));

        assertThat(run.when(retry())).containsExactly("run-retried", "attempt-started b r~3 #1 b-agent <- in(b)");
        run.given(succeeds("b", 2), succeeds("c", 3));
        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.output()).isEqualTo(Json.of(3));
    }

    @Test
    void patternsAroundGoOnWithTheirOtherResults() {
        Step list = new SequenceStep("list", Step.StepSettings.DEFAULT, List.of(agent("a"), agent("b")));
        TestRun run = TestRun.of(workflow(parallel(
                        "p",
                        new Join.All(),
                        branch("one", list),
                        branch("two", agent("c")),
                        branch("three", agent("d")))))
                .given(start(), succeeds("p/list/a", 1), succeeds("p/c", 2), fails("p/list/b", ErrorKind.REJECTED));

        assertThat(run.when(retry()))
                .containsExactly(
                        "run-retried",
                        "step-reopened p",
                        "step-reopened p/list",
                        "attempt-started p/list/b r~5 #1 b-agent <- in(p/list/b)",
                        "attempt-started p/d r~6 #1 d-agent <- in(p/d)");
        run.given(succeeds("p/d", 4));
        assertThat(run.when(succeeds("p/list/b", 3))).endsWith("run-completed -> out(p)");
        assertThat(run.output()).isEqualTo(Json.parse("{\"one\": 3, \"two\": 2, \"three\": 4}"));
    }

    @Test
    void aStepThatFailedByItselfDecidesAgain() {
        TestRun run = TestRun.of(
                        workflow(loop("l", FakeExpression.outputIs("a", "good"), 1, OnExhausted.FAIL, agent("a"))))
                .given(start(), succeeds("l[1]/a", "bad"));

        assertThat(run.when(retry()))
                .containsExactly(
                        "run-retried",
                        "step-reopened l",
                        "step-started l <- in(l)",
                        "attempt-started l[2]/a r~2 #1 a-agent <- out(l[1]/a)");
        assertThat(run.when(succeeds("l[2]/a", "good"))).endsWith("run-completed -> out(l)");
    }

    @Test
    void aRejectedApprovalIsAskedForAgain() {
        TestRun run = TestRun.of(workflow(approval("ok"))).given(start(), reject("r~1"));

        assertThat(run.when(retry())).hasSize(2).last().asString().startsWith("approval-requested ok r~2");
    }

    @Test
    void aCancelledRunGoesOnEvenIfItWasPaused() {
        TestRun run = TestRun.of(workflow(agent("a"), sleep("s", Duration.ofMinutes(1))))
                .given(start(), pause(), succeeds("a", 1), cancel());

        assertThat(run.when(retry())).last().asString().startsWith("wait-started s");
        assertThat(run.when(due())).endsWith("run-completed -> out(s)");
    }

    @Test
    void aRunThatTimedOutGetsAsMuchTimeAgain() {
        Duration limit = Duration.ofMinutes(10);
        TestRun run = TestRun.of(workflow(limit, agent("a"))).given(start(), due());
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);

        run.given(retry());

        assertThat(run.state().nextDue()).contains(TestRun.EPOCH.plus(limit).plus(limit));
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void anOutputThatCouldNotBeMadeIsMadeAgain() {
        TestRun run = TestRun.of(workflow(FakeExpression.failing().template(), set("a", 1)))
                .given(start());

        assertThat(run.when(retry())).containsExactly("run-retried", "run-failed bug");
    }

    @Test
    void lateResultsOfTheFirstLifeAreStale() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(start(), cancel(), retry());

        assertThat(run.refusal(ignored -> TestRun.result("r~1", TestRun.success(1))))
                .isEqualTo(Rejection.Code.ATTEMPT_STALE);
        assertThat(run.attempt("a")).isEqualTo("r~2");
    }

    @Test
    void aRunWhoseParentKnowsHowItEndedIsNotRetriedByItself() {
        RunCommand.Start alone = TestRun.startCommand("in", null);
        RunCommand.Start child = new RunCommand.Start(
                alone.runId(),
                alone.workflow(),
                alone.version(),
                alone.digest(),
                alone.input(),
                alone.labels(),
                alone.priority(),
                null,
                alone.requestDigest(),
                new Lineage("parent", "step", "root", 1));
        TestRun run = TestRun.of(workflow(agent("a"))).given(ignored -> child, cancel());

        assertThat(run.refusal(retry())).isEqualTo(Rejection.Code.RUN_HAS_PARENT);
    }

    @Test
    void onlyRunsThatStoppedShortCanBeRetried() {
        assertThat(TestRun.of(workflow(agent("a"))).given(start()).refusal(retry()))
                .isEqualTo(Rejection.Code.RUN_NOT_ENDED);
        assertThat(TestRun.of(workflow(set("a", 1))).given(start()).refusal(retry()))
                .isEqualTo(Rejection.Code.RUN_ENDED);
        assertThat(Objects.requireNonNull(TestRun.of(workflow(set("a", 1)))
                                .given(start())
                                .state()
                                .end())
                        .status())
                .isEqualTo(RunStatus.COMPLETED);
    }
}
