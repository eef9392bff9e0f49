package dev.baton.actors.run;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.body;
import static dev.baton.actors.run.Flow.branch;
import static dev.baton.actors.run.Flow.fallback;
import static dev.baton.actors.run.Flow.parallel;
import static dev.baton.actors.run.Flow.with;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.Join;
import dev.baton.actors.run.FailureRules.Rule;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step.OnCancel;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.Step.StepSettings;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What follows the failure of a step, of a pattern, of a run. */
final class FailureRulesTest {

    private static StepSettings rules(Rule... rules) {
        return new StepSettings(new FailureRules(List.of(rules)), null, OnCancel.LEAVE, null);
    }

    private static Rule rule(OnFailure then, ErrorKind... on) {
        return new Rule(Set.of(on), then, null);
    }

    @Test
    void theFirstRuleThatCoversTheKindHolds() {
        StepSettings settings = rules(
                rule(OnFailure.CONTINUE, ErrorKind.BUDGET, ErrorKind.TIMEOUT),
                new Rule(Set.of(ErrorKind.UNAVAILABLE), OnFailure.FALLBACK, agent("spare")),
                rule(OnFailure.ESCALATE, ErrorKind.BUG));
        WorkflowPlan plan = workflow(with(settings, agent("a")), agent("b"));

        assertThat(TestRun.of(plan).given(start()).when(fails("a", ErrorKind.TIMEOUT)))
                .contains("step-failed a r~1 timeout continued");
        assertThat(TestRun.of(plan).given(start()).when(fails("a", ErrorKind.UNAVAILABLE)))
                .containsExactly(
                        "attempt-failed a r~1 unavailable",
                        "remedy-started a fallback unavailable",
                        "attempt-started a/spare r~2 #1 spare-agent <- in(a)");
        assertThat(TestRun.of(plan).given(start()).when(fails("a", ErrorKind.BUG)))
                .endsWith("incident-raised r~2 at a bug");
        assertThat(TestRun.of(plan).given(start()).when(fails("a", ErrorKind.REJECTED)))
                .endsWith("step-failed a r~1 rejected", "run-failed rejected");
    }

    @Test
    void theStepsDoneInsteadGiveTheOutput() {
        TestRun run = TestRun.of(workflow(fallback(agent("spare"), agent("a")), agent("b")))
                .given(start(), fails("a", ErrorKind.REJECTED));

        assertThat(run.when(succeeds("a/spare", "well")))
                .containsExactly(
                        "step-completed a/spare r~2 -> \"well\"",
                        "step-completed a -> out(a/spare)",
                        "attempt-started b r~3 #1 b-agent <- out(a)");
        assertThat(run.refusal(r -> TestRun.result("r~1", TestRun.success("late"))))
                .isEqualTo(Rejection.Code.ATTEMPT_STALE);
    }

    @Test
    void theStepsDoneInsteadSeeTheFailure() {
        Step spare = agent("spare", FakeExpression.variable("error").template());
        TestRun run = TestRun.of(workflow(fallback(spare, agent("a")))).given(start(), fails("a", ErrorKind.POLICY));

        assertThat(run.state()
                        .input(Objects.requireNonNull(run.state().step("a/spare")))
                        .json()
                        .toString())
                .isEqualTo("{\"kind\":\"policy\",\"message\":\"it broke\"}");
    }

    @Test
    void whenTheStepsDoneInsteadFailTheStepFails() {
        TestRun run = TestRun.of(workflow(fallback(agent("spare"), agent("a"))))
                .given(start(), fails("a", ErrorKind.REJECTED));

        assertThat(run.when(fails("a/spare", ErrorKind.BUG)))
                .endsWith("step-failed a/spare r~2 bug", "step-failed a bug", "run-failed bug");
    }

    @Test
    void aPatternCancelsWhatIsInsideBeforeOtherStepsAreDone() {
        Step both = parallel("both", new Join.All(), branch("l", agent("l")), branch("r", agent("r")));
        TestRun run = TestRun.of(workflow(fallback(body("both.@fallback", agent("x"), agent("y")), both)))
                .given(start());

        assertThat(run.when(fails("both/l", ErrorKind.REJECTED)))
                .containsExactly(
                        "attempt-failed both/l r~1 rejected",
                        "step-failed both/l r~1 rejected",
                        "step-cancelled both/r",
                        "remedy-started both fallback rejected",
                        "step-started both.@fallback <- in(both)",
                        "attempt-started both/x r~3 #1 x-agent <- in(both)");
        run.given(succeeds("both/x", 1));
        assertThat(run.when(succeeds("both/y", 2)))
                .endsWith(
                        "step-completed both.@fallback -> out(both/y)",
                        "step-completed both -> out(both.@fallback)",
                        "run-completed -> out(both)");
    }

    @Test
    void aRunCanDoOtherStepsInstead() {
        StepSettings settings = rules(new Rule(Set.of(), OnFailure.FALLBACK, agent("apologise")));
        TestRun run = TestRun.of(workflow(settings, agent("a"))).given(start());

        assertThat(run.when(fails("a", ErrorKind.REJECTED)))
                .endsWith(
                        "remedy-started  fallback rejected",
                        "attempt-started apologise r~2 #1 apologise-agent <- run.input");
        assertThat(run.when(succeeds("apologise", "sorry"))).endsWith("run-completed -> out(apologise)");
    }

    @Test
    void aRunWhoseOtherStepsFailFails() {
        StepSettings settings = rules(new Rule(Set.of(), OnFailure.FALLBACK, agent("apologise")));
        TestRun run = TestRun.of(workflow(settings, agent("a"))).given(start(), fails("a", ErrorKind.REJECTED));

        assertThat(run.when(fails("apologise", ErrorKind.BUG)))
                .endsWith("step-failed apologise r~2 bug", "run-failed bug");
    }

    @Test
    void aRunCanCompleteWithoutAnOutputAllTheSame() {
        TestRun run = TestRun.of(workflow(rules(rule(OnFailure.CONTINUE)), agent("a")))
                .given(start());

        assertThat(run.when(fails("a", ErrorKind.REJECTED))).endsWith("run-completed -> null");
    }

    @Test
    void aPersonDecidesAboutARunThatAsksForOne() {
        assertThat(escalated().state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(escalated().when(resolve("r~3", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~3 at  retry", "run-retried", "attempt-started b r~4 #1 b-agent <- in(b)");
        assertThat(escalated().when(resolve("r~3", Resolution.SKIP))).endsWith("run-completed -> null");
        assertThat(escalated().when(resolve("r~3", Resolution.FAIL))).endsWith("run-failed rejected");
        assertThat(escalated().when(TestRun.cancel())).endsWith("run-cancelled");
    }

    private static TestRun escalated() {
        TestRun run = TestRun.of(workflow(rules(rule(OnFailure.ESCALATE)), agent("a"), agent("b")))
                .given(start(), succeeds("a", 1));
        assertThat(run.when(fails("b", ErrorKind.REJECTED)))
                .endsWith("remedy-started  escalate rejected", "incident-raised r~3 at  rejected");
        return run;
    }
}
