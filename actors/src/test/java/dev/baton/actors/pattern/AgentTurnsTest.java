package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.ONCE;
import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.limited;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.retry;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.childCompletes;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.failure;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.result;
import static dev.baton.actors.run.TestRun.resume;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static dev.baton.actors.run.TestRun.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.Budget;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.StepSettings;
import dev.baton.actors.run.TestRun;
import dev.baton.actors.run.Usage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Agents that work in turns, and have others do things between them. */
final class AgentTurnsTest {

    private static final KnownWorkflows REFUND = (name, version) ->
            name.equals("refund") ? Optional.of(new KnownWorkflows.Known(4, "d", null)) : Optional.empty();
    private static final Usage USED = new Usage(10, 5, 1);

    private static TestRun.Move turn(String path, int number, Next next) {
        return run ->
                result(run.attempt(path), new AttemptResult.Progressed(number, Json.payload("t" + number), USED, next));
    }

    private static Next calls(Callee... callees) {
        return new Next.Calls(Arrays.stream(callees)
                .map(callee -> new AttemptResult.Call(callee, Json.payload(callee.name())))
                .toList());
    }

    private static TestRun begun() {
        return TestRun.of(workflow(agent("a")), REFUND).given(start());
    }

    private static List<AgentTurn.Past> pastTurns(TestRun run) {
        return run.state().turns((Activity.Attempting) Objects.requireNonNull(run.activity("a")));
    }

    @Test
    void aTurnIsRecordedTogetherWithTheBeginningOfWhatItCallsFor() {
        assertThat(begun().when(turn("a", 1, calls(Callee.agent("search"), Callee.workflow("refund", null)))))
                .containsExactly(
                        "attempt-progressed a r~1 turn 1: \"t1\" calls a[1]/1-search=agent:search"
                                + " calls a[1]/2-refund=workflow:refund",
                        "attempt-started a[1]/1-search r~2 #1 search <- \"search\"",
                        "child-started a[1]/2-refund r.c1 refund v4 <- \"refund\"");
    }

    @Test
    void theAgentGoesOnWhenTheLastOfItsCallsIsDoneAndSeesWhatCameOfThem() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("search"), Callee.workflow("refund", null))));

        assertThat(run.when(succeeds("a[1]/1-search", "found")))
                .containsExactly("step-completed a[1]/1-search r~2 -> \"found\"");
        assertThat(run.when(childCompletes("a[1]/2-refund", "paid")))
                .containsExactly(
                        "child-ended a[1]/2-refund r.c1 completed",
                        "step-completed a[1]/2-refund -> \"paid\"",
                        "attempt-continued a r~1");
        assertThat(pastTurns(run))
                .containsExactly(new AgentTurn.Past(
                        Json.payload("t1"),
                        List.of(
                                new AgentTurn.Result(Json.payload("found"), null),
                                new AgentTurn.Result(Json.payload("paid"), null))));
    }

    @Test
    void theLastTurnAndTheResultAreOneWriteAndAllTurnsCount() {
        TestRun run = begun().given(turn("a", 1, new Next.Again()));

        assertThat(run.when(turn("a", 2, new Next.Done(success("out")))))
                .containsExactly(
                        "attempt-progressed a r~1 turn 2: \"t2\"",
                        "step-completed a r~1 -> \"out\"",
                        "run-completed -> out(a)");
        assertThat(run.state().usage()).isEqualTo(new Usage(20, 10, 2));
    }

    @Test
    void aTurnThatIsReportedTwiceIsRecordedOnce() {
        TestRun run = begun().given(turn("a", 1, new Next.Again()));

        assertThat(run.refusal(turn("a", 1, new Next.Again()))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
        assertThat(run.state().usage()).isEqualTo(USED);
    }

    @Test
    void whileTheAgentWaitsForItsCallsNobodyEndsItsAttempt() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("search"))));

        assertThat(run.refusal(succeeds("a", "too early"))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
    }

    @Test
    void aCallThatFailsForGoodIsAnAnswerToTheAgent() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("search"), Callee.workflow("nowhere", null))));

        assertThat(run.when(fails("a[1]/1-search", ErrorKind.REJECTED)))
                .containsExactly(
                        "attempt-failed a[1]/1-search r~2 rejected",
                        "step-failed a[1]/1-search r~2 rejected",
                        "attempt-continued a r~1");
        assertThat(pastTurns(run).getFirst().results())
                .extracting(result -> Objects.requireNonNull(result.error()).kind())
                .containsExactly(ErrorKind.REJECTED, ErrorKind.REJECTED);
    }

    @Test
    void aCallHasRetriesOfItsOwn() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("search"))));

        assertThat(run.when(fails("a[1]/1-search", ErrorKind.UNAVAILABLE)))
                .containsExactly("attempt-failed a[1]/1-search r~2 unavailable again +PT0.82S by search");
        assertThat(run.when(due())).containsExactly("attempt-started a[1]/1-search r~3 #2 search <- in(a[1]/1-search)");
    }

    @Test
    void anAgentThatIsCalledMayCallOthers() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("search"))))
                .given(turn("a[1]/1-search", 1, calls(Callee.agent("index"))))
                .given(succeeds("a[1]/1-search[1]/1-index", "deep"));

        assertThat(run.when(turn("a[1]/1-search", 2, new Next.Done(success("found")))))
                .containsExactly(
                        "attempt-progressed a[1]/1-search r~2 turn 2: \"t2\"",
                        "step-completed a[1]/1-search r~2 -> \"found\"",
                        "attempt-continued a r~1");
    }

    @Test
    void theTimeOfAnAttemptIsThatOfAllItsTurns() {
        TestRun run = TestRun.of(workflow(agent("a", retry(2, Duration.ofSeconds(1)))), REFUND)
                .given(start())
                .given(r -> result(
                        "r~1",
                        new AttemptResult.Progressed(
                                1,
                                Json.payload("t1"),
                                null,
                                USED,
                                calls(Callee.agent("search")),
                                r.now().plusSeconds(30))))
                .after(Duration.ofSeconds(10))
                .given(succeeds("a[1]/1-search", 1))
                .given(r -> result(
                        "r~1",
                        new AttemptResult.Progressed(
                                2,
                                Json.payload("t2"),
                                null,
                                USED,
                                calls(Callee.agent("search")),
                                r.now().plusSeconds(30))));

        assertThat(run.when(due()))
                .containsExactly(
                        "step-cancelled a[2]/1-search", "attempt-failed a r~1 timeout again +PT31S by a-agent");
        assertThat(run.when(due())).containsExactly("attempt-started a r~4 #2 a-agent <- in(a)");
        assertThat(pastTurns(run)).isEmpty();
    }

    @Test
    void givingUpIsAFailureThatThePolicyOfTheStepDealsWith() {
        TestRun run = begun();

        assertThat(run.when(turn("a", 1, new Next.GivenUp(failure(ErrorKind.REJECTED)))))
                .containsExactly(
                        "attempt-progressed a r~1 turn 1: \"t1\"",
                        "attempt-failed a r~1 rejected",
                        "step-failed a r~1 rejected",
                        "run-failed rejected");
        assertThat(run.state().usage()).isEqualTo(USED);
    }

    @Test
    void cancellingTheRunCancelsWhatWasCalled() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("search"))));

        assertThat(run.when(cancel()))
                .containsExactly("step-cancelled a[1]/1-search", "step-cancelled a", "run-cancelled");
    }

    @Test
    void callsOfAPausedRunWaitUntilItGoesOn() {
        TestRun run = begun().given(pause());

        assertThat(run.when(turn("a", 1, calls(Callee.agent("search"), Callee.workflow("refund", 2)))))
                .containsExactly(
                        "attempt-progressed a r~1 turn 1: \"t1\" calls a[1]/1-search=agent:search"
                                + " calls a[1]/2-refund=workflow:refund",
                        "step-held a[1]/1-search <- \"search\"",
                        "step-held a[1]/2-refund <- \"refund\"");
        assertThat(run.when(resume()))
                .containsExactly(
                        "run-resumed",
                        "attempt-started a[1]/1-search r~2 #1 search <- in(a[1]/1-search)",
                        "child-started a[1]/2-refund r.c1 refund v4 <- in(a[1]/2-refund)");
    }

    @Test
    void aRunThatWaitsForAPersonWhomAnAgentCalledWaits() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("ann")))).given(TestRun.accepts("a[1]/1-ann"));

        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.state().hasLiveAttempts()).isFalse();
    }

    @Test
    void aRetriedRunBeginsTheStepAnewNotWhatItHadCalled() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("search")))).given(cancel());

        assertThat(run.when(TestRun.retry()))
                .containsExactly("run-retried", "attempt-started a r~3 #1 a-agent <- in(a)");
        assertThat(run.when(turn("a", 1, calls(Callee.agent("search")))))
                .containsExactly(
                        "attempt-progressed a r~3 turn 1: \"t1\" calls a[1]/1-search=agent:search",
                        "attempt-started a[1]/1-search r~4 #1 search <- \"search\"");
    }

    @Test
    void whatAnAgentHasCalledForIsDoneAgainOnlyWithTheStepOfThatAgent() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("search"))))
                .given(succeeds("a[1]/1-search", 1))
                .given(turn("a", 2, new Next.Done(success("out"))));

        assertThat(run.refusal(r -> new RunCommand.Rerun("a[1]/1-search", null, null, null)))
                .isEqualTo(Rejection.Code.STEP_NOT_FOUND);
        assertThat(run.when(r -> new RunCommand.Rerun("a", null, null, null)))
                .endsWith("attempt-started a r~3 #1 a-agent <- in(a)");
        assertThat(run.state().step("a[1]/1-search")).isNull();
        assertThat(pastTurns(run)).isEmpty();
    }

    @Test
    void aStepThatWaitsForAPersonHasNoOpenCalls() {
        TestRun run = TestRun.of(workflow(onFailure(Step.OnFailure.ESCALATE, agent("a", ONCE))), REFUND)
                .given(start())
                .given(r -> result(
                        "r~1",
                        new AttemptResult.Progressed(
                                1,
                                Json.payload("t1"),
                                null,
                                USED,
                                calls(Callee.workflow("refund", null)),
                                r.now().plusSeconds(1))));

        assertThat(run.when(due())).startsWith("step-cancelled a[1]/1-refund");
    }

    @Test
    void anAgentThatUsesUpItsBudgetIsStoppedBetweenItsTurns() {
        TestRun run = TestRun.of(workflow(limited(null, new Budget(20L, null, null), agent("a"))), REFUND)
                .given(start(), turn("a", 1, new Next.Again()));

        assertThat(run.when(turn("a", 2, new Next.Again())))
                .containsExactly(
                        "attempt-progressed a r~1 turn 2: \"t2\"",
                        "attempt-failed a r~1 budget",
                        "step-failed a r~1 budget",
                        "run-failed budget");
    }

    @Test
    void whatIsAroundAnAgentStopsItBetweenItsTurnsBeforeItCallsForMore() {
        Step around = limited(
                null, new Budget(10L, null, null), new SequenceStep("s", StepSettings.DEFAULT, List.of(agent("a"))));
        TestRun run = TestRun.of(workflow(around), REFUND).given(start());

        assertThat(run.when(turn("s/a", 1, calls(Callee.agent("search")))))
                .contains("step-cancelled s/a", "run-failed budget")
                .noneMatch(line -> line.startsWith("attempt-started"));
    }

    @Test
    void aPausedRunTakesNoFurtherTurnUntilItIsResumed() {
        TestRun run = begun().given(turn("a", 1, new Next.Again()), pause());
        assertThat(run.state().hasLiveAttempts())
                .as("the turn under way is finished")
                .isTrue();

        run.given(turn("a", 2, new Next.Again()));

        assertThat(run.state().hasLiveAttempts()).isFalse();
        assertThat(run.refusal(turn("a", 3, new Next.Again()))).isEqualTo(Rejection.Code.ATTEMPT_STALE);
        assertThat(run.when(resume())).containsExactly("run-resumed", "attempt-continued a r~1");
        assertThat(run.state().hasLiveAttempts()).isTrue();
        assertThat(run.when(turn("a", 3, new Next.Done(success("out"))))).endsWith("run-completed -> out(a)");
    }

    @Test
    void whatAnAgentCalledForIsDoneInAPauseButTheAgentGoesOnAfterIt() {
        TestRun run = begun().given(turn("a", 1, calls(Callee.agent("search"))), pause());

        run.given(succeeds("a[1]/1-search", "found"));

        assertThat(run.state().hasLiveAttempts()).isFalse();
        assertThat(run.when(resume())).containsExactly("run-resumed", "attempt-continued a r~1");
    }

    @Test
    void anAttemptWhoseTimeRanOutBetweenTurnsInAPauseTimesOutAtTheResume() {
        TestRun run = TestRun.of(workflow(agent("a", Duration.ofHours(1), ONCE)), REFUND)
                .given(start(), pause(), turn("a", 1, new Next.Again()));

        assertThat(run.after(Duration.ofHours(2)).when(resume()))
                .containsExactly(
                        "run-resumed",
                        "attempt-failed a r~1 timeout",
                        "step-failed a r~1 timeout",
                        "run-failed timeout");
    }
}
