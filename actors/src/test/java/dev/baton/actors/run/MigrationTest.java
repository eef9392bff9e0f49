package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.approval;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.loop;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.set;
import static dev.baton.actors.run.Flow.signal;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.approve;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.pattern.ApprovalStep;
import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.LoopStep.OnExhausted;
import dev.baton.actors.pattern.Until;
import dev.baton.actors.pattern.WaitStep;
import dev.baton.actors.run.Step.StepSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether, and how, a run goes on with another version of its workflow. */
final class MigrationTest {

    private static TestRun inTheMiddle(WorkflowPlan plan) {
        return TestRun.of(plan).given(start(), succeeds("a", 1));
    }

    private static final WorkflowPlan ABC = workflow(agent("a"), agent("b"), agent("c"));

    private static List<String> reasons(WorkflowPlan to) {
        return Migration.reasons(inTheMiddle(ABC).state(), ABC, to);
    }

    @Test
    void whatHasNotBegunMayBeAnything() {
        assertThat(reasons(workflow(agent("a"), agent("b"), set("x", 1), parallel("c", new Join.All()))))
                .isEmpty();
        assertThat(reasons(workflow(agent("a"), agent("b")))).isEmpty();
    }

    @Test
    void everyStepThatHasBegunMustBeThereOfItsKindAndInItsPlace() {
        assertThat(reasons(workflow(agent("a"), agent("x"), agent("b"))))
                .containsExactly("the workflow has other steps before b than those that were done");
        assertThat(reasons(workflow(agent("b"), set("a", 1))))
                .containsExactly(
                        "the workflow has other steps before b than those that were done",
                        "step a is of another kind (set instead of agent)");
        assertThat(reasons(workflow(
                        agent("a"), loop("l", FakeExpression.outputIs("b", 1), 3, OnExhausted.FAIL, agent("b")))))
                .contains("step b is in another place (in l instead of the workflow itself)");
        assertThat(reasons(workflow(agent("a")))).contains("step b, which has begun, is not in it");
    }

    @Test
    void aPatternThatGoesOnKeepsWhatIsInside() {
        WorkflowPlan from = workflow(parallel("p", new Join.All(), branch("x", agent("a")), branch("y", agent("b"))));
        WorkflowPlan more = workflow(parallel(
                "p", new Join.All(), branch("x", agent("a")), branch("y", agent("b")), branch("z", agent("c"))));
        TestRun open = TestRun.of(from).given(start(), succeeds("p/a", 1));

        assertThat(Migration.reasons(open.state(), from, more))
                .containsExactly("step p, which goes on, has other steps inside");
        open.given(succeeds("p/b", 1));
        assertThat(Migration.reasons(open.state(), from, more))
                .as("once it is over")
                .isEmpty();
    }

    @Test
    void aRunThatFailedMovesAndIsRetriedWithWhatTheNewVersionSays() {
        WorkflowPlan mended = workflow(agent("a"), agent("b"), agent("more"));
        TestRun run = TestRun.of(
                        workflow(agent("a"), agent("b")),
                        KnownWorkflows.NONE,
                        digest -> digest.equals("d2") ? Optional.of(mended) : Optional.empty())
                .given(start(), succeeds("a", 1), fails("b", ErrorKind.REJECTED));
        TestRun.Move migrate = ignored -> new RunCommand.Migrate(2, "d2", "mended");

        assertThat(run.when(migrate)).containsExactly("run-migrated from 1 to 2");
        assertThat(run.state().started().digest()).isEqualTo("d2");
        assertThat(run.when(migrate)).as("twice is once").isEmpty();
        assertThat(run.when(retry())).contains("run-retried");
    }

    @Test
    void anUnknownVersionIsRefused() {
        TestRun run = inTheMiddle(ABC);

        assertThat(run.refusal(ignored -> new RunCommand.Migrate(9, "d9", null)))
                .isEqualTo(Rejection.Code.WORKFLOW_NOT_FOUND);
    }

    private static TestRun waiting(Step before, Step after) {
        return TestRun.of(
                        workflow(before),
                        KnownWorkflows.NONE,
                        digest -> digest.equals("d2") ? Optional.of(workflow(after)) : Optional.empty())
                .given(start());
    }

    private static RunCommand migrate(TestRun ignored) {
        return new RunCommand.Migrate(2, "d2", null);
    }

    @Test
    void aStepThatWaitsGoesOnToWaitForWhatItWaitedFor() {
        TestRun run =
                waiting(signal("w", "paid", null), signal("w", "settled", null)).given(MigrationTest::migrate);

        assertThat(run.when(TestRun.signal("settled", 1))).containsExactly("signal-received settled 1");
        assertThat(run.when(TestRun.signal("paid", 2))).endsWith("run-completed -> out(w)");
        assertThat(run.output()).isEqualTo(Json.of(2));
    }

    @Test
    void aStepThatWaitsForTheFirstOfSeveralGoesOnToWaitForThose() {
        WaitStep before = new WaitStep(
                "w",
                StepSettings.DEFAULT,
                new Until.First(Map.of(
                        "money", new Until.Signalled("paid", null), "no", new Until.Signalled("refused", null))));
        TestRun run = waiting(before, signal("w", "settled", null)).given(MigrationTest::migrate);

        assertThat(run.when(TestRun.signal("refused", 2))).endsWith("run-completed -> out(w)");
        assertThat(run.output()).isEqualTo(Json.of(Map.of("first", "no", "output", 2)));
    }

    @Test
    void anApprovalWhoseNextEscalationIsGoneIsNotDueForEver() {
        TestRun run = waiting(escalating(), approval("ok")).given(MigrationTest::migrate);

        run.given(due());

        assertThat(run.state().nextDue()).isEmpty();
        assertThat(run.when(approve("r~1"))).endsWith("run-completed -> out(ok)");
    }

    private static ApprovalStep escalating() {
        return new ApprovalStep(
                "ok",
                StepSettings.DEFAULT,
                Memberships.NONE,
                1,
                1,
                ApprovalStep.NotBy.NOBODY,
                null,
                false,
                null,
                List.of(new ApprovalStep.Escalation(Duration.ofDays(1), new Memberships(List.of("head"), List.of()))),
                null,
                ApprovalStep.OnExpiry.DENY);
    }

    @Test
    void anApprovalIsAnsweredAsTheFormSaidWithWhichItWasAsked() {
        WorkflowPlan asksForMore = plan("{type: object, required: [reason]}");
        TestRun run = TestRun.of(
                        plan("{type: integer, minimum: 10}"), KnownWorkflows.NONE, ignored -> Optional.of(asksForMore))
                .given(start(), MigrationTest::migrate);

        assertThat(run.refusal(answering(9))).isEqualTo(Rejection.Code.INVALID_ANSWER);
        assertThat(run.refusal(answering(Map.of("reason", "fine")))).isEqualTo(Rejection.Code.INVALID_ANSWER);
        assertThat(run.when(answering(12))).endsWith("run-completed -> out(ok)");
    }

    private static TestRun.Move answering(Object answer) {
        return ignored -> new RunCommand.DecideApproval("r~1", true, null, null, null, Json.payload(answer));
    }

    private static WorkflowPlan plan(String form) {
        return WorkflowCompiler.compile("""
                apiVersion: baton/v1
                kind: Workflow
                metadata: {name: w}
                spec: {do: [{id: ok, approval: {form: %s}}]}
                """.formatted(form))
                .workflows()
                .getFirst()
                .plan();
    }
}
