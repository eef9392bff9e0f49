package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.ONCE;
import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.retry;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.failure;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.result;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static dev.baton.actors.run.TestRun.tick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.TestRun;
import dev.baton.actors.run.Usage;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class AgentStepTest {

    @Test
    void startsOneAttemptWithTheInputOfItsPlace() {
        TestRun run = TestRun.of(workflow(agent("a")));

        assertThat(run.when(start())).containsExactly("run-started", "attempt-started a r~1 #1 a-agent <- run.input");
    }

    @Test
    void recordsTheResultOfItsAgentWithUsageAndConfidence() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(start());
        AttemptResult result = new AttemptResult.Succeeded(Json.payload(42), new Usage(10, 20, 30), 0.9);

        assertThat(run.when(r -> result("r~1", result)))
                .containsExactly("step-completed a r~1 -> 42", "run-completed -> out(a)");
        assertThat(run.state().usage()).isEqualTo(new Usage(10, 20, 30));
        assertThat(Objects.requireNonNull(run.state().step("a")).confidence()).isEqualTo(0.9);
    }

    @Test
    void recordsAnInputThatTheRunHoldsByReferenceAndAnyOtherByValue() {
        TestRun run = TestRun.of(workflow(
                agent("first"),
                agent("second", FakeExpression.input().template()),
                agent("third", FakeExpression.output("first").template()),
                agent("fourth", FakeExpression.constant(7).template())));
        run.given(start());

        assertThat(run.when(succeeds("first", 1)))
                .containsExactly(
                        "step-completed first r~1 -> 1", "attempt-started second r~2 #1 second-agent <- run.input");
        assertThat(run.when(succeeds("second", 2)))
                .containsExactly(
                        "step-completed second r~2 -> 2", "attempt-started third r~3 #1 third-agent <- out(first)");
        assertThat(run.when(succeeds("third", 3)))
                .containsExactly("step-completed third r~3 -> 3", "attempt-started fourth r~4 #1 fourth-agent <- 7");
    }

    @Test
    void failsWithoutAskingAnyoneIfItsInputCannotBeEvaluated() {
        TestRun run = TestRun.of(workflow(agent("a", FakeExpression.failing().template())));

        assertThat(run.when(start()))
                .containsExactly("run-started", "step-started a <- run.input", "step-failed a bug", "run-failed bug");
    }

    @Test
    void triesAgainAfterGrowingPausesUntilItsAttemptsAreUsedUp() {
        TestRun run = TestRun.of(workflow(agent("a", retry(3, Duration.ofSeconds(10)))));
        run.given(start());

        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE)))
                .containsExactly("attempt-failed a r~1 unavailable again +PT10S by a-agent");
        assertThat(run.after(Duration.ofSeconds(9)).when(tick())).isEmpty();
        assertThat(run.when(due())).containsExactly("attempt-started a r~2 #2 a-agent <- in(a)");
        assertThat(run.when(fails("a", ErrorKind.TIMEOUT)))
                .containsExactly("attempt-failed a r~2 timeout again +PT30S by a-agent");
        assertThat(run.when(due())).containsExactly("attempt-started a r~3 #3 a-agent <- in(a)");
        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE)))
                .containsExactly(
                        "attempt-failed a r~3 unavailable", "step-failed a r~3 unavailable", "run-failed unavailable");
    }

    @Test
    void triesAgainAtOnceWithoutAPause() {
        TestRun run = TestRun.of(workflow(agent("a", retry(2, Duration.ZERO)))).given(start());

        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE)))
                .containsExactly(
                        "attempt-failed a r~1 unavailable again +PT0S by a-agent",
                        "attempt-started a r~2 #2 a-agent <- in(a)");
    }

    @Test
    void doesNotTryAgainAfterAFailureThatWouldComeAgain() {
        TestRun run = TestRun.of(workflow(agent("a", retry(3, Duration.ZERO)))).given(start());

        assertThat(run.when(fails("a", ErrorKind.REJECTED)))
                .containsExactly("attempt-failed a r~1 rejected", "step-failed a r~1 rejected", "run-failed rejected");
    }

    @Test
    void triesAgainOnlyAfterTheKindsThatItsPolicyNames() {
        TestRun named = TestRun.of(workflow(agent("a", retry(2, Duration.ZERO, ErrorKind.POLICY))));
        assertThat(named.given(start()).when(fails("a", ErrorKind.POLICY))).hasSize(2);

        TestRun other = TestRun.of(workflow(agent("a", retry(2, Duration.ZERO, ErrorKind.POLICY))));
        assertThat(other.given(start()).when(fails("a", ErrorKind.UNAVAILABLE)))
                .contains("step-failed a r~1 unavailable");
    }

    @Test
    void waitsAsLongAsTheAgentAsksForButNoLongerThanADay() {
        TestRun polite = TestRun.of(workflow(agent("a", retry(2, Duration.ofSeconds(10)))));
        assertThat(polite.given(start()).when(r -> result("r~1", busy(Duration.ofSeconds(90)))))
                .containsExactly("attempt-failed a r~1 unavailable again +PT1M30S by a-agent");

        TestRun shorter = TestRun.of(workflow(agent("a", retry(2, Duration.ofSeconds(10)))));
        assertThat(shorter.given(start()).when(r -> result("r~1", busy(Duration.ofSeconds(1)))))
                .containsExactly("attempt-failed a r~1 unavailable again +PT10S by a-agent");

        TestRun absurd = TestRun.of(workflow(agent("a", retry(2, Duration.ofSeconds(10)))));
        assertThat(absurd.given(start()).when(r -> result("r~1", busy(Duration.ofSeconds(Long.MAX_VALUE)))))
                .containsExactly("attempt-failed a r~1 unavailable again +PT24H by a-agent");
    }

    private static AttemptResult busy(Duration retryAfter) {
        return new AttemptResult.Failed(RunError.of(ErrorKind.UNAVAILABLE, "busy"), retryAfter);
    }

    @Test
    void asksTheFallbackAgentsInTurnEachWithAttemptsOfItsOwn() {
        TestRun run = TestRun.of(workflow(agent("a", retry(2, Duration.ZERO), "spare", "last")));
        run.given(start(), fails("a", ErrorKind.UNAVAILABLE));

        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE)))
                .containsExactly(
                        "attempt-failed a r~2 unavailable again +PT0S by spare",
                        "attempt-started a r~3 #1 spare <- in(a)");
        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE)))
                .containsExactly(
                        "attempt-failed a r~3 unavailable again +PT0S by spare",
                        "attempt-started a r~4 #2 spare <- in(a)");
        assertThat(run.when(fails("a", ErrorKind.REJECTED)))
                .containsExactly(
                        "attempt-failed a r~4 rejected again +PT0S by last", "attempt-started a r~5 #1 last <- in(a)");
        assertThat(run.when(fails("a", ErrorKind.REJECTED)))
                .containsExactly("attempt-failed a r~5 rejected", "step-failed a r~5 rejected", "run-failed rejected");
    }

    @Test
    void asksNoAgentAgainThatHasGivenUpAlready() {
        TestRun run = TestRun.of(workflow(agent("a", ONCE, "spare", "a-agent", "spare")))
                .given(start());

        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE))).contains("attempt-started a r~2 #1 spare <- in(a)");
        assertThat(run.when(fails("a", ErrorKind.UNAVAILABLE))).contains("run-failed unavailable");
    }

    @Test
    void isTriedAgainWhenItsAgentDoesNotAnswerInTime() {
        TestRun run = TestRun.of(workflow(agent("a", Duration.ofSeconds(30), retry(2, Duration.ZERO))));

        assertThat(run.when(start())).contains("attempt-started a r~1 #1 a-agent <- run.input until +PT30S");
        assertThat(run.after(Duration.ofSeconds(30)).when(fails("a", ErrorKind.TIMEOUT)))
                .containsExactly(
                        "attempt-failed a r~1 timeout again +PT30S by a-agent",
                        "attempt-started a r~2 #2 a-agent <- in(a) until +PT1M");
        assertThat(run.after(Duration.ofSeconds(30)).when(fails("a", ErrorKind.TIMEOUT)))
                .containsExactly("attempt-failed a r~2 timeout", "step-failed a r~2 timeout", "run-failed timeout");
    }

    @Test
    void isNotDueByItselfAsLongAsItsAgentMayNotHaveBeenAsked() {
        TestRun run = TestRun.of(workflow(agent("a", Duration.ofSeconds(30), retry(2, Duration.ZERO))))
                .given(start());

        assertThat(run.state().nextDue()).isEmpty();
        assertThat(run.after(Duration.ofDays(1)).when(tick())).isEmpty();
    }

    @Test
    void waitsForTheAnswerOfAnAgentThatAcceptedTheWork() {
        TestRun run =
                TestRun.of(workflow(agent("a", Duration.ofSeconds(30), ONCE))).given(start());
        AttemptResult accepted = new AttemptResult.Accepted(true, Json.payload("job-7"));

        assertThat(run.when(r -> result("r~1", accepted)))
                .containsExactly("attempt-accepted a r~1 passive \"job-7\" until +PT30S");
        assertThat(run.when(r -> result("r~1", accepted))).isEmpty();
        assertThat(run.state().hasLiveAttempts()).isFalse();
        assertThat(run.when(succeeds("a", 1))).containsExactly("step-completed a r~1 -> 1", "run-completed -> out(a)");
    }

    @Test
    void timesOutByTheDeadlineThatTheAgentWasToldWhenItAcceptedTheWork() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(start());
        AttemptResult accepted = new AttemptResult.Accepted(true, Json.payload("job-7"), TestRun.EPOCH.plusSeconds(45));

        assertThat(run.when(r -> result("r~1", accepted)))
                .containsExactly("attempt-accepted a r~1 passive \"job-7\" until +PT45S");
        assertThat(run.when(due()))
                .containsExactly("attempt-failed a r~1 timeout", "step-failed a r~1 timeout", "run-failed timeout");
    }

    @Test
    void goesOnWithoutOutputIfItsFailureIsTolerated() {
        TestRun run =
                TestRun.of(workflow(onFailure(OnFailure.CONTINUE, agent("a")), set("b", FakeExpression.step("a"))));

        assertThat(run.given(start()).when(fails("a", ErrorKind.POLICY)))
                .containsExactly(
                        "attempt-failed a r~1 policy",
                        "step-failed a r~1 policy continued",
                        "step-started b <- out(a)",
                        "step-completed b -> {\"status\":\"completed\",\"attempts\":1,\"output\":null,"
                                + "\"error\":{\"kind\":\"policy\",\"message\":\"it broke\"}}",
                        "run-completed -> out(b)");
    }

    @Test
    void asksAPersonIfItsFailureIsToBeEscalated() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, agent("a", retry(2, Duration.ZERO)))));

        assertThat(run.given(start(), fails("a", ErrorKind.UNAVAILABLE)).when(fails("a", ErrorKind.TIMEOUT)))
                .containsExactly("attempt-failed a r~2 timeout", "incident-raised r~3 at a timeout");
        assertThat(run.when(resolve("r~3", Resolution.RETRY)))
                .containsExactly("incident-resolved r~3 at a retry", "attempt-started a r~4 #1 a-agent <- in(a)");
        assertThat(run.when(succeeds("a", 5))).containsExactly("step-completed a r~4 -> 5", "run-completed -> out(a)");
    }

    @Test
    void evaluatesItsInputAgainOnARetryIfThatIsWhatFailed() {
        boolean[] works = {false};
        FakeExpression flaky = new FakeExpression("flaky", scope -> works[0] ? Json.of(7) : null);
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, agent("a", flaky.template()))));

        assertThat(run.when(start()))
                .containsExactly("run-started", "step-started a <- run.input", "incident-raised r~1 at a bug");
        assertThat(run.when(resolve("r~1", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~1 at a retry", "step-started a <- in(a)", "incident-raised r~2 at a bug");
        works[0] = true;
        assertThat(run.when(resolve("r~2", Resolution.RETRY)))
                .containsExactly("incident-resolved r~2 at a retry", "attempt-started a r~3 #1 a-agent <- 7");
        assertThat(Objects.requireNonNull(run.state().step("a")).input()).isEqualTo(Json.payload(7));
    }

    @Test
    void canBeSkippedWithAnOutputOrFailedByAPerson() {
        TestRun skipped = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, agent("a"))));
        skipped.given(start(), fails("a", ErrorKind.BUG));
        assertThat(skipped.when(r -> new RunCommand.ResolveIncident(
                        "r~2", Resolution.SKIP, Json.payload("by hand"), "looked it up")))
                .containsExactly(
                        "incident-resolved r~2 at a skip",
                        "step-completed a -> \"by hand\"",
                        "run-completed -> out(a)");

        TestRun failed = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, agent("a"))));
        failed.given(start(), fails("a", ErrorKind.BUG));
        assertThat(failed.when(resolve("r~2", Resolution.FAIL)))
                .containsExactly("incident-resolved r~2 at a fail", "step-failed a bug", "run-failed bug");
    }

    @Test
    void failureMessagesNameTheStepOnce() {
        TestRun run = TestRun.of(workflow(agent("a"))).given(start(), r -> result("r~1", failure(ErrorKind.BUG)));

        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .isEqualTo("step a: it broke");
    }

    @Test
    void anAttemptThatItsAgentWasSparedGoesToWhoStandsInAtOnceAndThenToTheFallbacksOfTheStep() {
        TestRun run = TestRun.of(workflow(agent("a", retry(4, Duration.ZERO), "backup")))
                .given(start());
        AttemptResult spared =
                new AttemptResult.Failed(RunError.of(ErrorKind.UNAVAILABLE, "left alone"), null, "stand-in");

        assertThat(run.when(r -> result("r~1", spared)))
                .anyMatch(event -> event.startsWith("attempt-failed a r~1"))
                .contains("attempt-started a r~2 #1 stand-in <- in(a)");
        assertThat(run.when(fails("a", ErrorKind.REJECTED))).contains("attempt-started a r~3 #1 backup <- in(a)");
    }

    @Test
    void nobodyStandsInForAFallbackOfTheStepSoThatTheLineComesToItsEnd() {
        TestRun run = TestRun.of(workflow(agent("a", retry(1, Duration.ZERO), "backup", "last")))
                .given(start(), fails("a", ErrorKind.REJECTED));
        AttemptResult spared =
                new AttemptResult.Failed(RunError.of(ErrorKind.UNAVAILABLE, "left alone"), null, "stand-in");

        assertThat(run.when(r -> result("r~2", spared))).contains("attempt-started a r~3 #1 last <- in(a)");
        assertThat(run.when(r -> result("r~3", spared))).contains("step-failed a r~3 unavailable");
    }
}
