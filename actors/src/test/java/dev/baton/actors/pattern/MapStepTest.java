package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.map;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static dev.baton.actors.run.TestRun.tick;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Template;
import dev.baton.actors.pattern.MapStep.OnItemFailure;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.TestRun;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MapStepTest {

    private static final Template THREE =
            FakeExpression.constant(List.of("a", "b", "c")).template();

    @Test
    void doesItsListForEachItemAsManyAtATimeAsAllowedAndKeepsTheOrderOfTheItems() {
        TestRun run = TestRun.of(workflow(map("each", THREE, OnItemFailure.FAIL, null, agent("read"), agent("rate"))));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started each <- [\"a\",\"b\",\"c\"]",
                        "step-started each[1] <- item(each 1)",
                        "attempt-started each[1]/read r~1 #1 read-agent <- item(each 1)",
                        "step-started each[2] <- item(each 2)",
                        "attempt-started each[2]/read r~2 #1 read-agent <- item(each 2)");
        run.given(succeeds("each[2]/read", 2));
        assertThat(run.when(succeeds("each[2]/rate", "B")))
                .containsExactly(
                        "step-completed each[2]/rate r~3 -> \"B\"",
                        "step-completed each[2] -> out(each[2]/rate)",
                        "step-started each[3] <- item(each 3)",
                        "attempt-started each[3]/read r~4 #1 read-agent <- item(each 3)");
        run.given(succeeds("each[3]/read", 3), succeeds("each[1]/read", 1), succeeds("each[3]/rate", "C"));
        assertThat(run.when(succeeds("each[1]/rate", "A")))
                .endsWith("step-completed each -> out(each[1..3])", "run-completed -> out(each)");
        assertThat(Objects.requireNonNull(run.state().step("each")).output())
                .isEqualTo(Json.payload(List.of("A", "B", "C")));
        assertThat(Objects.requireNonNull(run.state().step("each[3]/read")).input())
                .isEqualTo(Json.payload("c"));
    }

    @Test
    void takesTheInputOfTheStepWithoutAnExpression() {
        TestRun run = TestRun.of(workflow(
                set("list", List.of(7, 8)),
                map("each", OnItemFailure.FAIL, set("same", FakeExpression.variable("item")))));

        assertThat(run.when(start()))
                .endsWith("step-completed each -> out(each[1..2]/same)", "run-completed -> out(each)");
        assertThat(Objects.requireNonNull(run.state().step("each")).output()).isEqualTo(Json.payload(List.of(7, 8)));
    }

    @Test
    void anItemThatIsHandedOnIsRecordedByItsNumber() {
        Step send = agent("send", FakeExpression.variable("item").template());
        TestRun run = TestRun.of(workflow(map("each", THREE, OnItemFailure.FAIL, null, agent("look"), send)));
        run.given(start());

        assertThat(run.when(succeeds("each[2]/look", 1)))
                .endsWith("attempt-started each[2]/send r~3 #1 send-agent <- item(each 2)");
    }

    @Test
    void noItemSeesTheResultsOfAnother() {
        Step later = agent(
                "later",
                new FakeExpression("steps.look.output or none", scope -> {
                            var output = scope.stepOutput("look");
                            return output == null ? Json.of("none") : output;
                        })
                        .template());
        Step choice = new SwitchStep(
                "choice",
                Step.StepSettings.DEFAULT,
                List.of(new SwitchStep.Case(
                        FakeExpression.condition(
                                "item == a", scope -> Json.of("a").equals(scope.variable("item"))),
                        agent("look"))),
                null);
        TestRun run = TestRun.of(workflow(map("each", THREE, OnItemFailure.FAIL, null, choice, later)));
        run.given(start(), succeeds("each[1]/choice/look", "seen"));

        assertThat(input(run, "each[1]/later")).isEqualTo(Json.of("seen"));
        assertThat(input(run, "each[2]/later")).isEqualTo(Json.of("none"));
    }

    @Test
    void anEmptyListIsDoneAtOnce() {
        TestRun run = TestRun.of(workflow(set("list", List.of()), map("each", OnItemFailure.FAIL, agent("a"))));

        assertThat(run.when(start()))
                .endsWith("step-completed each -> out(each[1..0]/a)", "run-completed -> out(each)");
    }

    @Test
    void whatIsNoListFailsTheStep() {
        TestRun run = TestRun.of(
                workflow(map("each", FakeExpression.constant("x").template(), OnItemFailure.FAIL, null, agent("a"))));

        assertThat(run.when(start())).endsWith("step-failed each rejected", "run-failed rejected");
        assertThat(message(run)).contains("must be a list");
    }

    @Test
    void moreItemsThanAllowedFailTheStep() {
        Template many = FakeExpression.constant(
                        IntStream.rangeClosed(0, MapStep.ITEMS_MAX).boxed().toList())
                .template();
        TestRun run = TestRun.of(workflow(map("each", many, OnItemFailure.FAIL, null, agent("a"))));

        run.given(start());
        assertThat(message(run)).contains("10001 items", "at most 10000");
    }

    @Test
    void itemsThatAskNobodyAreWrittenInPartsEachDueAtOnce() {
        Template many = FakeExpression.constant(
                        IntStream.rangeClosed(1, MapStep.ITEMS_MAX).boxed().toList())
                .template();
        TestRun run = TestRun.of(
                workflow(map("each", many, OnItemFailure.FAIL, null, set("same", FakeExpression.variable("item")))));

        List<String> first = run.when(start());
        assertThat(first).hasSizeBetween(1_000, 1_100).last().asString().startsWith("wait-started each");
        assertThat(run.state().nextDue()).hasValue(TestRun.EPOCH);
        int writes = 1;
        while (!run.state().ended()) {
            assertThat(run.when(tick())).hasSizeBetween(2, 1_100).first().isEqualTo("step-started each <- in(each)");
            writes++;
        }
        assertThat(writes).isBetween(20, 22);
        assertThat(run.output())
                .isEqualTo(Json.of(
                        IntStream.rangeClosed(1, MapStep.ITEMS_MAX).boxed().toList()));
    }

    @Test
    void whatFailedBetweenTwoPartsIsHeardOfWithTheNext() {
        Template many = FakeExpression.constant(
                        IntStream.rangeClosed(1, 2_000).boxed().toList())
                .template();
        Step first = new SwitchStep(
                "first",
                Step.StepSettings.DEFAULT,
                List.of(new SwitchStep.Case(
                        FakeExpression.condition(
                                "item == 1", scope -> Json.of(1).equals(scope.variable("item"))),
                        agent("slow"))),
                null);
        TestRun run = TestRun.of(workflow(map("each", many, OnItemFailure.FAIL, null, first)));

        assertThat(run.when(start())).last().asString().startsWith("wait-started each");
        assertThat(run.when(fails("each[1]/first/slow", ErrorKind.REJECTED)))
                .doesNotContain("step-failed each rejected");
        assertThat(run.when(tick())).endsWith("step-failed each rejected", "run-failed rejected");
    }

    @Test
    void anItemThatFailsFailsAllAndCancelsTheOthers() {
        TestRun run = TestRun.of(workflow(map("each", THREE, OnItemFailure.FAIL, null, agent("a"))));
        run.given(start());

        assertThat(run.when(fails("each[2]/a", ErrorKind.REJECTED)))
                .containsExactly(
                        "attempt-failed each[2]/a r~2 rejected",
                        "step-failed each[2]/a r~2 rejected",
                        "step-cancelled each[1]/a",
                        "step-failed each rejected",
                        "run-failed rejected");
    }

    @Test
    void anItemThatFailsMayBeLeftOut() {
        TestRun run = TestRun.of(workflow(map("each", THREE, OnItemFailure.CONTINUE, null, agent("a"))));
        run.given(start(), fails("each[1]/a", ErrorKind.REJECTED), succeeds("each[2]/a", "B"));

        run.given(succeeds("each[3]/a", "C"));
        assertThat(Objects.requireNonNull(run.state().step("each")).output())
                .isEqualTo(new dev.baton.actors.run.Payload(Json.parse("[null, \"B\", \"C\"]")));
    }

    @Test
    void theAggregateSeesWhatBecameOfEachItem() {
        Template seen = FakeExpression.variable("results").template();
        TestRun run = TestRun.of(workflow(map("each", THREE, OnItemFailure.CONTINUE, seen, agent("a"))));
        run.given(start(), fails("each[1]/a", ErrorKind.REJECTED), succeeds("each[2]/a", "B"));
        run.given(succeeds("each[3]/a", "C"));

        JsonNode results = Objects.requireNonNull(
                        Objects.requireNonNull(run.state().step("each")).output())
                .json();
        assertThat(results.at("/0/status").textValue()).isEqualTo("failed");
        assertThat(results.at("/0/error/kind").textValue()).isEqualTo("rejected");
        assertThat(results.at("/1/output").textValue()).isEqualTo("B");
    }

    @Test
    void aRetryGoesOnWithTheItemsThatHadNotCompleted() {
        TestRun run = TestRun.of(
                workflow(onFailure(OnFailure.ESCALATE, map("each", THREE, OnItemFailure.FAIL, null, agent("a")))));
        run.given(start(), succeeds("each[1]/a", "A"));

        assertThat(run.when(fails("each[2]/a", ErrorKind.BUG))).endsWith("incident-raised r~4 at each bug");
        assertThat(run.when(resolve("r~4", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~4 at each retry",
                        "step-started each <- in(each)",
                        "attempt-started each[2]/a r~5 #1 a-agent <- item(each 2)",
                        "attempt-started each[3]/a r~6 #1 a-agent <- item(each 3)");
        run.given(succeeds("each[2]/a", "B"), succeeds("each[3]/a", "C"));
        assertThat(Objects.requireNonNull(run.state().step("each")).output())
                .isEqualTo(Json.payload(List.of("A", "B", "C")));
    }

    @Test
    void howeverManyItemsThereAreOneWriteHoldsAFewEvents() {
        Template many = FakeExpression.constant(
                        IntStream.range(0, 1_000).boxed().toList())
                .template();
        TestRun run = TestRun.of(workflow(map("each", many, OnItemFailure.FAIL, null, agent("a"))));
        run.given(start());

        for (int number = 1; number <= 1_000; number++) {
            assertThat(run.when(succeeds("each[" + number + "]/a", number))).hasSizeLessThanOrEqualTo(3);
            assertThat(run.state().busy().size()).isLessThanOrEqualTo(2);
        }
        assertThat(run.state().ended()).isTrue();
    }

    private static Object input(TestRun run, String path) {
        return Objects.requireNonNull(run.state().step(path)).input().json();
    }

    private static String message(TestRun run) {
        return Objects.requireNonNull(Objects.requireNonNull(run.state().end()).error())
                .message();
    }
}
