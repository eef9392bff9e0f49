package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.judged;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.sleep;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.handsOff;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.TestRun;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ParallelStepTest {

    @Test
    void startsAllBranchesInOneWriteWithItsOwnInput() {
        TestRun run = TestRun.of(workflow(abc(new Join.All())));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started p <- run.input",
                        "attempt-started p/a r~1 #1 a-agent <- in(p)",
                        "attempt-started p/b r~2 #1 b-agent <- in(p)",
                        "attempt-started p/c r~3 #1 c-agent <- in(p)");
    }

    @Test
    void joinsAllBranchesIntoAnObjectByName() {
        TestRun run = TestRun.of(workflow(abc(new Join.All())));
        run.given(start(), succeeds("p/c", 3), succeeds("p/a", 1));

        assertThat(run.when(succeeds("p/b", 2)))
                .containsExactly(
                        "step-completed p/b r~2 -> 2",
                        "step-completed p -> {a=out(p/a) b=out(p/b) c=out(p/c)}",
                        "run-completed -> out(p)");
        assertThat(run.output()).isEqualTo(Json.parse("{\"a\":1,\"b\":2,\"c\":3}"));
    }

    @Test
    void failsWithItsFirstFailingBranchAndCancelsTheOthers() {
        TestRun run = TestRun.of(workflow(abc(new Join.All()))).given(start(), succeeds("p/c", 3));

        assertThat(run.when(fails("p/b", ErrorKind.POLICY)))
                .containsExactly(
                        "attempt-failed p/b r~2 policy",
                        "step-failed p/b r~2 policy",
                        "step-cancelled p/a",
                        "step-failed p policy",
                        "run-failed policy");
    }

    @Test
    void goesOnWithTheFirstBranchThatCompletesAndCancelsTheLosers() {
        TestRun run = TestRun.of(workflow(abc(new Join.Any()))).given(start(), fails("p/a", ErrorKind.BUG));

        assertThat(run.when(succeeds("p/c", 3)))
                .containsExactly(
                        "step-completed p/c r~3 -> 3",
                        "step-cancelled p/b",
                        "step-completed p -> {c=out(p/c)}",
                        "run-completed -> out(p)");
    }

    @Test
    void failsOnlyWhenNoBranchIsLeftThatCouldWin() {
        TestRun run = TestRun.of(workflow(abc(new Join.Any())));
        run.given(start(), fails("p/a", ErrorKind.BUG), fails("p/b", ErrorKind.BUG));

        assertThat(run.when(fails("p/c", ErrorKind.POLICY)))
                .containsExactly(
                        "attempt-failed p/c r~3 policy",
                        "step-failed p/c r~3 policy",
                        "step-failed p policy",
                        "run-failed policy");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .contains("of 3 branches 1 had to complete, but 3 did not", "step p/c: it broke");
    }

    @Test
    void goesOnWhenAQuorumHasCompleted() {
        TestRun run = TestRun.of(workflow(abc(new Join.Quorum(2)))).given(start(), succeeds("p/a", 1));

        assertThat(run.when(succeeds("p/c", 3)))
                .containsExactly(
                        "step-completed p/c r~3 -> 3",
                        "step-cancelled p/b",
                        "step-completed p -> {a=out(p/a) c=out(p/c)}",
                        "run-completed -> out(p)");
    }

    @Test
    void failsAsSoonAsAQuorumHasBecomeImpossible() {
        TestRun run = TestRun.of(workflow(abc(new Join.Quorum(2)))).given(start(), fails("p/a", ErrorKind.BUG));

        assertThat(run.when(fails("p/b", ErrorKind.BUG)))
                .containsExactly(
                        "attempt-failed p/b r~2 bug",
                        "step-failed p/b r~2 bug",
                        "step-cancelled p/c",
                        "step-failed p bug",
                        "run-failed bug");
    }

    @Test
    void countsABranchWhoseFailureIsToleratedAsCompleted() {
        TestRun run = TestRun.of(workflow(parallel(
                "p", new Join.All(), branch("a", agent("a")), branch("b", onFailure(OnFailure.CONTINUE, agent("b"))))));
        run.given(start(), fails("p/b", ErrorKind.BUG));

        assertThat(run.when(succeeds("p/a", 1))).contains("step-completed p -> {a=out(p/a) b=out(p/b)}");
        assertThat(run.output()).isEqualTo(Json.parse("{\"a\":1,\"b\":null}"));
    }

    @Test
    void cancelsWhateverALoserContains() {
        TestRun run = TestRun.of(workflow(parallel(
                "p",
                new Join.Any(),
                branch("fast", agent("a")),
                branch(
                        "slow",
                        set("first", 1),
                        parallel(
                                "inner",
                                new Join.All(),
                                branch("x", agent("x")),
                                branch("y", sleep("y", Duration.ofHours(1))))))));
        run.given(start());

        assertThat(run.when(succeeds("p/a", 1)))
                .containsExactly(
                        "step-completed p/a r~1 -> 1",
                        "step-cancelled p/inner/y",
                        "step-cancelled p/inner/x",
                        "step-cancelled p/inner",
                        "step-cancelled p.slow",
                        "step-completed p -> {fast=out(p/a)}",
                        "run-completed -> out(p)");
    }

    @Test
    void theAggregateSeesWhoSaidWhatAndWhatBecameOfTheOthers() {
        Step step = parallel(
                "p",
                new Join.Quorum(2),
                FakeExpression.variable("branches").template(),
                branch("a", agent("a")),
                branch("b", agent("b")),
                branch("c", agent("look"), agent("c")),
                branch("d", agent("d")));
        TestRun run = TestRun.of(workflow(step))
                .given(
                        start(),
                        fails("p/a", ErrorKind.POLICY),
                        handsOff("p/b", 2, "nobody", 0.7),
                        succeeds("p/look", 0),
                        succeeds("p/c", 3));

        assertThat(run.output())
                .isEqualTo(Json.parse("{\"a\":{\"status\":\"failed\",\"error\":{\"kind\":\"policy\","
                        + "\"message\":\"it broke\"},\"agent\":\"a-agent\"},"
                        + "\"b\":{\"status\":\"completed\",\"output\":2,\"agent\":\"b-agent\",\"confidence\":0.7},"
                        + "\"c\":{\"status\":\"completed\",\"output\":3,\"agent\":\"c-agent\"},"
                        + "\"d\":{\"status\":\"cancelled\",\"agent\":\"d-agent\"}}"));
    }

    @Test
    void theAggregateSeesWhoSaidTheSame() {
        Step step = parallel(
                "p",
                new Join.All(),
                FakeExpression.variable("agreement").template(),
                branch("a", agent("a")),
                branch("b", agent("b")),
                branch("c", onFailure(OnFailure.CONTINUE, agent("c"))),
                branch("d", agent("d")));
        TestRun run = TestRun.of(workflow(step))
                .given(
                        start(),
                        succeeds("p/a", "no"),
                        succeeds("p/b", Map.of("x", 1, "y", 2)),
                        fails("p/c", ErrorKind.BUG));
        run.given(succeeds("p/d", Map.of("y", 2.0, "x", 1)));

        assertThat(run.output()).isEqualTo(Json.parse("[[\"b\",\"d\"],[\"a\"]]"));
    }

    @Test
    void anAgentMakesTheOutputOfWhatTheBranchesSay() {
        TestRun run = TestRun.of(workflow(judged(abc(new Join.Quorum(2)))));
        run.given(start(), fails("p/a", ErrorKind.POLICY), succeeds("p/b", 2));

        assertThat(run.when(succeeds("p/c", 3)))
                .containsExactly(
                        "step-completed p/c r~3 -> 3",
                        "attempt-started p.aggregate r~4 #1 judge <- {input=in(p) branches={a={status=\"failed\""
                                + " error={\"kind\":\"policy\",\"message\":\"it broke\"} agent=\"a-agent\"}"
                                + " b={status=\"completed\" output=out(p/b) agent=\"b-agent\"}"
                                + " c={status=\"completed\" output=out(p/c) agent=\"c-agent\"}}"
                                + " agreement=[[\"b\"],[\"c\"]]}");
        assertThat(run.when(succeeds("p.aggregate", "both")))
                .containsExactly(
                        "step-completed p.aggregate r~4 -> \"both\"",
                        "step-completed p -> out(p.aggregate)",
                        "run-completed -> out(p)");
    }

    @Test
    void anAggregateByAnAgentBeginsOnceThoughTwoBranchesEndInOneTurn() {
        Step step = judged(parallel("p", new Join.Any(), branch("a", set("a", 1)), branch("b", set("b", 2))));

        assertThat(TestRun.of(workflow(step)).when(start()))
                .filteredOn(event -> event.startsWith("attempt-started"))
                .hasSize(1);
    }

    @Test
    void whenTheAgentOfTheAggregateFailsOnlyItIsAskedAgain() {
        TestRun run = TestRun.of(workflow(judged(abc(new Join.Any())))).given(start(), succeeds("p/b", 2));

        assertThat(run.when(fails("p.aggregate", ErrorKind.BUG))).endsWith("run-failed bug");
        assertThat(run.when(retry()))
                .containsExactly(
                        "run-retried",
                        "step-reopened p",
                        "attempt-started p.aggregate r~5 #1 judge <- in(p.aggregate)");
        assertThat(run.given(succeeds("p.aggregate", "two")).output()).isEqualTo(Json.of("two"));
    }

    @Test
    void goesOnAsSoonAsEnoughGiveTheSameAnswer() {
        TestRun run = TestRun.of(workflow(abc(new Join.Agree(2, null)))).given(start(), succeeds("p/a", 1));

        assertThat(run.when(succeeds("p/c", 1)))
                .containsExactly(
                        "step-completed p/c r~3 -> 1",
                        "step-cancelled p/b",
                        "step-completed p -> out(p/a)",
                        "run-completed -> out(p)");
    }

    @Test
    void failsAsSoonAsNotEnoughCanAgreeAnyMore() {
        TestRun run = TestRun.of(workflow(abc(new Join.Agree(3, null)))).given(start(), succeeds("p/a", 1));

        assertThat(run.when(succeeds("p/c", 2)))
                .containsExactly(
                        "step-completed p/c r~3 -> 2",
                        "step-cancelled p/b",
                        "step-failed p rejected",
                        "run-failed rejected");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .contains("no 3 of 3 branches can agree any more: the same was said by a; by c");
    }

    @Test
    void comparesOnlyWhatTheExpressionSays() {
        Join join = new Join.Agree(2, FakeExpression.variable("output"));
        TestRun run = TestRun.of(workflow(abc(join))).given(start(), succeeds("p/a", 1));

        assertThat(run.when(succeeds("p/b", 1)))
                .containsExactly(
                        "step-completed p/b r~2 -> 1",
                        "step-decided p answer={\"branch\":\"b\",\"answer\":1}",
                        "step-cancelled p/c",
                        "step-completed p -> out(p/a)",
                        "run-completed -> out(p)");
    }

    @Test
    void toleratedFailuresAgreeOnNothing() {
        Step step = parallel(
                "p",
                new Join.Agree(2, null),
                branch("a", onFailure(OnFailure.CONTINUE, agent("a"))),
                branch("b", onFailure(OnFailure.CONTINUE, agent("b"))));
        TestRun run = TestRun.of(workflow(step)).given(start());

        assertThat(run.when(fails("p/a", ErrorKind.BUG))).endsWith("run-failed rejected");
    }

    @Test
    void whoDisagreedIsAskedAgainTogetherWithTheOthers() {
        Join join = new Join.Agree(2, FakeExpression.variable("output"));
        TestRun run = TestRun.of(workflow(
                onFailure(OnFailure.ESCALATE, parallel("p", join, branch("a", agent("a")), branch("b", agent("b"))))));
        run.given(start(), succeeds("p/a", 1), succeeds("p/b", 2));

        assertThat(run.when(resolve("r~3", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~3 at p retry",
                        "step-started p <- in(p)",
                        "step-decided p again={\"agreement\":[[\"a\"],[\"b\"]]}",
                        "attempt-started p/a r~4 #1 a-agent <- in(p)",
                        "attempt-started p/b r~5 #1 b-agent <- in(p)");
        run.given(succeeds("p/b", 3));
        assertThat(run.when(succeeds("p/a", 3))).endsWith("run-completed -> out(p)");
    }

    @Test
    void aRetriedRunAsksAllAgainWhoDisagreed() {
        TestRun run = TestRun.of(workflow(abc(new Join.Agree(3, null))));
        run.given(start(), succeeds("p/a", 1), succeeds("p/c", 2));

        assertThat(run.when(retry()))
                .containsExactly(
                        "run-retried",
                        "step-reopened p",
                        "step-started p <- in(p)",
                        "step-decided p again={\"agreement\":[[\"a\"],[\"c\"]]}",
                        "attempt-started p/a r~4 #1 a-agent <- in(p)",
                        "attempt-started p/b r~5 #1 b-agent <- in(p)",
                        "attempt-started p/c r~6 #1 c-agent <- in(p)");
    }

    @Test
    void anAggregateThatFailsIsMadeAgainOnARetryWithoutAskingTheBranchesAgain() {
        boolean[] works = {false};
        FakeExpression flaky = new FakeExpression("flaky", scope -> works[0] ? Json.of("sum") : null);
        Step step = parallel("p", new Join.Any(), flaky.template(), branch("a", agent("a")), branch("b", agent("b")));
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, step))).given(start());

        assertThat(run.when(succeeds("p/a", 1)))
                .containsExactly("step-completed p/a r~1 -> 1", "step-cancelled p/b", "incident-raised r~3 at p bug");
        works[0] = true;
        assertThat(run.when(resolve("r~3", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~3 at p retry",
                        "step-started p <- in(p)",
                        "step-completed p -> \"sum\"",
                        "run-completed -> out(p)");
    }

    @Test
    void aRetryStartsOnlyTheBranchesAgainThatHaveNotCompletedAndCountsThemOnce() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, abc(new Join.All()))));
        run.given(start(), succeeds("p/a", 1));

        assertThat(run.when(fails("p/b", ErrorKind.BUG)))
                .containsExactly(
                        "attempt-failed p/b r~2 bug",
                        "step-failed p/b r~2 bug",
                        "step-cancelled p/c",
                        "incident-raised r~4 at p bug");
        assertThat(run.when(resolve("r~4", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~4 at p retry",
                        "step-started p <- in(p)",
                        "attempt-started p/b r~5 #1 b-agent <- in(p)",
                        "attempt-started p/c r~6 #1 c-agent <- in(p)");
        assertThat(children(run, "p")).isEqualTo(new StepState.Children(3, 1, 0, 0));
        assertThat(run.when(succeeds("p/b", 2))).containsExactly("step-completed p/b r~5 -> 2");
        assertThat(run.when(succeeds("p/c", 3))).contains("step-completed p -> {a=out(p/a) b=out(p/b) c=out(p/c)}");
        assertThat(children(run, "p")).isEqualTo(new StepState.Children(3, 3, 0, 0));
    }

    @Test
    void twoBranchesThatFailInOneTurnRaiseOneIncident() {
        Step step = parallel(
                "p",
                new Join.All(),
                branch("a", set("a", FakeExpression.failing())),
                branch("b", set("b", FakeExpression.failing())));

        assertThat(TestRun.of(workflow(onFailure(OnFailure.ESCALATE, step))).when(start()))
                .containsExactly(
                        "run-started",
                        "step-started p <- run.input",
                        "step-started p/a <- in(p)",
                        "step-failed p/a bug",
                        "step-started p/b <- in(p)",
                        "step-failed p/b bug",
                        "incident-raised r~1 at p bug");
    }

    @Test
    void aQuorumOfMoreThanThereAreBranchesMeansAllOfThem() {
        TestRun run = TestRun.of(workflow(abc(new Join.Quorum(4))));

        assertThat(run.given(start(), succeeds("p/a", 1), succeeds("p/b", 2)).when(succeeds("p/c", 3)))
                .endsWith("run-completed -> out(p)");
    }

    @Test
    void withoutBranchesThereIsNothingToWaitFor() {
        assertThat(TestRun.of(workflow(parallel("p", new Join.All()))).when(start()))
                .containsExactly(
                        "run-started",
                        "step-started p <- run.input",
                        "step-completed p -> {}",
                        "run-completed -> out(p)");
    }

    private static ParallelStep abc(Join join) {
        return parallel("p", join, branch("a", agent("a")), branch("b", agent("b")), branch("c", agent("c")));
    }

    private static StepState.Children children(TestRun run, String path) {
        return Objects.requireNonNull(run.state().step(path)).children();
    }
}
