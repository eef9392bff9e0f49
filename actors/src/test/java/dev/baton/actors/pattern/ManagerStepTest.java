package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.manager;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.specialist;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.childCompletes;
import static dev.baton.actors.run.TestRun.childFails;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.resume;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.pattern.ManagerStep.OnExhausted;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.TestRun;
import dev.baton.actors.run.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ManagerStepTest {

    private static final String WHO = "{\"price\":{\"mandate\":\"does price\"},\"legal\":{\"mandate\":\"does legal\"}}";
    private static final String FIRST = "attempt-started m[1]/plan r~1 #1 boss-agent <- {goal=in(m) specialists=" + WHO
            + " results={} failures={} round=1 roundsLeft=2 tasksLeft=6}";

    @Test
    void theManagerIsAskedAndItsTasksBeginAsSoonAsTheirNeedsAreMet() {
        TestRun run = TestRun.of(workflow(buy()));

        assertThat(run.when(start())).containsExactly("run-started", "step-started m <- run.input", FIRST);
        assertThat(run.when(plans(1, "a price", "b price", "c legal a b")))
                .contains("step-decided m plan={\"round\":1,\"tasks\":["
                        + "{\"id\":\"a\",\"specialist\":\"price\",\"needs\":[]},"
                        + "{\"id\":\"b\",\"specialist\":\"price\",\"needs\":[]},"
                        + "{\"id\":\"c\",\"specialist\":\"legal\",\"needs\":[\"a\",\"b\"]}]}")
                .endsWith(
                        "attempt-started m[1]/tasks/a r~2 #1 price-agent <- {\"for\":\"a\"}",
                        "attempt-started m[1]/tasks/b r~3 #1 price-agent <- {\"for\":\"b\"}");
        assertThat(run.when(succeeds("m[1]/tasks/b", 2))).containsExactly("step-completed m[1]/tasks/b r~3 -> 2");
        assertThat(run.when(succeeds("m[1]/tasks/a", 1)))
                .containsExactly(
                        "step-completed m[1]/tasks/a r~2 -> 1",
                        "attempt-started m[1]/tasks/c r~4 #1 legal-agent <- {for=\"c\""
                                + " needs={a=out(m[1]/tasks/a) b=out(m[1]/tasks/b)}}");
        assertThat(input(run, "m[1]/tasks/c")).isEqualTo(Json.parse("{\"for\":\"c\",\"needs\":{\"a\":1,\"b\":2}}"));
        assertThat(run.when(succeeds("m[1]/tasks/c", 3)))
                .endsWith("attempt-started m[2]/plan r~5 #1 boss-agent <- {goal=in(m) specialists=" + WHO
                        + " results={a=out(m[1]/tasks/a) b=out(m[1]/tasks/b) c=out(m[1]/tasks/c)} failures={}"
                        + " round=2 roundsLeft=1 tasksLeft=3}");
        assertThat(run.when(says("m[2]/plan", "{\"answer\":\"buy it\",\"tasks\":[]}")))
                .endsWith(
                        "step-completed m -> {answer=\"buy it\" complete=true rounds=2"
                                + " results={a=out(m[1]/tasks/a) b=out(m[1]/tasks/b) c=out(m[1]/tasks/c)}}",
                        "run-completed -> out(m)");
        assertThat(run.output())
                .isEqualTo(Json.parse("{\"answer\":\"buy it\",\"complete\":true,\"rounds\":2,"
                        + "\"results\":{\"a\":1,\"b\":2,\"c\":3}}"));
    }

    @Test
    void laterTasksMayNeedResultsOfEarlierRounds() {
        TestRun run = TestRun.of(workflow(buy()));
        run.given(start(), plans(1, "a price"), succeeds("m[1]/tasks/a", 1));

        assertThat(run.when(plans(2, "b legal a")))
                .endsWith("attempt-started m[2]/tasks/b r~4 #1 legal-agent <- {for=\"b\" needs={a=out(m[1]/tasks/a)}}");
    }

    @Test
    void aRefusedPlanCountsAsARound() {
        TestRun run = TestRun.of(workflow(buy())).given(start(), says("m[1]/plan", "7"), says("m[2]/plan", "{}"));

        assertThat(run.when(says("m[3]/plan", "{\"tasks\":[]}"))).contains("step-failed m rejected");
        assertThat(error(run).message())
                .isEqualTo("no answer after 3 rounds; the last plan was refused: the output must be an object with a"
                        + " list of 'tasks', an 'answer', or 'escalate' with a reason");
    }

    @Test
    void aFailedTaskIsTheManagersToDealWithWhenNothingElseCanBegin() {
        TestRun run = TestRun.of(workflow(buy()));
        run.given(start(), plans(1, "a price", "b legal a", "c legal"));

        assertThat(run.when(fails("m[1]/tasks/a", ErrorKind.REJECTED)))
                .as("another task is still under way")
                .endsWith("step-failed m[1]/tasks/a r~2 rejected");
        run.given(succeeds("m[1]/tasks/c", 3));
        assertThat(input(run, "m[2]/plan").path("failures"))
                .isEqualTo(Json.parse("{\"a\":{\"specialist\":\"price\",\"round\":1,\"status\":\"failed\","
                        + "\"error\":{\"kind\":\"rejected\",\"message\":\"it broke\"}},"
                        + "\"b\":{\"specialist\":\"legal\",\"round\":1,\"status\":\"not-begun\"}}"));

        assertThat(run.when(plans(2, "a legal", "d price c")))
                .as("reassigned, under the same id")
                .contains("attempt-started m[2]/tasks/a r~5 #1 legal-agent <- {\"for\":\"a\"}");
        run.given(succeeds("m[2]/tasks/a", 1), succeeds("m[2]/tasks/d", 4));
        assertThat(input(run, "m[3]/plan").path("failures"))
                .as("b was dropped")
                .isEqualTo(Json.parse("{\"b\":{\"specialist\":\"legal\",\"round\":1,\"status\":\"not-begun\"}}"));
        assertThat(input(run, "m[3]/plan").path("results")).isEqualTo(Json.parse("{\"a\":1,\"c\":3,\"d\":4}"));
    }

    @Test
    void aManagerMayAskForAPersonWhoLetsItGoOn() {
        TestRun run = TestRun.of(workflow(buy())).given(start());

        assertThat(run.when(says("m[1]/plan", "{\"escalate\":\"too dear\"}")))
                .endsWith(
                        "step-decided m escalated={\"round\":1,\"why\":\"too dear\"}",
                        "incident-raised r~2 at m rejected");
        assertThat(run.when(resolve("r~2", Resolution.RETRY)))
                .containsSubsequence("incident-resolved r~2 at m retry", "step-started m <- in(m)")
                .last()
                .asString()
                .startsWith("attempt-started m[2]/plan r~3");
    }

    @Test
    void atTheLimitItFailsOrAcceptsOrAsksAPersonAsDeclared() {
        TestRun failing = exhausted(OnExhausted.FAIL);
        TestRun accepting = exhausted(OnExhausted.ACCEPT);
        TestRun asking = exhausted(OnExhausted.ESCALATE);

        assertThat(failing.when(succeeds("m[1]/tasks/a", 1))).contains("step-failed m rejected");
        assertThat(accepting.when(succeeds("m[1]/tasks/a", 1)))
                .contains("step-completed m -> {answer=null complete=false rounds=1 results={a=out(m[1]/tasks/a)}}");
        assertThat(asking.when(succeeds("m[1]/tasks/a", 1))).endsWith("incident-raised r~3 at m rejected");
        assertThat(asking.when(resolve("r~3", Resolution.RETRY)))
                .as("one more round")
                .last()
                .asString()
                .startsWith("attempt-started m[2]/plan r~4");
        assertThat(asking.when(says("m[2]/plan", "{}"))).endsWith("incident-raised r~5 at m rejected");
    }

    @Test
    void aSpecialistMayBeAWorkflow() {
        ManagerStep step = manager(
                "m", 3, 6, OnExhausted.FAIL, specialist("m", "price", null), specialist("m", "legal", "review"));
        TestRun run = TestRun.of(workflow(step), knows(null)).given(start());

        assertThat(run.when(plans(1, "a legal")))
                .endsWith("child-started m[1]/tasks/a r.c1 review v1 <- {\"for\":\"a\"}");
        run.given(childFails("m[1]/tasks/a", ErrorKind.POLICY));
        assertThat(input(run, "m[2]/plan")
                        .path("failures")
                        .path("a")
                        .path("error")
                        .path("kind"))
                .isEqualTo(Json.of("policy"));
        run.given(plans(2, "a legal"), childCompletes("m[2]/tasks/a", 5));
        assertThat(input(run, "m[3]/plan").path("results")).isEqualTo(Json.parse("{\"a\":5}"));
        assertThat(run.state().usage()).isEqualTo(new Usage(2, 4, 6));
    }

    @Test
    void severalTasksThatFailAtOnceEndTheRoundOnce() {
        ManagerStep step = manager("m", 3, 6, OnExhausted.FAIL, specialist("m", "legal", "unheard-of"));
        TestRun run = TestRun.of(workflow(step), KnownWorkflows.NONE).given(start());

        assertThat(run.when(plans(1, "a legal", "b legal")))
                .filteredOn(event -> event.startsWith("attempt-started"))
                .singleElement()
                .asString()
                .startsWith("attempt-started m[2]/plan");
    }

    @Test
    void theInputOfATaskIsHeldAgainstTheSchemaOfItsSpecialist() {
        SchemaCheck schema = schema("{type: object, additionalProperties: false, required: [for, needs],"
                + " properties: {for: {enum: [a]}, needs: {type: object, required: [x]}}}");
        ManagerStep step = manager(
                "m", 3, 6, OnExhausted.FAIL, specialist("m", "price", null), specialist("m", "legal", "review"));
        TestRun run = TestRun.of(workflow(step), knows(schema)).given(start());
        assertThat(input(run, "m[1]/plan").at("/specialists/legal/schema")).isEqualTo(schema.schema());

        run.given(plans(1, "x price", "a legal"));
        assertThat(refusal(run, "m[2]/plan"))
                .isEqualTo(
                        "task 'a': the input does not match the schema of 'legal': required property 'needs' not found");
        assertThat(run.when(plans(2, "x price", "a legal x")))
                .as("what x results in is not known yet")
                .endsWith("attempt-started m[2]/tasks/x r~3 #1 price-agent <- {\"for\":\"x\"}");
    }

    @Test
    void eachMistakeOfAPlanIsNamed() {
        assertRefused("there is no specialist 'nobody'; there are price, legal", "a nobody");
        assertRefused("there are two tasks 'a'", "a price", "a legal");
        assertRefused("no task of this circle can ever begin: a needs b needs a", "a price b", "b price a");
        assertRefused("no task of this circle can ever begin: a needs a", "a price a");
        assertRefused("task 'a' needs 'x', which is no task", "a price x");
        assertRefused("task 'a' needs 'lost', which has not completed: plan it again", "a price lost");
        assertRefused("task 'done' has completed already", "done price");
        assertRefused("only 4 of 6 are left", "a price", "b price", "c price", "d price", "e price");
        assertRefused("task 1 has no usable 'id'", "1a price");
        assertRefused("task 1 has no usable 'id'", "a/b price");
        assertRefused("task 2 has no usable 'id'", "a price", "x".repeat(65) + " price");
        assertRefused(
                "task 'a': there is no specialist 'x'; there are price, legal; task 'b' needs", "a x", "b price y");
    }

    private static void assertRefused(String error, String... tasks) {
        TestRun run = TestRun.of(workflow(buy()));
        run.given(
                start(),
                plans(1, "done price", "lost price"),
                succeeds("m[1]/tasks/done", 1),
                fails("m[1]/tasks/lost", ErrorKind.BUG));

        assertThat(run.when(plans(2, tasks)))
                .anyMatch(event -> event.startsWith("step-decided m refused={\"round\":2"))
                .noneMatch(event -> event.startsWith("attempt-started m[2]/tasks"));
        assertThat(refusal(run, "m[3]/plan")).contains(error);
    }

    @Test
    void whatATaskNeedsHasAPlaceInItsInput() {
        TestRun list = TestRun.of(workflow(buy())).given(start());
        list.given(says("m[1]/plan", """
                {"tasks": [{"id": "a", "specialist": "price"},
                           {"id": "b", "specialist": "price", "needs": ["a"], "input": [1]},
                           {"id": "c", "specialist": "price", "needs": ["a"], "input": {"needs": 1}},
                           {"id": "d", "specialist": "price", "needs": "a"}]}"""));

        assertThat(refusal(list, "m[2]/plan"))
                .contains("task 'b': with 'needs', its input must be an object")
                .contains("task 'c': the results it needs come as 'needs' of its input; leave that out")
                .contains("task 'd': 'needs' must be a list of ids of tasks");
        assertThat(list.when(says(
                        "m[2]/plan",
                        "{\"tasks\":[{\"id\":\"a\",\"specialist\":\"price\"},"
                                + "{\"id\":\"b\",\"specialist\":\"price\",\"needs\":[\"a\"]}]}")))
                .endsWith("attempt-started m[2]/tasks/a r~3 #1 price-agent <- null");
        assertThat(list.when(succeeds("m[2]/tasks/a", 1)))
                .endsWith("attempt-started m[2]/tasks/b r~4 #1 price-agent <- {needs={a=out(m[2]/tasks/a)}}");
    }

    @Test
    void aRunThatIsDeepEnoughStartsNoFurtherOnes() {
        ManagerStep free = manager("m", 3, 6, OnExhausted.FAIL, specialist("m", "legal", "review"));
        ManagerStep shallow = new ManagerStep(
                "m", free.settings(), free.agent(), null, free.specialists(), 3, 6, 0, free.onExhausted());
        TestRun run = TestRun.of(workflow(shallow), knows(null)).given(start(), plans(1, "a legal"));

        assertThat(refusal(run, "m[2]/plan"))
                .isEqualTo("task 'a': 'legal' would start a run deeper than allowed (maxDepth 0)");
    }

    @Test
    void aManagerThatFailsFailsTheStepAndIsAskedAgainOnARetry() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, buy())));
        run.given(start(), plans(1, "a price"), succeeds("m[1]/tasks/a", 1));

        assertThat(run.when(fails("m[2]/plan", ErrorKind.POLICY))).endsWith("incident-raised r~4 at m policy");
        assertThat(run.when(resolve("r~4", Resolution.RETRY)))
                .last()
                .asString()
                .startsWith("attempt-started m[2]/plan r~5")
                .contains("results={a=out(m[1]/tasks/a)}");
    }

    @Test
    void aWholeRunThatIsRetriedGoesOnInItsRound() {
        TestRun run = TestRun.of(workflow(buy()));
        run.given(
                start(),
                plans(1, "a price", "old price"),
                succeeds("m[1]/tasks/a", 1),
                fails("m[1]/tasks/old", ErrorKind.BUG),
                plans(2, "b price", "c legal b", "d price"),
                succeeds("m[2]/tasks/d", 4),
                cancel());

        assertThat(run.when(retry()))
                .as("what failed in an earlier round is not done again")
                .containsExactly(
                        "run-retried",
                        "step-reopened m",
                        "attempt-started m[2]/tasks/b r~7 #1 price-agent <- in(m[2]/tasks/b)");
        assertThat(run.when(succeeds("m[2]/tasks/b", 2)))
                .endsWith("attempt-started m[2]/tasks/c r~8 #1 legal-agent <- {for=\"c\" needs={b=out(m[2]/tasks/b)}}");
        run.given(succeeds("m[2]/tasks/c", 3), says("m[3]/plan", "{\"answer\":0}"));
        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aWholeRunThatIsRetriedAfterItsLastRoundGetsOneMore() {
        TestRun run = exhausted(OnExhausted.FAIL);
        run.given(fails("m[1]/tasks/a", ErrorKind.BUG));
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);

        assertThat(run.when(retry()))
                .containsSubsequence("run-retried", "step-reopened m", "step-started m <- in(m)")
                .last()
                .asString()
                .startsWith("attempt-started m[2]/plan r~3");
    }

    @Test
    void aRunThatFailedInAPlanMakesThatPlanAgain() {
        TestRun run = TestRun.of(workflow(buy()));
        run.given(start(), plans(1, "a price"), succeeds("m[1]/tasks/a", 1), fails("m[2]/plan", ErrorKind.BUG));

        assertThat(run.when(retry()))
                .containsExactly(
                        "run-retried",
                        "step-reopened m",
                        "attempt-started m[2]/plan r~4 #1 boss-agent <- in(m[2]/plan)");
        assertThat(input(run, "m[2]/plan").path("results")).isEqualTo(Json.parse("{\"a\":1}"));
        run.given(says("m[2]/plan", "{\"answer\":0}"));
        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void tasksDoNotBeginWhileTheRunIsPaused() {
        TestRun run = TestRun.of(workflow(buy())).given(start(), pause());

        assertThat(run.when(plans(1, "a price"))).endsWith("step-held m[1]/tasks/a <- {\"for\":\"a\"}");
        assertThat(run.when(resume())).endsWith("attempt-started m[1]/tasks/a r~2 #1 price-agent <- in(m[1]/tasks/a)");
    }

    @Test
    void theGoalIsMadeOnceAndTriedAgainIfItCannotBe() {
        boolean[] works = {false};
        ManagerStep usual = buy();
        ManagerStep step = new ManagerStep(
                "m",
                new Step.StepSettings(OnFailure.ESCALATE, null),
                usual.agent(),
                new FakeExpression("flaky", scope -> works[0] ? Json.of("cheap") : null).template(),
                usual.specialists(),
                3,
                6,
                3,
                OnExhausted.FAIL);
        TestRun run = TestRun.of(workflow(step));

        assertThat(run.when(start())).endsWith("incident-raised r~1 at m bug");
        works[0] = true;
        assertThat(run.when(resolve("r~1", Resolution.RETRY))).contains("step-started m <- \"cheap\"");
        assertThat(input(run, "m[1]/plan").path("goal")).isEqualTo(Json.of("cheap"));
    }

    @Test
    void neitherEventsNorStateGrowWithTheSquareOfTheRounds() {
        int rounds = 100;
        String result = "x".repeat(10_000);
        TestRun run =
                TestRun.of(workflow(manager("m", rounds, rounds, OnExhausted.ACCEPT, specialist("m", "price", null))));
        run.given(start());
        for (int round = 1; round <= rounds; round++) {
            run.given(plans(round, "t" + round + " price"), succeeds("m[" + round + "]/tasks/t" + round, result));
        }

        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
        long inEvents = run.commits().stream()
                .map(Commit::events)
                .flatMap(List::stream)
                .mapToLong(event -> event.toString().length())
                .sum();
        long inState = run.state().steps().values().stream()
                .mapToLong(step -> step.toString().length())
                .sum();
        assertThat(inEvents).isLessThan(rounds * 30_000L);
        assertThat(inState).isLessThan(rounds * 40_000L);
    }

    /** Three rounds, six tasks. */
    private static ManagerStep buy() {
        return manager("m", 3, 6, OnExhausted.FAIL, specialist("m", "price", null), specialist("m", "legal", null));
    }

    /** The only task of the only round is under way. */
    private static TestRun exhausted(OnExhausted onExhausted) {
        return TestRun.of(workflow(manager("m", 1, 6, onExhausted, specialist("m", "price", null))))
                .given(start(), plans(1, "a price"));
    }

    /** The manager plans. @param tasks each as id, specialist and what it needs */
    private static TestRun.Move plans(int round, String... tasks) {
        String list = Arrays.stream(tasks).map(ManagerStepTest::task).collect(Collectors.joining(","));
        return says("m[" + round + "]/plan", "{\"tasks\":[" + list + "]}");
    }

    private static String task(String text) {
        String[] words = text.split(" ", -1);
        String needs = IntStream.range(2, words.length)
                .mapToObj(index -> "\"" + words[index] + "\"")
                .collect(Collectors.joining(","));
        return "{\"id\":\"" + words[0] + "\",\"specialist\":\"" + words[1] + "\",\"needs\":[" + needs
                + "],\"input\":{\"for\":\"" + words[0] + "\"}}";
    }

    private static TestRun.Move says(String path, String json) {
        return succeeds(path, Json.parse(json));
    }

    private static KnownWorkflows knows(@Nullable SchemaCheck input) {
        return (name, version) -> Optional.of(new KnownWorkflows.Known(1, "digest", input));
    }

    private static SchemaCheck schema(String text) {
        String source = "apiVersion: baton/v1\nkind: Workflow\nmetadata: {name: w}\nspec: {input: " + text
                + ", do: [{id: a, set: 1}]}";
        return Objects.requireNonNull(
                WorkflowCompiler.compile(source).workflows().getFirst().input());
    }

    private static String refusal(TestRun run, String path) {
        return input(run, path).path("refused").asText();
    }

    private static JsonNode input(TestRun run, String path) {
        return run.state().input(Objects.requireNonNull(run.state().step(path))).json();
    }

    private static RunError error(TestRun run) {
        return Objects.requireNonNull(
                Objects.requireNonNull(run.state().step("m")).error());
    }
}
