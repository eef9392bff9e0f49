package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.body;
import static dev.baton.actors.run.Flow.choose;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.when;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.TestRun;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SwitchStepTest {

    private static final FakeExpression YES = FakeExpression.constant(true);
    private static final FakeExpression NO = FakeExpression.constant(false);

    @Test
    void takesTheFirstCaseThatHoldsAndRecordsTheChoice() {
        Step step = choose("s", null, when(NO, agent("a")), when(YES, agent("b")), when(YES, agent("c")));
        TestRun run = TestRun.of(workflow(step));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started s <- run.input",
                        "step-decided s case=1",
                        "attempt-started s/b r~1 #1 b-agent <- in(s)");
        assertThat(run.when(succeeds("s/b", 1)))
                .containsExactly(
                        "step-completed s/b r~1 -> 1", "step-completed s -> out(s/b)", "run-completed -> out(s)");
    }

    @Test
    void aCaseMayBeAList() {
        Step step = choose("s", null, when(YES, body("s.0", set("a", 1), agent("b"))));

        assertThat(TestRun.of(workflow(step)).when(start()))
                .containsExactly(
                        "run-started",
                        "step-started s <- run.input",
                        "step-decided s case=0",
                        "step-started s.0 <- in(s)",
                        "step-started s/a <- in(s)",
                        "step-completed s/a -> 1",
                        "attempt-started s/b r~1 #1 b-agent <- out(s/a)");
    }

    @Test
    void takesOtherwiseIfNoCaseHolds() {
        Step step = choose("s", body("s.otherwise", set("x", 1), set("y", 2)), when(NO, agent("a")));

        assertThat(TestRun.of(workflow(step)).when(start()))
                .contains(
                        "step-decided s case=\"otherwise\"",
                        "step-started s.otherwise <- in(s)",
                        "run-completed -> out(s)");
    }

    @Test
    void returnsItsInputIfThereIsNothingToTake() {
        assertThat(TestRun.of(workflow(choose("s", null, when(NO, agent("a"))))).when(start()))
                .containsExactly(
                        "run-started",
                        "step-started s <- run.input",
                        "step-decided s case=\"none\"",
                        "step-completed s -> in(s)",
                        "run-completed -> out(s)");
    }

    @Test
    void failsIfAConditionCannotBeEvaluatedAndLooksAtNoneAfterIt() {
        Step step = choose("s", agent("z"), when(FakeExpression.failing(), agent("a")), when(YES, agent("b")));

        assertThat(TestRun.of(workflow(step)).when(start()))
                .containsExactly("run-started", "step-started s <- run.input", "step-failed s bug", "run-failed bug");
    }

    @Test
    void failsWithTheStepItHasTaken() {
        TestRun run = TestRun.of(workflow(choose("s", agent("a")))).given(start());

        assertThat(run.when(fails("s/a", ErrorKind.POLICY)))
                .endsWith("step-failed s/a r~1 policy", "step-failed s policy", "run-failed policy");
    }

    @Test
    void choosesAgainOnARetry() {
        boolean[] first = {true};
        FakeExpression changing = FakeExpression.condition("changing", scope -> first[0]);
        Step step = choose("s", agent("b"), when(changing, agent("a")));
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, step)));
        run.given(start(), fails("s/a", ErrorKind.BUG));

        first[0] = false;
        assertThat(run.when(resolve("r~2", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~2 at s retry",
                        "step-started s <- in(s)",
                        "step-decided s case=\"otherwise\"",
                        "attempt-started s/b r~3 #1 b-agent <- in(s)");
        assertThat(Objects.requireNonNull(run.state().step("s")).children())
                .isEqualTo(new StepState.Children(2, 0, 1, 0));
        assertThat(run.when(succeeds("s/b", 1))).endsWith("step-completed s -> out(s/b)", "run-completed -> out(s)");
    }

    @Test
    void takesTheSameCaseAgainOnARetryWithoutCountingItTwice() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, choose("s", null, when(YES, agent("a"))))));
        run.given(start(), fails("s/a", ErrorKind.BUG), resolve("r~2", Resolution.RETRY));

        assertThat(Objects.requireNonNull(run.state().step("s")).children())
                .isEqualTo(new StepState.Children(1, 0, 0, 0));
        assertThat(run.when(succeeds("s/a", 1)))
                .containsExactly(
                        "step-completed s/a r~3 -> 1", "step-completed s -> out(s/a)", "run-completed -> out(s)");
    }
}
