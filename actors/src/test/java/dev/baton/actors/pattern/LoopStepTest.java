package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.loop;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.Template;
import dev.baton.actors.pattern.LoopStep.OnExhausted;
import dev.baton.actors.pattern.LoopStep.OnNoProgress;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.TestRun;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class LoopStepTest {

    private static final FakeExpression GOOD = FakeExpression.outputIs("judge", "good");

    @Test
    void repeatsItsListUntilTheConditionHoldsAndHandsEachOutputToTheNextIteration() {
        TestRun run = TestRun.of(workflow(review(OnExhausted.FAIL)));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started review <- run.input",
                        "step-started review[1] <- in(review)",
                        "attempt-started review[1]/write r~1 #1 write-agent <- in(review)");
        assertThat(run.when(succeeds("review[1]/write", "draft")))
                .containsExactly(
                        "step-completed review[1]/write r~1 -> \"draft\"",
                        "attempt-started review[1]/judge r~2 #1 judge-agent <- out(review[1]/write)");
        assertThat(run.when(succeeds("review[1]/judge", "bad")))
                .containsExactly(
                        "step-completed review[1]/judge r~2 -> \"bad\"",
                        "step-completed review[1] -> out(review[1]/judge)",
                        "step-started review[2] <- out(review[1])",
                        "attempt-started review[2]/write r~3 #1 write-agent <- out(review[1])");
        run.given(succeeds("review[2]/write", "better"));
        assertThat(run.when(succeeds("review[2]/judge", "good")))
                .containsExactly(
                        "step-completed review[2]/judge r~4 -> \"good\"",
                        "step-completed review[2] -> out(review[2]/judge)",
                        "step-completed review -> out(review[2])",
                        "run-completed -> out(review)");
    }

    @Test
    void aSingleStepIsRepeatedWithoutAListAroundIt() {
        TestRun run = TestRun.of(workflow(loop("l", FakeExpression.outputIs("a", 2), 5, OnExhausted.FAIL, agent("a"))));

        assertThat(run.when(start())).endsWith("attempt-started l[1]/a r~1 #1 a-agent <- in(l)");
        assertThat(run.when(succeeds("l[1]/a", 1)))
                .containsExactly(
                        "step-completed l[1]/a r~1 -> 1", "attempt-started l[2]/a r~2 #1 a-agent <- out(l[1]/a)");
        assertThat(run.when(succeeds("l[2]/a", 2)))
                .containsExactly(
                        "step-completed l[2]/a r~2 -> 2", "step-completed l -> out(l[2]/a)", "run-completed -> out(l)");
    }

    @Test
    void theFeedbackOfOneIterationIsVisibleToTheNext() {
        Step write = agent("write", FakeExpression.output("judge").template());
        Step first = set("seed", FakeExpression.variable("iteration"));
        TestRun run = TestRun.of(workflow(loop("review", GOOD, 3, OnExhausted.FAIL, agent("judge"), first, write)));
        run.given(start(), succeeds("review[1]/judge", "too long"));

        assertThat(run.activity("review[1]/write")).isNotNull();
        assertThat(input(run, "review[1]/write")).isEqualTo(Json.of("too long"));
        run.given(succeeds("review[1]/write", "x"));
        assertThat(run.when(succeeds("review[2]/judge", "still too long")))
                .containsExactly(
                        "step-completed review[2]/judge r~3 -> \"still too long\"",
                        "step-started review[2]/seed <- out(review[2]/judge)",
                        "step-completed review[2]/seed -> 2",
                        "attempt-started review[2]/write r~4 #1 write-agent <- out(review[2]/judge)");
    }

    @Test
    void aStepThatHasNotRunInThisIterationShowsItsOutputOfTheOneBefore() {
        Step write = agent("write", orNothing("judge"));
        TestRun run = TestRun.of(workflow(loop("review", GOOD, 3, OnExhausted.FAIL, write, agent("judge"))));

        run.given(start());
        assertThat(input(run, "review[1]/write")).isEqualTo(Json.of("nothing"));
        run.given(succeeds("review[1]/write", 1));
        assertThat(run.when(succeeds("review[1]/judge", "shorter")))
                .endsWith("attempt-started review[2]/write r~3 #1 write-agent <- out(review[1]/judge)");
    }

    @Test
    void anExhaustedLoopFailsWithTheConditionThatDidNotHold() {
        TestRun run = exhausted(OnExhausted.FAIL);

        assertThat(run.when(succeeds("review[2]/judge", "bad")))
                .endsWith("step-failed review rejected", "run-failed rejected");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .contains("after 2 iterations", GOOD.source());
    }

    @Test
    void anExhaustedLoopCanAcceptWhatItHas() {
        assertThat(exhausted(OnExhausted.ACCEPT).when(succeeds("review[2]/judge", "bad")))
                .endsWith("step-completed review -> out(review[2])", "run-completed -> out(review)");
    }

    @Test
    void anExhaustedLoopCanAskAPersonWhoGrantsOneMoreIteration() {
        TestRun run = exhausted(OnExhausted.ESCALATE);

        assertThat(run.when(succeeds("review[2]/judge", "bad"))).endsWith("incident-raised r~5 at review rejected");
        assertThat(run.when(resolve("r~5", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~5 at review retry",
                        "step-started review <- in(review)",
                        "step-started review[3] <- out(review[2])",
                        "attempt-started review[3]/write r~6 #1 write-agent <- out(review[2])");
        run.given(succeeds("review[3]/write", 1));
        assertThat(run.when(succeeds("review[3]/judge", "bad"))).endsWith("incident-raised r~8 at review rejected");
        run.given(resolve("r~8", Resolution.RETRY), succeeds("review[4]/write", 1));
        assertThat(run.when(succeeds("review[4]/judge", "good")))
                .endsWith("step-completed review -> out(review[4])", "run-completed -> out(review)");
    }

    @Test
    void aLoopThatMayPollGoesOnWithTheSameOutput() {
        TestRun run = TestRun.of(workflow(polling(OnNoProgress.CONTINUE)));
        run.given(start(), succeeds("poll[1]/ask", "pending"));

        assertThat(run.when(succeeds("poll[2]/ask", "pending")))
                .endsWith("attempt-started poll[3]/ask r~3 #1 ask-agent <- out(poll[2]/ask)");
    }

    @Test
    void aLoopWithoutProgressFailsBeforeItsLimit() {
        TestRun run = TestRun.of(workflow(polling(OnNoProgress.FAIL)));
        run.given(start(), succeeds("poll[1]/ask", "pending"), succeeds("poll[2]/ask", "nearly"));

        assertThat(run.when(succeeds("poll[3]/ask", "nearly")))
                .containsExactly(
                        "step-completed poll[3]/ask r~3 -> \"nearly\"",
                        "step-decided poll noProgress=3",
                        "step-failed poll rejected",
                        "run-failed rejected");
    }

    @Test
    void theConditionComesBeforeTheQuestionWhetherThereIsProgress() {
        Step step = loop(
                "poll",
                FakeExpression.condition("iteration >= 2", scope -> {
                    var iteration = scope.variable("iteration");
                    return iteration != null && iteration.asInt() >= 2;
                }),
                9,
                OnExhausted.FAIL,
                OnNoProgress.FAIL,
                agent("ask"));
        TestRun run = TestRun.of(workflow(step)).given(start(), succeeds("poll[1]/ask", "same"));

        assertThat(run.when(succeeds("poll[2]/ask", "same"))).endsWith("run-completed -> out(poll)");
    }

    @Test
    void aLoopWithoutProgressCanAcceptWhatItHas() {
        TestRun run = TestRun.of(workflow(polling(OnNoProgress.ACCEPT)));
        run.given(start(), succeeds("poll[1]/ask", "pending"));

        assertThat(run.when(succeeds("poll[2]/ask", "pending")))
                .endsWith(
                        "step-decided poll noProgress=2",
                        "step-completed poll -> out(poll[2]/ask)",
                        "run-completed -> out(poll)");
    }

    @Test
    void aLoopWithoutProgressCanAskAPersonWhoGrantsOneMoreIteration() {
        TestRun run = TestRun.of(workflow(polling(OnNoProgress.ESCALATE)));
        run.given(start(), succeeds("poll[1]/ask", "pending"));

        assertThat(run.when(succeeds("poll[2]/ask", "pending"))).endsWith("incident-raised r~3 at poll rejected");
        run.given(resolve("r~3", Resolution.RETRY));
        assertThat(run.when(succeeds("poll[3]/ask", "pending"))).endsWith("incident-raised r~5 at poll rejected");
        run.given(resolve("r~5", Resolution.RETRY));
        assertThat(run.when(succeeds("poll[4]/ask", "good"))).endsWith("run-completed -> out(poll)");
    }

    @Test
    void aFailedIterationFailsTheLoopAndARetryTakesAnotherWithTheOutputOfTheLastThatCompleted() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, review(OnExhausted.FAIL))));
        run.given(start(), succeeds("review[1]/write", 1), succeeds("review[1]/judge", "bad"));

        assertThat(run.when(fails("review[2]/write", ErrorKind.BUG)))
                .containsExactly(
                        "attempt-failed review[2]/write r~3 bug",
                        "step-failed review[2]/write r~3 bug",
                        "step-failed review[2] bug",
                        "incident-raised r~4 at review bug");
        assertThat(run.when(resolve("r~4", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~4 at review retry",
                        "step-started review <- in(review)",
                        "step-started review[3] <- out(review[1])",
                        "attempt-started review[3]/write r~5 #1 write-agent <- out(review[1])");
    }

    @Test
    void aConditionThatCannotBeEvaluatedFailsTheLoop() {
        Step step = loop("l", FakeExpression.failing(), 3, OnExhausted.ACCEPT, set("a", 1));

        assertThat(TestRun.of(workflow(step)).when(start())).endsWith("step-failed l bug", "run-failed bug");
    }

    @Test
    void aLoopOfValuesRunsToItsLimitInOneDecision() {
        Step step = loop("l", FakeExpression.constant(false), 1_000, OnExhausted.ACCEPT, set("a", 1));

        assertThat(TestRun.of(workflow(step)).when(start())).hasSize(2 + 2 * 1_000 + 2);
    }

    private static Template orNothing(String id) {
        return new FakeExpression("judge or nothing", scope -> {
                    var output = scope.stepOutput(id);
                    return output == null ? Json.of("nothing") : output;
                })
                .template();
    }

    private static Step polling(OnNoProgress onNoProgress) {
        return loop("poll", FakeExpression.outputIs("ask", "good"), 9, OnExhausted.FAIL, onNoProgress, agent("ask"));
    }

    private static Step review(OnExhausted onExhausted) {
        return loop("review", GOOD, 2, onExhausted, agent("write"), agent("judge"));
    }

    private static TestRun exhausted(OnExhausted onExhausted) {
        return TestRun.of(workflow(review(onExhausted)))
                .given(
                        start(),
                        succeeds("review[1]/write", 1),
                        succeeds("review[1]/judge", "bad"),
                        succeeds("review[2]/write", 2));
    }

    private static Object input(TestRun run, String path) {
        return Objects.requireNonNull(run.state().step(path)).input().json();
    }
}
