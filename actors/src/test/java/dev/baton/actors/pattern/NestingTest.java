package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.body;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.choose;
import static dev.baton.actors.run.Flow.loop;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.when;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.LoopStep.OnExhausted;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.TestRun;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Patterns inside patterns: paths, scopes, cancellation and retries over several levels. */
final class NestingTest {

    @Test
    void aLoopInAParallelInALoopKeepsItsIterationsApart() {
        TestRun run = TestRun.of(workflow(nest()));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started outer <- run.input",
                        "step-started outer[1]/p <- in(outer)",
                        "step-started outer[1]/p/inner <- in(outer[1]/p)",
                        "attempt-started outer[1]/p/b r~1 #1 b-agent <- in(outer[1]/p)",
                        "step-started outer[1]/p/inner[1] <- in(outer[1]/p/inner)",
                        "attempt-started outer[1]/p/inner[1]/a r~2 #1 a-agent <- in(outer[1]/p/inner)");
        run.given(succeeds("outer[1]/p/b", "b1"), succeeds("outer[1]/p/inner[1]/a", "again"));
        assertThat(run.when(succeeds("outer[1]/p/inner[2]/a", "done")))
                .containsExactly(
                        "step-completed outer[1]/p/inner[2]/a r~3 -> \"done\"",
                        "step-started outer[1]/p/inner[2]/seen <- out(outer[1]/p/inner[2]/a)",
                        "step-completed outer[1]/p/inner[2]/seen -> out(outer[1]/p/inner[2]/a)",
                        "step-completed outer[1]/p/inner[2] -> out(outer[1]/p/inner[2]/seen)",
                        "step-completed outer[1]/p/inner -> out(outer[1]/p/inner[2])",
                        "step-completed outer[1]/p -> {left=out(outer[1]/p/inner) right=out(outer[1]/p/b)}",
                        "step-started outer[2]/p <- out(outer[1]/p)",
                        "step-started outer[2]/p/inner <- in(outer[2]/p)",
                        "attempt-started outer[2]/p/b r~4 #1 b-agent <- in(outer[2]/p)",
                        "step-started outer[2]/p/inner[1] <- in(outer[2]/p/inner)",
                        "attempt-started outer[2]/p/inner[1]/a r~5 #1 a-agent <- in(outer[2]/p/inner)");
        run.given(succeeds("outer[2]/p/inner[1]/a", "done"));
        assertThat(run.when(succeeds("outer[2]/p/b", "stop")))
                .endsWith("step-completed outer -> out(outer[2]/p)", "run-completed -> out(outer)");
        assertThat(run.output()).isEqualTo(Json.parse("{\"left\":\"done\",\"right\":\"stop\"}"));
    }

    @Test
    void aFailureDeepInsideCancelsEveryLevelUpToTheOneThatDealsWithIt() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.CONTINUE, nest()), agent("next")));
        run.given(start(), succeeds("outer[1]/p/inner[1]/a", "again"));

        assertThat(run.when(fails("outer[1]/p/b", ErrorKind.POLICY)))
                .containsExactly(
                        "attempt-failed outer[1]/p/b r~1 policy",
                        "step-failed outer[1]/p/b r~1 policy",
                        "step-cancelled outer[1]/p/inner[2]/a",
                        "step-cancelled outer[1]/p/inner[2]",
                        "step-cancelled outer[1]/p/inner",
                        "step-failed outer[1]/p policy",
                        "step-failed outer policy continued",
                        "attempt-started next r~4 #1 next-agent <- out(outer)");
    }

    @Test
    void aRetriedContainerStartsWhatItContainsAfreshAndForgetsItsFormerLife() {
        Step inner = parallel("inner", new Join.All(), branch("x", agent("x"), agent("y")), branch("z", agent("z")));
        Step outer = parallel("outer", new Join.All(), branch("i", inner), branch("o", agent("o")));
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, outer)));
        run.given(start(), succeeds("outer/inner/x", 1), succeeds("outer/inner/z", 3));
        assertThat(run.when(fails("outer/inner/y", ErrorKind.BUG)))
                .containsExactly(
                        "attempt-failed outer/inner/y r~4 bug",
                        "step-failed outer/inner/y r~4 bug",
                        "step-failed outer/inner.x bug",
                        "step-failed outer/inner bug",
                        "step-cancelled outer/o",
                        "incident-raised r~5 at outer bug");

        assertThat(run.when(resolve("r~5", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~5 at outer retry",
                        "step-started outer <- in(outer)",
                        "step-started outer/inner <- in(outer)",
                        "attempt-started outer/o r~6 #1 o-agent <- in(outer)",
                        "step-started outer/inner.x <- in(outer/inner)",
                        "attempt-started outer/inner/z r~7 #1 z-agent <- in(outer/inner)",
                        "attempt-started outer/inner/x r~8 #1 x-agent <- in(outer/inner)");
        assertThat(children(run, "outer")).isEqualTo(new StepState.Children(2, 0, 0, 0));
        assertThat(children(run, "outer/inner")).isEqualTo(new StepState.Children(2, 0, 0, 0));
        assertThat(run.state().step("outer/inner/y")).isNull();

        run.given(succeeds("outer/inner/x", 1), succeeds("outer/inner/y", 2), succeeds("outer/o", 0));
        assertThat(run.when(succeeds("outer/inner/z", 3))).endsWith("run-completed -> out(outer)");
        assertThat(run.output()).isEqualTo(Json.parse("{\"i\":{\"x\":2,\"z\":3},\"o\":0}"));
    }

    @Test
    void aRetriedLoopInsideARetriedContainerDoesNotContinueItsFormerLife() {
        Step inner = loop("l", FakeExpression.constant(false), 2, OnExhausted.FAIL, agent("a"));
        Step outer = onFailure(OnFailure.ESCALATE, choose("s", inner));
        TestRun run = TestRun.of(workflow(outer));
        run.given(start(), succeeds("s/l[1]/a", 1), succeeds("s/l[2]/a", 2), resolve("r~3", Resolution.RETRY));

        assertThat(run.state().steps().keySet()).containsExactlyInAnyOrder("s", "s/l", "s/l[1]/a");
        assertThat(run.when(succeeds("s/l[1]/a", 1)))
                .endsWith("attempt-started s/l[2]/a r~5 #1 a-agent <- out(s/l[1]/a)");
    }

    @Test
    void aFailureInOneBranchCanWaitForAPersonWhileTheOthersGoOn() {
        Step careful = onFailure(OnFailure.ESCALATE, agent("a"));
        TestRun run =
                TestRun.of(workflow(parallel("p", new Join.All(), branch("x", careful), branch("y", agent("b")))));
        run.given(start());

        assertThat(run.when(fails("p/a", ErrorKind.BUG)))
                .containsExactly("attempt-failed p/a r~1 bug", "incident-raised r~3 at p/a bug");
        assertThat(run.when(succeeds("p/b", 2))).containsExactly("step-completed p/b r~2 -> 2");
        assertThat(run.when(resolve("r~3", Resolution.RETRY)))
                .containsExactly("incident-resolved r~3 at p/a retry", "attempt-started p/a r~4 #1 a-agent <- in(p/a)");
        assertThat(run.when(succeeds("p/a", 1))).endsWith("run-completed -> out(p)");
    }

    @Test
    void anIncidentOfAStepEndsWithTheContainerThatIsCancelled() {
        Step careful = onFailure(OnFailure.ESCALATE, agent("a"));
        TestRun run = TestRun.of(
                workflow(parallel("p", new Join.Any(), branch("x", careful), branch("y", agent("b"))), agent("next")));
        run.given(start(), fails("p/a", ErrorKind.BUG));

        assertThat(run.when(succeeds("p/b", 2)))
                .containsExactly(
                        "step-completed p/b r~2 -> 2",
                        "step-cancelled p/a",
                        "step-completed p -> {y=out(p/b)}",
                        "attempt-started next r~4 #1 next-agent <- out(p)");
        assertThat(run.refusal(resolve("r~3", Resolution.RETRY)).code()).isEqualTo("incident-not-found");
    }

    @Test
    void aSwitchInALoopMayTakeAnotherCaseInEachIteration() {
        FakeExpression odd = FakeExpression.condition("iteration is odd", scope -> {
            var iteration = scope.variable("iteration");
            return iteration != null && iteration.asInt() % 2 == 1;
        });
        Step choice =
                choose("s", body("s.otherwise", set("even", "even"), set("twice", 2)), when(odd, set("odd", "odd")));
        TestRun run = TestRun.of(workflow(loop("l", FakeExpression.constant(false), 2, OnExhausted.ACCEPT, choice)));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started l <- run.input",
                        "step-started l[1]/s <- in(l)",
                        "step-decided l[1]/s case=0",
                        "step-started l[1]/s/odd <- in(l[1]/s)",
                        "step-completed l[1]/s/odd -> \"odd\"",
                        "step-completed l[1]/s -> out(l[1]/s/odd)",
                        "step-started l[2]/s <- out(l[1]/s)",
                        "step-decided l[2]/s case=\"otherwise\"",
                        "step-started l[2]/s.otherwise <- in(l[2]/s)",
                        "step-started l[2]/s/even <- in(l[2]/s)",
                        "step-completed l[2]/s/even -> \"even\"",
                        "step-started l[2]/s/twice <- out(l[2]/s/even)",
                        "step-completed l[2]/s/twice -> 2",
                        "step-completed l[2]/s.otherwise -> out(l[2]/s/twice)",
                        "step-completed l[2]/s -> out(l[2]/s.otherwise)",
                        "step-completed l -> out(l[2]/s)",
                        "run-completed -> out(l)");
    }

    /** outer: loop until b says stop { p: { inner: loop until a says done { a, seen }, b } } */
    private static Step nest() {
        Step inner = loop(
                "inner",
                FakeExpression.outputIs("a", "done"),
                3,
                OnExhausted.FAIL,
                agent("a"),
                set("seen", FakeExpression.output("a")));
        Step parallel = parallel("p", new Join.All(), branch("left", inner), branch("right", agent("b")));
        return loop("outer", FakeExpression.outputIs("b", "stop"), 3, OnExhausted.FAIL, parallel);
    }

    private static StepState.Children children(TestRun run, String path) {
        return Objects.requireNonNull(run.state().step(path)).children();
    }
}
