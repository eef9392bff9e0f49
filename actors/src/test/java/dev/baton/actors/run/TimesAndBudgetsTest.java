package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.child;
import static dev.baton.actors.run.Flow.fallback;
import static dev.baton.actors.run.Flow.limited;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.retry;
import static dev.baton.actors.run.Flow.signal;
import static dev.baton.actors.run.Flow.undoneBy;
import static dev.baton.actors.run.Flow.with;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.childEnds;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.resume;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step.OnCancel;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.Step.StepSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Times and budgets of steps, patterns and runs. */
final class TimesAndBudgetsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static Budget calls(long calls) {
        return new Budget(null, null, calls);
    }

    private static Budget tokens(long tokens) {
        return new Budget(tokens, null, null);
    }

    private static Step sequence(String id, Step... steps) {
        return new SequenceStep(id, StepSettings.DEFAULT, List.of(steps));
    }

    private static StepSettings ofTheRun(@Nullable Budget budget) {
        return new StepSettings(FailureRules.FAIL, null, OnCancel.LEAVE, null, budget, null);
    }

    private static TestRun.Move uses(String path, long tokens) {
        return run -> TestRun.result(
                run.attempt(path), new AttemptResult.Succeeded(Json.payload(1), new Usage(tokens, 0, 0), null));
    }

    @Test
    void aPatternFailsWhenItsTimeIsOverAndWhatIsInsideIsCancelled() {
        Step both = parallel("both", new Join.All(), branch("l", agent("l")), branch("r", signal("r", "go", null)));
        TestRun run = TestRun.of(workflow(limited(MINUTE, null, both)));

        assertThat(run.when(start())).contains("limits-set both until +PT1M");
        assertThat(run.when(due()))
                .containsExactly(
                        "step-cancelled both/r",
                        "step-cancelled both/l",
                        "step-failed both timeout",
                        "run-failed timeout");
    }

    @Test
    void aPatternThatEndsInTimeIsNotHeldToItAnyMore() {
        TestRun run = TestRun.of(workflow(limited(MINUTE, null, sequence("s", agent("a"))), agent("b")))
                .given(start(), succeeds("s/a", 1));

        assertThat(run.state().nextDue()).isEmpty();
        assertThat(run.state().limits()).isEmpty();
    }

    @Test
    void theTightestOfSeveralTimesHolds() {
        Step inner = limited(HOUR, null, sequence("inner", agent("a")));
        Step outer = with(
                new StepSettings(FailureRules.always(OnFailure.CONTINUE), null, OnCancel.LEAVE, MINUTE, null, null),
                sequence("outer", inner));
        TestRun run = TestRun.of(workflow(outer, agent("b"))).given(start());

        assertThat(run.when(due()))
                .containsExactly(
                        "step-cancelled outer/inner/a",
                        "step-cancelled outer/inner",
                        "step-failed outer timeout continued",
                        "attempt-started b r~2 #1 b-agent <- out(outer)");
        assertThat(run.state().nextDue()).isEmpty();
    }

    @Test
    void aTimeThatIsOverGoesTheWayOfOnFailure() {
        Step slow = limited(MINUTE, null, fallback(agent("quick"), sequence("slow", agent("a")), ErrorKind.TIMEOUT));
        TestRun run = TestRun.of(workflow(slow)).given(start());

        // The settings of the fallback are kept beside the limits.
        assertThat(run.when(due()))
                .containsExactly(
                        "step-cancelled slow/a",
                        "remedy-started slow fallback timeout",
                        "attempt-started slow/quick r~2 #1 quick-agent <- in(slow)");
        assertThat(run.state().nextDue()).isEmpty();
        assertThat(run.when(succeeds("slow/quick", 1))).endsWith("run-completed -> out(slow)");
    }

    @Test
    void timesOfStepsWaitWhileTheRunIsPaused() {
        TestRun run = TestRun.of(workflow(limited(MINUTE, null, sequence("s", agent("a")))))
                .given(start(), pause());

        assertThat(run.state().nextDue()).isEmpty();
        assertThat(run.after(HOUR).when(resume())).endsWith("step-failed s timeout", "run-failed timeout");
    }

    @Test
    void aPersonWhoTriesAgainGrantsTheWholeTimeOnceMore() {
        StepSettings settings =
                new StepSettings(FailureRules.always(OnFailure.ESCALATE), null, OnCancel.LEAVE, MINUTE, null, null);
        TestRun run =
                TestRun.of(workflow(with(settings, sequence("s", agent("a"))))).given(start());

        assertThat(run.when(due())).endsWith("incident-raised r~2 at s timeout");
        assertThat(run.state().nextDue()).isEmpty();
        assertThat(run.when(resolve("r~2", Resolution.RETRY)))
                .contains("limits-set s until +PT2M")
                .endsWith("attempt-started s/a r~3 #1 a-agent <- in(s/a)");
    }

    @Test
    void callsAreCountedBeforeTheyAreMade() {
        Step three = sequence("s", agent("a"), agent("b"), agent("c"));
        TestRun run = TestRun.of(workflow(limited(null, calls(2), three))).given(start(), succeeds("s/a", 1));

        assertThat(run.when(succeeds("s/b", 1)))
                .containsExactly("step-completed s/b r~2 -> 1", "step-failed s budget", "run-failed budget");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .contains("step s has used up its budget: 2 of 2 calls");
    }

    @Test
    void repeatedAttemptsCountAsCalls() {
        Step stubborn = limited(null, calls(2), agent("a", retry(5, Duration.ofSeconds(1))));
        TestRun run = TestRun.of(workflow(stubborn)).given(start(), fails("a", ErrorKind.UNAVAILABLE), due());

        run.given(fails("a", ErrorKind.UNAVAILABLE));
        assertThat(run.when(due())).containsExactly("step-failed a budget", "run-failed budget");
    }

    @Test
    void whatWasUsedInsideCountsOutsideToo() {
        Step inner = limited(null, tokens(1_000), sequence("inner", agent("a"), agent("b")));
        TestRun run = TestRun.of(workflow(ofTheRun(tokens(100)), inner)).given(start());

        assertThat(run.when(uses("inner/a", 101)))
                .containsExactly("step-completed inner/a r~1 -> 1", "step-cancelled inner", "run-failed budget");
    }

    @Test
    void aBudgetThatIsJustUsedUpStopsTheNextCall() {
        TestRun run = TestRun.of(workflow(ofTheRun(tokens(100)), agent("a"), agent("b")))
                .given(start());
        assertThat(run.when(uses("a", 100))).endsWith("step-completed a r~1 -> 1", "run-failed budget");

        TestRun last = TestRun.of(workflow(ofTheRun(tokens(100)), agent("a"))).given(start());
        assertThat(last.when(uses("a", 100))).endsWith("run-completed -> out(a)");
    }

    @Test
    void whatIsUndoneIsFree() {
        StepSettings settings =
                new StepSettings(FailureRules.always(OnFailure.COMPENSATE), null, OnCancel.LEAVE, null, calls(2), null);
        Step booking = undoneBy(agent("unbook"), agent("book"));
        TestRun run = TestRun.of(workflow(settings, booking, agent("b"), agent("c")))
                .given(start(), succeeds("book", 1), succeeds("b", 1));

        assertThat(run.state().remedy()).isNotNull();
        assertThat(run.when(succeeds("book/unbook", 1))).endsWith("run-compensated budget");
    }

    @Test
    void aChildRunGetsWhatIsLeft() {
        Step part = limited(MINUTE, new Budget(1_000L, null, 5L), sequence("part", agent("a"), child("c", "known")));
        TestRun run = TestRun.of(workflow(HOUR, part), RandomWorkflow.WORKFLOWS).given(start(), uses("part/a", 400));

        ChildRun child = Objects.requireNonNull(
                Objects.requireNonNull(run.state().step("part/c")).child());
        assertThat(child.deadline()).isEqualTo(TestRun.EPOCH.plus(MINUTE));
        assertThat(child.budget()).isEqualTo(new Budget(600L, null, 4L));
    }

    @Test
    void aRunIsHeldToTheTightestOfItsOwnBudgetAndThatFromAbove() {
        RunCommand.Start plain = TestRun.startCommand("in", null);
        RunCommand.Start start = new RunCommand.Start(
                plain.runId(),
                plain.workflow(),
                plain.version(),
                plain.digest(),
                plain.input(),
                plain.labels(),
                plain.priority(),
                null,
                plain.requestDigest(),
                null,
                new Budget(50L, 7L, null));
        TestRun run = TestRun.of(workflow(ofTheRun(new Budget(100L, null, 3L)), agent("a")));

        run.given(ignored -> start);
        assertThat(Objects.requireNonNull(run.state().limits().get("")).budget())
                .isEqualTo(new Budget(50L, 7L, 3L));
    }

    @Test
    void whatAChildRunUsedCounts() {
        Step part = limited(null, tokens(2), sequence("part", child("c", "known"), agent("a")));
        TestRun run = TestRun.of(workflow(part), RandomWorkflow.WORKFLOWS).given(start());

        assertThat(run.when(childEnds("part/c", RunStatus.COMPLETED, 1, null)))
                .endsWith("step-failed part budget", "run-failed budget");
    }

    @Test
    void aRetriedRunHasItsBudgetOnceMore() {
        TestRun run =
                TestRun.of(workflow(ofTheRun(calls(1)), agent("a"), agent("b"))).given(start(), succeeds("a", 1));
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);

        assertThat(run.when(TestRun.retry())).endsWith("attempt-started b r~2 #1 b-agent <- out(a)");
    }

    @Test
    void aRunThatIsRerunHasItsBudgetAnew() {
        TestRun run = TestRun.of(workflow(ofTheRun(calls(2)), agent("a"), agent("b"), agent("c")))
                .given(start(), succeeds("a", 1), succeeds("b", 2));
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);

        run.given(TestRun.rerun("b"), succeeds("b", 20));

        assertThat(run.attempt("c")).isNotEmpty();
    }

    @Test
    void aRunWhoseFailureAPersonAnswersWithAnotherTryHasItsBudgetAnew() {
        StepSettings asking =
                new StepSettings(FailureRules.always(OnFailure.ESCALATE), null, OnCancel.LEAVE, null, calls(2), null);
        TestRun run = TestRun.of(workflow(asking, agent("a"), agent("b"), agent("c"), agent("d"), agent("e")))
                .given(start(), succeeds("a", 1), succeeds("b", 2));

        run.given(resolve(Objects.requireNonNull(run.state().runIncident()), Resolution.RETRY));
        assertThat(run.state().limits()).containsKey("");
        run.given(succeeds("c", 3), succeeds("d", 4));

        assertThat(run.state().runIncident()).isNotNull();
    }

    @Test
    void aChildRunGetsTheBudgetOfItsStepEachTimeTheStepIsTried() {
        StepSettings settings = new StepSettings(
                FailureRules.always(OnFailure.ESCALATE), null, OnCancel.LEAVE, null, tokens(100), null);
        TestRun run = TestRun.of(workflow(with(settings, child("c", "known"))), RandomWorkflow.WORKFLOWS)
                .given(start());
        assertThat(childOf(run).budget()).isEqualTo(tokens(100));

        run.given(TestRun.childFails("c", ErrorKind.REJECTED), resolve("r~1", Resolution.RETRY));

        assertThat(childOf(run).run()).isEqualTo("r.c2");
        assertThat(childOf(run).budget()).isEqualTo(tokens(100));
    }

    private static ChildRun childOf(TestRun run) {
        return Objects.requireNonNull(
                Objects.requireNonNull(run.state().step("c")).child());
    }

    @Test
    void aRunWhoseFailureAPersonAnswersWithAnotherTryKeepsTheBudgetFromAbove() {
        RunCommand.Start plain = TestRun.startCommand("in", null);
        RunCommand.Start start = new RunCommand.Start(
                plain.runId(),
                plain.workflow(),
                plain.version(),
                plain.digest(),
                plain.input(),
                plain.labels(),
                plain.priority(),
                null,
                plain.requestDigest(),
                null,
                calls(2));
        StepSettings asking =
                new StepSettings(FailureRules.always(OnFailure.ESCALATE), null, OnCancel.LEAVE, null, null, null);
        TestRun run = TestRun.of(workflow(asking, agent("a"), agent("b")))
                .given(ignored -> start, fails("a", ErrorKind.REJECTED));

        run.given(resolve(Objects.requireNonNull(run.state().runIncident()), Resolution.RETRY));

        assertThat(Objects.requireNonNull(run.state().limits().get("")).budget())
                .isEqualTo(calls(2));
    }

    @Test
    void aBranchThatNeverBeganBecauseTheBudgetWasUsedUpBeginsWhenTheRunIsRetried() {
        Step both = parallel("p", new Join.All(), branch("x", agent("a")), branch("y", agent("b")));
        TestRun run = TestRun.of(workflow(ofTheRun(calls(1)), both));
        assertThat(run.when(start())).endsWith("step-cancelled p/a", "step-cancelled p", "run-failed budget");

        run.given(TestRun.retry());

        assertThat(run.state().status())
                .as("the other branch is one call too many again")
                .isEqualTo(RunStatus.FAILED);
        assertThat(Wakers.stuck(run.state())).isEmpty();
    }
}
