package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.body;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.graph;
import static dev.baton.actors.run.Flow.loop;
import static dev.baton.actors.run.Flow.node;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.resume;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

final class GraphStepTest {

    @Test
    void beginsEveryNodeThatNeedsNothingInOneWriteWithItsOwnInput() {
        TestRun run = TestRun.of(workflow(diamond()));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started g <- run.input",
                        "attempt-started g/a r~1 #1 a-agent <- in(g)",
                        "attempt-started g/x r~2 #1 x-agent <- in(g)");
    }

    @Test
    void aNodeBeginsAsSoonAsItsLastNeedCompletesWhateverElseStillRuns() {
        TestRun run = TestRun.of(workflow(diamond())).given(start());

        assertThat(run.when(succeeds("g/a", 1)))
                .containsExactly(
                        "step-completed g/a r~1 -> 1",
                        "attempt-started g/b r~3 #1 b-agent <- out(g/a)",
                        "attempt-started g/c r~4 #1 c-agent <- out(g/a)");
        assertThat(run.when(succeeds("g/c", 3))).containsExactly("step-completed g/c r~4 -> 3");
        assertThat(run.when(succeeds("g/b", 2)))
                .containsExactly(
                        "step-completed g/b r~3 -> 2", "attempt-started g/d r~5 #1 d-agent <- {b=out(g/b) c=out(g/c)}");
    }

    @Test
    void itsOutputIsThatOfTheNodesThatNobodyNeedsByName() {
        TestRun run = TestRun.of(workflow(diamond()));
        run.given(start(), succeeds("g/a", 1), succeeds("g/b", 2), succeeds("g/c", 3), succeeds("g/d", 4));

        assertThat(run.when(succeeds("g/x", 9)))
                .containsExactly(
                        "step-completed g/x r~2 -> 9",
                        "step-completed g -> {d=out(g/d) x=out(g/x)}",
                        "run-completed -> out(g)");
        assertThat(run.output()).isEqualTo(Json.parse("{\"x\":9,\"d\":4}"));
    }

    @Test
    void aNodeWhoseNeedsCompleteInTheSameTurnBeginsOnce() {
        Step step = graph(
                "g",
                node("sum", "a b", agent("sum")),
                node("a", "", set("a", 1)),
                node("b", "", set("b", 2)),
                node("late", "a b c", agent("late")),
                node("c", "b", set("c", 3)));

        assertThat(TestRun.of(workflow(step)).when(start()))
                .containsExactly(
                        "run-started",
                        "step-started g <- run.input",
                        "step-started g/a <- in(g)",
                        "step-completed g/a -> 1",
                        "step-started g/b <- in(g)",
                        "step-completed g/b -> 2",
                        "step-started g/c <- out(g/b)",
                        "step-completed g/c -> 3",
                        "attempt-started g/sum r~1 #1 sum-agent <- {a=out(g/a) b=out(g/b)}",
                        "attempt-started g/late r~2 #1 late-agent <- {a=out(g/a) b=out(g/b) c=out(g/c)}");
    }

    @Test
    void aNodeThatFailsFailsTheGraphAndCancelsWhatStillRuns() {
        TestRun run = TestRun.of(workflow(diamond())).given(start(), succeeds("g/a", 1));

        assertThat(run.when(fails("g/b", ErrorKind.POLICY)))
                .containsExactly(
                        "attempt-failed g/b r~3 policy",
                        "step-failed g/b r~3 policy",
                        "step-cancelled g/c",
                        "step-cancelled g/x",
                        "step-failed g policy",
                        "run-failed policy");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .isEqualTo("step g/b: it broke");
    }

    @Test
    void aNodeThatFailsInTheTurnInWhichItBeginsDoesNotBeginAgain() {
        Step step = graph(
                "g",
                node("a", "", set("a", 1)),
                node("b", "", set("b", 2)),
                node("c", "a b", set("c", FakeExpression.failing())));

        assertThat(TestRun.of(workflow(step)).when(start()))
                .endsWith(
                        "step-started g/c <- {a=out(g/a) b=out(g/b)}",
                        "step-failed g/c bug",
                        "step-failed g bug",
                        "run-failed bug");
    }

    @Test
    void aNodeWhoseFailureIsToleratedCountsAsCompletedWithoutOutput() {
        Step step = graph(
                "g",
                node("a", "", onFailure(OnFailure.CONTINUE, agent("a"))),
                node("b", "", agent("b")),
                node("c", "a b", agent("c")));
        TestRun run = TestRun.of(workflow(step)).given(start(), fails("g/a", ErrorKind.BUG), succeeds("g/b", 2));

        assertThat(Objects.requireNonNull(run.state().step("g/c")).input().json())
                .isEqualTo(Json.parse("{\"a\":null,\"b\":2}"));
    }

    @Test
    void theAggregateSeesEveryNode() {
        Step step = graph(
                "g",
                FakeExpression.variable("nodes").template(),
                node("a", "", onFailure(OnFailure.CONTINUE, agent("a"))),
                node("b", "a", agent("b")));
        TestRun run = TestRun.of(workflow(step)).given(start(), fails("g/a", ErrorKind.POLICY), succeeds("g/b", 2));

        assertThat(run.output())
                .isEqualTo(Json.parse("{\"a\":{\"status\":\"completed\",\"output\":null,\"error\":{"
                        + "\"kind\":\"policy\",\"message\":\"it broke\"},\"agent\":\"a-agent\"},"
                        + "\"b\":{\"status\":\"completed\",\"output\":2,\"agent\":\"b-agent\"}}"));
    }

    @Test
    void aRetryKeepsWhatHasCompletedAndGoesOnWithTheRest() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, diamond())));
        run.given(start(), succeeds("g/a", 1), succeeds("g/c", 3));

        assertThat(run.when(fails("g/b", ErrorKind.BUG)))
                .containsExactly(
                        "attempt-failed g/b r~3 bug",
                        "step-failed g/b r~3 bug",
                        "step-cancelled g/x",
                        "incident-raised r~5 at g bug");
        assertThat(run.when(resolve("r~5", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~5 at g retry",
                        "step-started g <- in(g)",
                        "attempt-started g/b r~6 #1 b-agent <- out(g/a)",
                        "attempt-started g/x r~7 #1 x-agent <- in(g)");
        assertThat(children(run, "g")).isEqualTo(new StepState.Children(4, 2, 0, 0));
        run.given(succeeds("g/b", 2), succeeds("g/d", 4));
        assertThat(run.when(succeeds("g/x", 9))).endsWith("run-completed -> out(g)");
        assertThat(children(run, "g")).isEqualTo(new StepState.Children(5, 5, 0, 0));
    }

    @Test
    void aRetriedRunBeginsTheNodesTooThatTheFailureKeptFromBeginning() {
        boolean[] works = {false};
        FakeExpression flaky = new FakeExpression("flaky", scope -> works[0] ? Json.of(1) : null);
        Step step = graph("g", node("b", "a", agent("b")), node("x", "", set("x", flaky)), node("a", "", set("a", 2)));
        TestRun run = TestRun.of(workflow(step)).given(start());
        works[0] = true;

        assertThat(run.when(retry()))
                .contains("step-completed g/x -> 1", "attempt-started g/b r~1 #1 b-agent <- out(g/a)");
    }

    @Test
    void anAggregateThatFailsIsMadeAgainOnARetryWithoutDoingTheNodesAgain() {
        boolean[] works = {false};
        FakeExpression flaky = new FakeExpression("flaky", scope -> works[0] ? Json.of("sum") : null);
        Step step = graph("g", flaky.template(), node("a", "", agent("a")));
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, step))).given(start());

        assertThat(run.when(succeeds("g/a", 1)))
                .containsExactly("step-completed g/a r~1 -> 1", "incident-raised r~2 at g bug");
        works[0] = true;
        assertThat(run.when(resolve("r~2", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~2 at g retry",
                        "step-started g <- in(g)",
                        "step-completed g -> \"sum\"",
                        "run-completed -> out(g)");
    }

    @Test
    void whatAPauseHoldsBackBeginsWhenTheRunGoesOn() {
        TestRun run = TestRun.of(workflow(diamond())).given(start(), pause());

        assertThat(run.when(succeeds("g/a", 1)))
                .containsExactly(
                        "step-completed g/a r~1 -> 1", "step-held g/b <- out(g/a)", "step-held g/c <- out(g/a)");
        assertThat(run.when(resume()))
                .containsExactly(
                        "run-resumed",
                        "attempt-started g/b r~3 #1 b-agent <- in(g/b)",
                        "attempt-started g/c r~4 #1 c-agent <- in(g/c)");
    }

    @Test
    void aNodeMayBeAListAndHoldOtherPatterns() {
        Step step = loop(
                "l",
                FakeExpression.constant(true),
                2,
                OnExhausted.FAIL,
                graph(
                        "g",
                        node("many", "", body("g.many", set("first", 1), agent("second"))),
                        node("fan", "many", parallel("p", new Join.All(), branch("b", agent("b"))))));
        TestRun run = TestRun.of(workflow(step));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started l <- run.input",
                        "step-started l[1]/g <- in(l)",
                        "step-started l[1]/g.many <- in(l[1]/g)",
                        "step-started l[1]/g/first <- in(l[1]/g)",
                        "step-completed l[1]/g/first -> 1",
                        "attempt-started l[1]/g/second r~1 #1 second-agent <- out(l[1]/g/first)");
        assertThat(run.when(succeeds("l[1]/g/second", 2)))
                .containsExactly(
                        "step-completed l[1]/g/second r~1 -> 2",
                        "step-completed l[1]/g.many -> out(l[1]/g/second)",
                        "step-started l[1]/g/p <- out(l[1]/g.many)",
                        "attempt-started l[1]/g/p/b r~2 #1 b-agent <- in(l[1]/g/p)");
        assertThat(run.when(succeeds("l[1]/g/p/b", 3)))
                .contains("step-completed l[1]/g -> {fan=out(l[1]/g/p)}", "run-completed -> out(l)");
    }

    @Test
    void nodesThatCouldNeverBeginAreRefused() {
        assertThatThrownBy(() -> graph("g", node("a", "b", set("a", 1)), node("b", "a", set("b", 1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> graph("g", node("a", "nobody", set("a", 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** {@code a}, then {@code b} and {@code c} at the same time, then {@code d}; {@code x} by itself. */
    private static Step diamond() {
        return graph(
                "g",
                node("d", "b c", agent("d")),
                node("a", "", agent("a")),
                node("b", "a", agent("b")),
                node("c", "a", agent("c")),
                node("x", "", agent("x")));
    }

    private static StepState.Children children(TestRun run, String path) {
        return Objects.requireNonNull(run.state().step(path)).children();
    }
}
