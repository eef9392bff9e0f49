package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.loop;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.sleep;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.rerun;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.LoopStep.OnExhausted;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A run goes on from a step that was done before. */
final class RerunTest {

    private static TestRun threeDone() {
        return TestRun.of(workflow(agent("a"), agent("b"), agent("c")))
                .given(start(), succeeds("a", 1), succeeds("b", 2), succeeds("c", 3));
    }

    @Test
    void theStepAndAllAfterItAreDoneAgainAndWhatCameBeforeIsKept() {
        TestRun run = threeDone();

        assertThat(run.when(rerun("b")))
                .containsExactly("run-rerun b", "steps-undone c", "attempt-started b r~4 #1 b-agent <- in(b)");
        assertThat(Objects.requireNonNull(run.state().step("a")).output()).isEqualTo(Json.payload(1));
        assertThat(run.state().step("c")).isNull();
        run.given(succeeds("b", 20), succeeds("c", 30));
        assertThat(run.output()).isEqualTo(Json.of(30));
    }

    @Test
    void theStepMayGetAnotherInputThanItsDefinitionSays() {
        TestRun run = TestRun.of(workflow(agent("a"), set("b", "own"))).given(start(), succeeds("a", 1));

        assertThat(run.when(ignored -> new RunCommand.Rerun("a", Json.payload("edited"), "why", null)))
                .containsExactly(
                        "run-rerun a edited", "steps-undone b", "attempt-started a r~2 #1 a-agent <- given \"edited\"");
        assertThat(run.state().input(Objects.requireNonNull(run.state().step("a"))))
                .isEqualTo(Json.payload("edited"));
    }

    @Test
    void branchesThatDoNotDependOnItKeepTheirResults() {
        TestRun run = TestRun.of(workflow(
                        parallel("p", new Join.All(), branch("x", agent("a")), branch("y", agent("b"))), agent("c")))
                .given(start(), succeeds("p/a", 1), succeeds("p/b", 2), succeeds("c", 3));

        assertThat(run.when(rerun("p/a")))
                .containsExactly(
                        "run-rerun p/a",
                        "steps-undone c",
                        "step-reopened p",
                        "attempt-started p/a r~4 #1 a-agent <- in(p/a)");
        run.given(succeeds("p/a", 10));
        assertThat(run.attempt("c")).isEqualTo("r~5");
        run.given(succeeds("c", 30));
        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void whatWasCutShortBesideItIsDoneAgainToo() {
        TestRun run = TestRun.of(
                        workflow(parallel("p", new Join.All(), branch("x", agent("a")), branch("y", agent("b")))))
                .given(start(), succeeds("p/a", 1), fails("p/b", ErrorKind.REJECTED));

        assertThat(run.when(rerun("p/a")))
                .containsExactly(
                        "run-rerun p/a",
                        "step-reopened p",
                        "attempt-started p/a r~3 #1 a-agent <- in(p/a)",
                        "attempt-started p/b r~4 #1 b-agent <- in(p/b)");
    }

    @Test
    void laterIterationsOfALoopAreVoid() {
        TestRun run = TestRun.of(
                        workflow(loop("l", FakeExpression.outputIs("a", "good"), 3, OnExhausted.FAIL, agent("a"))))
                .given(start(), succeeds("l[1]/a", "bad"), succeeds("l[2]/a", "good"));

        assertThat(run.when(rerun("l[1]/a")))
                .containsExactly(
                        "run-rerun l[1]/a",
                        "step-reopened l",
                        "steps-undone l[2]/a",
                        "attempt-started l[1]/a r~3 #1 a-agent <- in(l[1]/a)");
        assertThat(run.when(succeeds("l[1]/a", "good"))).endsWith("run-completed -> out(l)");
    }

    @Test
    void aRunThatWaitsForAPersonIsRerunFromAnEarlierStepAndItsIncidentIsOver() {
        TestRun run = TestRun.of(workflow(agent("a"), onFailure(Step.OnFailure.ESCALATE, agent("b"))))
                .given(start(), succeeds("a", 1), fails("b", ErrorKind.REJECTED));

        assertThat(run.when(rerun("a")))
                .containsExactly(
                        "run-rerun a",
                        "step-cancelled b",
                        "steps-undone b",
                        "attempt-started a r~4 #1 a-agent <- in(a)");
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void theTimeBeginsAnew() {
        Duration limit = Duration.ofMinutes(10);
        TestRun run = TestRun.of(workflow(limit, agent("a"))).given(start(), succeeds("a", 1));

        run.after(Duration.ofHours(1)).given(rerun("a"));

        assertThat(run.state().nextDue()).contains(run.now().plus(limit));
    }

    @Test
    void aRepeatedRequestCountsOnce() {
        TestRun run = threeDone();
        TestRun.Move rerun = ignored -> new RunCommand.Rerun("c", null, null, "request 1");
        run.given(rerun, succeeds("c", 4));

        assertThat(run.when(rerun)).isEmpty();
        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aRunThatGoesOnOrAnUnknownStepIsRefused() {
        assertThat(TestRun.of(workflow(agent("a"))).given(start()).refusal(rerun("a")))
                .isEqualTo(Rejection.Code.RUN_NOT_ENDED);
        assertThat(TestRun.of(workflow(sleep("s", Duration.ofMinutes(1))))
                        .given(start())
                        .refusal(rerun("s")))
                .isEqualTo(Rejection.Code.RUN_NOT_ENDED);
        assertThat(threeDone().refusal(rerun("d"))).isEqualTo(Rejection.Code.STEP_NOT_FOUND);
        assertThat(threeDone().given(rerun("c"), cancel()).refusal(rerun("d")))
                .isEqualTo(Rejection.Code.STEP_NOT_FOUND);
    }

    @Test
    void aSignalWithTheSameKeyDoesNotHideARerun() {
        TestRun run = TestRun.of(workflow(agent("a")))
                .given(start(), ignored -> new RunCommand.Signal("news", Json.payload(1), "k1"), succeeds("a", 1));
        TestRun.Move again = ignored -> new RunCommand.Rerun("a", null, null, "k1");

        assertThat(run.when(again)).hasSize(2);
        assertThat(run.when(again)).as("twice is once").isEmpty();
    }
}
