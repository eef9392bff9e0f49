package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.choose;
import static dev.baton.actors.run.Flow.loop;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.when;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.LoopStep.OnExhausted;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which instance of a step an expression means, and what it sees of it. */
final class StepLookupTest {

    private static final FakeExpression NEVER = FakeExpression.constant(false);

    @Test
    void aStepThatHasNotEndedIsUnknown() {
        TestRun run = TestRun.of(workflow(agent("a"), set("b", orNone("c")), set("c", 1)));

        run.given(start(), succeeds("a", 1));
        assertThat(output(run, "b")).isEqualTo(Json.of("none"));
    }

    @Test
    void aStepInsideAPatternIsFoundByItsIdFromEverywhere() {
        TestRun run = TestRun.of(workflow(
                parallel(
                        "p",
                        new Join.All(),
                        branch("x", choose("s", null, when(FakeExpression.constant(true), set("a", 7))))),
                set("b", FakeExpression.output("a"))));

        assertThat(run.when(start())).contains("step-completed b -> out(p/s/a)");
    }

    @Test
    void insideALoopTheInstanceOfTheSameIterationIsMeantElseOfTheOneBefore() {
        TestRun run = TestRun.of(workflow(loop(
                "l",
                NEVER,
                3,
                OnExhausted.ACCEPT,
                set("early", orNone("late")),
                set("late", FakeExpression.variable("iteration")))));

        run.given(start());
        assertThat(output(run, "l[1]/early")).isEqualTo(Json.of("none"));
        assertThat(output(run, "l[2]/early")).isEqualTo(Json.of(1));
        assertThat(output(run, "l[3]/early")).isEqualTo(Json.of(2));
    }

    @Test
    void fromOutsideALoopTheLatestInstanceIsMeant() {
        TestRun run = TestRun.of(workflow(
                loop("l", NEVER, 3, OnExhausted.ACCEPT, set("a", FakeExpression.variable("iteration"))),
                set("b", FakeExpression.output("a"))));

        assertThat(run.when(start())).contains("step-completed b -> out(l[3]/a)");
    }

    @Test
    void inNestedLoopsEveryLevelCounts() {
        Step inner = loop("inner", NEVER, 2, OnExhausted.ACCEPT, set("a", FakeExpression.variable("iteration")));
        TestRun run =
                TestRun.of(workflow(loop("outer", NEVER, 2, OnExhausted.ACCEPT, set("before", orNone("a")), inner)));

        run.given(start());
        assertThat(output(run, "outer[1]/before")).isEqualTo(Json.of("none"));
        assertThat(output(run, "outer[2]/before")).isEqualTo(Json.of(2));
        assertThat(run.commits().getFirst().events().stream().map(EventText::of))
                .contains("step-completed outer[2]/before -> out(outer[1]/inner[2]/a)");
    }

    @Test
    void theFailureOfAStepIsVisibleToTheStepsAfterIt() {
        TestRun run = TestRun.of(
                workflow(onFailure(Step.OnFailure.CONTINUE, agent("a")), set("b", FakeExpression.step("a"))));
        run.given(start(), fails("a", ErrorKind.POLICY));

        assertThat(output(run, "b").at("/error/kind").asText()).isEqualTo("policy");
        assertThat(output(run, "b").at("/attempts").asInt()).isEqualTo(1);
    }

    @Test
    void whatIsLookedUpIsTheVeryInstanceThatTheRunHolds() {
        JsonNode big = Json.parse("{\"text\":\"long\"}");
        TestRun run = TestRun.of(
                workflow(agent("a"), set("b", FakeExpression.output("a")), set("c", FakeExpression.input())));
        run.given(start(big), succeeds("a", Json.parse("{\"more\":1}")));

        assertThat(output(run, "b")).isSameAs(output(run, "a"));
        assertThat(output(run, "c")).isSameAs(run.state().started().input().json());
    }

    private static FakeExpression orNone(String id) {
        return new FakeExpression("steps." + id + ".output or none", scope -> {
            JsonNode output = scope.stepOutput(id);
            return output == null ? Json.of("none") : output;
        });
    }

    private static JsonNode output(TestRun run, String path) {
        return Objects.requireNonNull(
                        Objects.requireNonNull(run.state().step(path)).output())
                .json();
    }
}
