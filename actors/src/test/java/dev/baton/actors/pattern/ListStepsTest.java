package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.Step.StepSettings;
import dev.baton.actors.run.TestRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sequences and values: the steps that ask nobody. */
final class ListStepsTest {

    @Test
    void aSequenceHandsEachOutputToTheNextStepAndItsLastOutputOn() {
        TestRun run = TestRun.of(workflow(agent("a"), agent("b"), agent("c")));

        run.given(start());
        assertThat(run.when(succeeds("a", 1)))
                .containsExactly("step-completed a r~1 -> 1", "attempt-started b r~2 #1 b-agent <- out(a)");
        assertThat(run.when(succeeds("b", 2)))
                .containsExactly("step-completed b r~2 -> 2", "attempt-started c r~3 #1 c-agent <- out(b)");
        assertThat(run.when(succeeds("c", 3))).containsExactly("step-completed c r~3 -> 3", "run-completed -> out(c)");
        assertThat(run.output()).isEqualTo(Json.of(3));
    }

    @Test
    void aRunWithoutStepsReturnsItsInput() {
        assertThat(TestRun.of(workflow()).when(start())).containsExactly("run-started", "run-completed -> run.input");
    }

    @Test
    void theOutputOfTheRunIsWhatItsTemplateSays() {
        TestRun run = TestRun.of(workflow(FakeExpression.output("a").template(), agent("a"), set("b", 2)));

        assertThat(run.given(start()).when(succeeds("a", 1)))
                .endsWith("step-completed b -> 2", "run-completed -> out(a)");
    }

    @Test
    void aRunWhoseOutputCannotBeEvaluatedFails() {
        TestRun run = TestRun.of(workflow(FakeExpression.failing().template(), set("a", 1)));

        assertThat(run.when(start())).endsWith("step-completed a -> 1", "run-failed bug");
    }

    @Test
    void aValueIsSetWithoutAskingAnyone() {
        TestRun run = TestRun.of(workflow(set("a", 1), set("b", FakeExpression.output("a"))));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started a <- run.input",
                        "step-completed a -> 1",
                        "step-started b <- out(a)",
                        "step-completed b -> out(a)",
                        "run-completed -> out(b)");
    }

    @Test
    void aValueThatCannotBeEvaluatedFailsItsStep() {
        TestRun run = TestRun.of(workflow(set("a", FakeExpression.failing())));

        assertThat(run.when(start()))
                .containsExactly("run-started", "step-started a <- run.input", "step-failed a bug", "run-failed bug");
    }

    @Test
    void aValueIsEvaluatedAgainWhenAPersonSaysRetry() {
        boolean[] works = {false};
        FakeExpression flaky = new FakeExpression("flaky", scope -> works[0] ? Json.of(7) : null);
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, set("a", flaky))))
                .given(start());

        works[0] = true;
        assertThat(run.when(resolve("r~1", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~1 at a retry",
                        "step-started a <- in(a)",
                        "step-completed a -> 7",
                        "run-completed -> out(a)");
    }

    @Test
    void aFailedStepFailsItsSequence() {
        TestRun run = TestRun.of(workflow(sequence("s", OnFailure.FAIL, agent("a"), agent("b"))));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started s <- run.input",
                        "attempt-started s/a r~1 #1 a-agent <- run.input");
        assertThat(run.when(fails("s/a", ErrorKind.BUG)))
                .containsExactly(
                        "attempt-failed s/a r~1 bug", "step-failed s/a r~1 bug", "step-failed s bug", "run-failed bug");
    }

    @Test
    void aRetriedSequenceGoesOnWithTheStepThatFailedAndThenIsBusyNoMore() {
        TestRun run = TestRun.of(workflow(sequence("s", OnFailure.ESCALATE, agent("a"), agent("b"), agent("c"))));
        run.given(start(), succeeds("s/a", 1));

        assertThat(run.when(fails("s/b", ErrorKind.BUG)))
                .containsExactly(
                        "attempt-failed s/b r~2 bug", "step-failed s/b r~2 bug", "incident-raised r~3 at s bug");
        assertThat(run.when(resolve("r~3", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~3 at s retry",
                        "step-started s <- in(s)",
                        "attempt-started s/b r~4 #1 b-agent <- in(s/b)");
        assertThat(run.state().busy()).containsExactly("s/b");
        assertThat(run.when(succeeds("s/b", 2)))
                .containsExactly("step-completed s/b r~4 -> 2", "attempt-started s/c r~5 #1 c-agent <- out(s/b)");
        assertThat(run.when(succeeds("s/c", 3)))
                .containsExactly(
                        "step-completed s/c r~5 -> 3", "step-completed s -> out(s/c)", "run-completed -> out(s)");
    }

    @Test
    void aStepThatStartsAfterItsListWasCancelledInTheSameTurnNeverStarts() {
        // The list "p.left" starts its inner parallel in the same turn in which "bad" fails everything around it.
        Step inner = parallel("inner", new Join.All(), branch("x", agent("x")), branch("y", agent("y")));
        TestRun run = TestRun.of(workflow(parallel(
                "p",
                new Join.All(),
                branch("left", inner, agent("after")),
                branch("right", set("bad", FakeExpression.failing())))));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started p <- run.input",
                        "step-started p.left <- in(p)",
                        "step-started p/bad <- in(p)",
                        "step-failed p/bad bug",
                        "step-started p/inner <- in(p)",
                        "step-cancelled p/inner",
                        "step-cancelled p.left",
                        "step-failed p bug",
                        "run-failed bug");
    }

    private static Step sequence(String id, OnFailure onFailure, Step... steps) {
        return new SequenceStep(id, new StepSettings(onFailure, null), List.of(steps));
    }
}
