package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.loop;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.signal;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.accepts;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.LoopStep.OnExhausted;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A run begins where another one was. */
final class ForkTest {

    private static final long LAST = Past.EVERYTHING;

    /** The fork of a run after one of its events. */
    private static RunCommand.Fork fork(TestRun source, long event, Map<String, Payload> outputs) {
        Past past = Past.before(event);
        for (Commit commit : source.commits()) {
            past = past.reached(commit) ? past : past.with(commit);
        }
        return new RunCommand.Fork("f", new Origin("r", event), null, outputs, null, "request", null).from(past);
    }

    private static RunCommand.Fork fork(TestRun source, long event) {
        return fork(source, event, Map.of());
    }

    private static long eventOf(TestRun run, Class<? extends RunEvent> type, int which) {
        long number = 0;
        int seen = 0;
        for (Commit commit : run.commits()) {
            for (RunEvent event : commit.events()) {
                number++;
                if (type.isInstance(event) && ++seen == which) {
                    return number;
                }
            }
        }
        throw new AssertionError("no such event");
    }

    @Test
    void whatHadEndedIsTakenOverAndWhatWasUnderWayBeginsAnewUnderAnotherId() {
        WorkflowPlan plan = workflow(agent("a"), agent("b"));
        TestRun source = TestRun.of(plan).given(start(), succeeds("a", 1), accepts("b"));

        TestRun fork = TestRun.of(plan);
        assertThat(fork.when(ignored -> fork(source, LAST)))
                .containsExactly(
                        "run-started",
                        "run-forked r after 5",
                        "step-taken a completed",
                        "attempt-started b f~1 #1 b-agent <- out(a)");
        assertThat(fork.state().started().origin()).isEqualTo(new Origin("r", 5));
        assertThat(source.attempt("b")).as("the other run is as it was").isEqualTo("r~2");
        assertThat(fork.given(succeeds("b", 2)).output()).isEqualTo(Json.of(2));
    }

    @Test
    void anOutputMayBeEditedAndWhatFollowsSeesIt() {
        WorkflowPlan plan = workflow(agent("a"), agent("b"), agent("c"));
        TestRun source = TestRun.of(plan).given(start(), succeeds("a", 1), succeeds("b", 2));
        RunCommand.Fork command =
                fork(source, eventOf(source, RunEvent.StepCompleted.class, 1), Map.of("a", Json.payload("edited")));

        TestRun fork = TestRun.of(plan).given(ignored -> command);

        assertThat(fork.state().step("c")).isNull();
        assertThat(fork.state().input(Objects.requireNonNull(fork.state().step("b"))))
                .isEqualTo(Json.payload("edited"));
        assertThat(Objects.requireNonNull(source.state().step("a")).output()).isEqualTo(Json.payload(1));
    }

    @Test
    void everyEventOfAHistoryCanBeForkedAndTheForkEndsLikeTheRun() {
        WorkflowPlan plan = workflow(
                agent("a"),
                parallel(
                        "p",
                        new Join.All(),
                        branch("x", set("s", 7)),
                        branch("y", agent("b")),
                        branch("z", agent("c"))),
                loop("l", FakeExpression.outputIs("d", "good"), 3, OnExhausted.FAIL, agent("d")),
                signal("w", "go", null));
        TestRun source = TestRun.of(plan)
                .given(start(), succeeds("a", 1), succeeds("p/c", 3), succeeds("p/b", 2))
                .given(succeeds("l[1]/d", "bad"), succeeds("l[2]/d", "good"), TestRun.signal("go", 9));
        assertThat(source.state().status()).isEqualTo(RunStatus.COMPLETED);

        for (long event = 1; event <= source.state().lastEvent(); event++) {
            RunCommand.Fork command = fork(source, event);
            TestRun fork = TestRun.of(plan).given(ignored -> command);
            for (String path : List.of("a", "p/b", "p/c", "l[1]/d", "l[2]/d")) {
                StepState step = fork.state().step(path);
                if (step != null && !step.ended()) {
                    fork.given(succeeds(path, path.equals("l[1]/d") ? "bad" : path.equals("l[2]/d") ? "good" : 5));
                }
            }
            if (!fork.state().ended()) {
                fork.given(TestRun.signal("go", 9));
            }
            assertThat(fork.state().status()).as("fork after event %s", event).isEqualTo(RunStatus.COMPLETED);
            assertThat(fork.output()).isEqualTo(Json.of(9));
            StateRules.check(fork.state());
        }
    }

    @Test
    void theForkOfARunThatFailedDoesAgainWhatFailed() {
        WorkflowPlan plan = workflow(agent("a"), agent("b"));
        TestRun source = TestRun.of(plan).given(start(), succeeds("a", 1), fails("b", ErrorKind.REJECTED));

        assertThat(TestRun.of(plan).when(ignored -> fork(source, LAST)))
                .endsWith("step-taken b failed", "attempt-started b f~1 #1 b-agent <- in(b)");
    }

    @Test
    void onlyOutputsOfCompletedStepsCanBeEdited() {
        WorkflowPlan plan = workflow(agent("a"), agent("b"));
        TestRun source = TestRun.of(plan).given(start(), succeeds("a", 1));

        assertThat(TestRun.of(plan).refusal(ignored -> fork(source, LAST, Map.of("b", Payload.NULL))))
                .isEqualTo(Rejection.Code.STEP_NOT_COMPLETED);
        assertThat(TestRun.of(plan).refusal(ignored -> fork(source, LAST, Map.of("c", Payload.NULL))))
                .isEqualTo(Rejection.Code.STEP_NOT_FOUND);
    }
}
