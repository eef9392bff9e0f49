package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.retry;
import static dev.baton.actors.run.Flow.sleep;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.accepts;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.failure;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.result;
import static dev.baton.actors.run.TestRun.signal;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.startCommand;
import static dev.baton.actors.run.TestRun.succeeds;
import static dev.baton.actors.run.TestRun.success;
import static dev.baton.actors.run.TestRun.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.LoopStep;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step.OnFailure;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Starting, results, signals, deadline and cancellation: what every run understands, whatever its pattern. */
final class RunCommandsTest {

    @Test
    void theSameStartAgainChangesNothingAndAnotherIsRefused() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(start("x"));

        assertThat(run.when(start("x"))).isEmpty();
        assertThat(run.refusal(start("y"))).isEqualTo(Rejection.Code.RUN_EXISTS);
        run.given(succeeds("a", 1));
        assertThat(run.when(start("x"))).isEmpty();
        assertThat(run.refusal(start("y"))).isEqualTo(Rejection.Code.RUN_EXISTS);
    }

    @Test
    void aRunThatWasNotStartedRefusesEverythingElse() {
        assertThat(TestRun.of(workflow(agent("a"))).refusal(tick())).isEqualTo(Rejection.Code.RUN_NOT_FOUND);
    }

    @Test
    void aRepeatedResultChangesNothing() {
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"))).given(start(), succeeds("a", 1));

        assertThat(run.when(r -> result("r~1", success(1)))).isEmpty();
        run.given(succeeds("b", 2));
        assertThat(run.when(r -> result("r~2", success(2)))).isEmpty();
    }

    @Test
    void aFailureAfterTheSuccessIsRefused() {
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"))).given(start(), succeeds("a", 1));

        assertThat(run.refusal(r -> result("r~1", failure(ErrorKind.BUG)))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
    }

    @Test
    void theResultOfAnAttemptThatWasGivenUpIsRefused() {
        TestRun run = TestRun.of(workflow(agent("a", Duration.ofMinutes(1), retry(2, Duration.ZERO))));
        run.given(start(), accepts("a"), due());

        assertThat(run.refusal(r -> result("r~1", success("late")))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
        assertThat(run.refusal(r -> result("r~9", success("never was")))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
        run.given(succeeds("a", 2));
        assertThat(run.refusal(r -> result("r~1", success("later")))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
    }

    @Test
    void aLateResultIsNotConfirmedWhenTheFailureWasToleratedOrTheStepSkipped() {
        TestRun tolerated = TestRun.of(workflow(onFailure(OnFailure.CONTINUE, agent("a")), agent("b")));
        tolerated.given(start(), fails("a", ErrorKind.BUG));
        assertThat(tolerated.refusal(r -> result("r~1", success("late")))).isEqualTo(Rejection.Code.ATTEMPT_STALE);

        TestRun skipped = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, agent("a")), agent("b")));
        skipped.given(start(), fails("a", ErrorKind.BUG), resolve("r~2", Resolution.SKIP));
        assertThat(skipped.refusal(r -> result("r~1", success("late")))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
    }

    @Test
    void theResultOfALoserIsRefused() {
        TestRun run = TestRun.of(
                workflow(parallel("p", new Join.Any(), branch("a", agent("a")), branch("b", agent("b"))), agent("c")));
        run.given(start(), succeeds("p/a", 1));

        assertThat(run.refusal(r -> result("r~2", success(2)))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
    }

    @Test
    void restartsOfAWorkerAreRecordedWhileItsAttemptIsOpen() {
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"))).given(start());

        assertThat(run.when(r -> new RunCommand.RecordRestart("r~1", 2, "fell over")))
                .containsExactly("worker-restarted a r~1 x2 fell over");
        assertThat(run.activity("a"))
                .isEqualTo(Activity.Attempting.begun("r~1", "a-agent", 1, null).restarted(2));
        run.given(succeeds("a", 1));
        assertThat(run.when(r -> new RunCommand.RecordRestart("r~1", 3, "fell over")))
                .isEmpty();
    }

    @Test
    void aSignalWithTheSameIdCountsOnceEvenAfterTheEnd() {
        TestRun run =
                TestRun.of(workflow(Flow.signal("w", "go", null), agent("a"))).given(start());
        TestRun.Move once = r -> new RunCommand.Signal("go", Json.payload(1), "id-1");

        assertThat(run.when(once)).contains("signal-consumed w go");
        assertThat(run.when(once)).isEmpty();
        run.given(succeeds("a", 1));
        assertThat(run.when(once)).isEmpty();
        assertThat(run.refusal(signal("go", 2))).isEqualTo(Rejection.Code.RUN_ENDED);
    }

    @Test
    void signalsThatNobodyTakesAreLimitedButOneThatIsWaitedForIsTaken() {
        TestRun run =
                TestRun.of(workflow(Flow.signal("w", "go", null), agent("a"))).given(start());
        for (int i = 0; i < Signals.BUFFERED_MAX; i++) {
            run.given(signal("other", i));
        }

        assertThat(run.refusal(signal("other", 0))).isEqualTo(Rejection.Code.TOO_MANY_SIGNALS);
        assertThat(run.when(signal("go", 1))).contains("signal-consumed w go");
        assertThat(run.refusal(signal("go", 1))).isEqualTo(Rejection.Code.TOO_MANY_SIGNALS);
    }

    @Test
    void cancellingEndsEverythingThatIsOpenInnermostFirst() {
        TestRun run = TestRun.of(workflow(
                parallel("p", new Join.All(), branch("a", agent("a")), branch("w", sleep("w", Duration.ofDays(1))))));
        run.given(start());

        assertThat(run.when(cancel()))
                .containsExactly("step-cancelled p/w", "step-cancelled p/a", "step-cancelled p", "run-cancelled");
        assertThat(run.state().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(run.when(cancel())).isEmpty();
        assertThat(run.refusal(pause())).isEqualTo(Rejection.Code.RUN_ENDED);
        assertThat(run.refusal(r -> result("r~1", success(1)))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
    }

    @Test
    void aPausedRunCanBeCancelled() {
        assertThat(TestRun.of(workflow(agent("a"))).given(start(), pause()).when(cancel()))
                .containsExactly("step-cancelled a", "run-cancelled");
    }

    @Test
    void aRunThatDoesNotEndByItsDeadlineFailsAndTheEarlierDeadlineCounts() {
        TestRun byWorkflow = TestRun.of(workflow(Duration.ofHours(1), agent("a")));
        byWorkflow.given(r -> startCommand("in", TestRun.EPOCH.plus(Duration.ofHours(2))));
        assertThat(byWorkflow.when(due())).containsExactly("step-cancelled a", "run-failed timeout");
        assertThat(byWorkflow.now()).isEqualTo(TestRun.EPOCH.plus(Duration.ofHours(1)));

        TestRun byRequest = TestRun.of(workflow(Duration.ofHours(3), agent("a")));
        byRequest.given(r -> startCommand("in", TestRun.EPOCH.plus(Duration.ofHours(2))));
        assertThat(byRequest.state().nextDue()).contains(TestRun.EPOCH.plus(Duration.ofHours(2)));
    }

    @Test
    void aRunThatStartsAfterItsDeadlineAsksNobody() {
        TestRun run = TestRun.of(workflow(agent("a")));

        assertThat(run.when(r -> startCommand("in", TestRun.EPOCH)))
                .containsExactly("run-started until +PT0S", "run-failed timeout");
    }

    @Test
    void aRepeatedResolutionChangesNothingAndAnotherIsRefused() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, agent("a")), agent("b")));
        run.given(start(), fails("a", ErrorKind.BUG), resolve("r~2", Resolution.SKIP));

        assertThat(run.when(resolve("r~2", Resolution.SKIP))).isEmpty();
        assertThat(run.refusal(resolve("r~2", Resolution.RETRY))).isEqualTo(Rejection.Code.INCIDENT_NOT_FOUND);
        run.given(succeeds("b", 1));
        assertThat(run.when(resolve("r~2", Resolution.SKIP))).isEmpty();
    }

    @Test
    void onlyTheLatestIdsOfSignalsAreRemembered() {
        RunState state = TestRun.of(workflow(Flow.signal("w", "never", null)))
                .given(start())
                .state();
        for (int i = 0; i <= RunFold.SIGNAL_IDS_MAX; i++) {
            RunEvent received = new RunEvent.SignalReceived("go", Payload.NULL, "id-" + i);
            state = RunFold.apply(state, TestRun.commit(state, received));
        }

        assertThat(state.signalIds())
                .hasSize(RunFold.SIGNAL_IDS_MAX)
                .doesNotContain("id-0")
                .contains("id-1", "id-" + RunFold.SIGNAL_IDS_MAX);
    }

    @Test
    void aCommitThatDoesNotFollowOnTheStateIsNotFolded() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(start());
        Commit again = run.commits().getFirst();

        assertThatThrownBy(() -> RunFold.apply(run.state(), again))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("begins with event 1 does not follow on event 2");
    }

    @Test
    void aDecisionThatGoesRoundInCirclesIsADefectAndNotAnEndlessOne() {
        Step circle = Flow.loop(
                "l", FakeExpression.constant(false), Integer.MAX_VALUE, LoopStep.OnExhausted.FAIL, Flow.set("x", 1));
        TestRun run = TestRun.of(workflow(agent("a"), circle)).given(start());

        assertThatThrownBy(() -> run.when(succeeds("a", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than " + Turn.EVENTS_MAX);
        assertThat(run.when(TestRun.bug())).containsExactly("incident-raised r~2 at  bug");
    }

    @Test
    void anAgentsClaimOfEndlessUsageDoesNotStopTheRun() {
        Usage endless = new Usage(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"))).given(start());

        run.given(r -> result("r~1", new AttemptResult.Succeeded(Payload.NULL, endless, null)));
        run.given(r -> result("r~2", new AttemptResult.Succeeded(Payload.NULL, endless, null)));

        assertThat(run.state().usage()).isEqualTo(endless);
    }

    @Test
    void theNextThingDueIsTheEarliestOfAllThatRunsOut() {
        TestRun run = TestRun.of(workflow(
                Duration.ofHours(9),
                parallel(
                        "p",
                        new Join.All(),
                        branch("a", agent("a", Duration.ofHours(3), retry(2, Duration.ofHours(1)))),
                        branch("w", sleep("w", Duration.ofHours(4))),
                        branch("s", Flow.signal("s", "go", Duration.ofHours(2))))));
        run.given(start(), accepts("p/a"));

        assertThat(run.state().nextDue()).contains(TestRun.EPOCH.plus(Duration.ofHours(2)));
        run.given(signal("go", 1));
        assertThat(run.state().nextDue()).contains(TestRun.EPOCH.plus(Duration.ofHours(3)));
        run.given(due());
        assertThat(run.state().nextDue())
                .as("the pause before the next attempt, and the wait")
                .contains(TestRun.EPOCH.plus(Duration.ofHours(4)));
        run.given(due(), accepts("p/a"));
        assertThat(run.state().nextDue()).contains(TestRun.EPOCH.plus(Duration.ofHours(7)));
        run.given(succeeds("p/a", 1));
        assertThat(run.state().nextDue()).isEmpty();
    }

    @Test
    void aRunIsRunningWhileSomethingIsInHandAndWaitingOtherwise() {
        TestRun run =
                TestRun.of(workflow(agent("a", retry(3, Duration.ofSeconds(30))), sleep("w", Duration.ofHours(1))));
        run.given(start());
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        run.given(fails("a", ErrorKind.UNAVAILABLE));
        assertThat(run.state().status()).as("a short pause between attempts").isEqualTo(RunStatus.RUNNING);
        run.given(due(), fails("a", ErrorKind.UNAVAILABLE));
        assertThat(run.state().status()).as("a long pause between attempts").isEqualTo(RunStatus.WAITING);
        run.given(due(), succeeds("a", 1));
        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        run.given(due());
        assertThat(Objects.requireNonNull(run.state().end()).status()).isEqualTo(RunStatus.COMPLETED);
    }
}
