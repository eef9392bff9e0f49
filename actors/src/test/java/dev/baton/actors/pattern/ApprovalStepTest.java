package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.approval;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.approve;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.reject;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.definition.Template;
import dev.baton.actors.pattern.ApprovalStep.OnExpiry;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.Step.StepSettings;
import dev.baton.actors.run.TestRun;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ApprovalStepTest {

    private static final Principal ANN = new Principal(Principal.Kind.PERSON, "ann", null);
    private static final Principal BOB = new Principal(Principal.Kind.PERSON, "bob", null);

    @Test
    void asksAboutItsInputAndTheApprovalIsItsOutput() {
        TestRun run = TestRun.of(workflow(approval("ok")));

        assertThat(run.when(start("pay 5")))
                .containsExactly("run-started", "approval-requested ok r~1 <- run.input subject \"pay 5\"");
        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.as(BOB).when(r -> new RunCommand.DecideApproval("r~1", true, "fine", null)))
                .containsExactly(
                        "approval-decided ok r~1 approved by bob",
                        "step-completed ok -> {\"approved\":true,\"by\":\"bob\",\"comment\":\"fine\","
                                + "\"subject\":\"pay 5\"}",
                        "run-completed -> out(ok)");
    }

    @Test
    void isBoundToTheHashOfWhatIsApproved() {
        TestRun run = TestRun.of(workflow(step(FakeExpression.constant("pay 7").template(), List.of(), false)));

        assertThat(run.when(start())).endsWith("approval-requested ok r~1 <- run.input subject \"pay 7\"");
        assertThat(run.activity("ok")).isInstanceOf(Activity.AwaitingApproval.class);
        Activity.AwaitingApproval asked = (Activity.AwaitingApproval) Objects.requireNonNull(run.activity("ok"));
        assertThat(asked.subjectHash()).isEqualTo(CanonicalJson.digest(Json.of("pay 7")));
    }

    @Test
    void aNoFailsTheStep() {
        TestRun run = TestRun.of(workflow(approval("ok"))).given(start());

        assertThat(run.when(r -> new RunCommand.DecideApproval("r~1", false, "too dear", null)))
                .containsExactly(
                        "approval-decided ok r~1 rejected by ann", "step-failed ok rejected", "run-failed rejected");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(run.state().end()).error())
                        .message())
                .isEqualTo("step ok: rejected by ann: too dear");
    }

    @Test
    void theSameDecisionAgainChangesNothingAndAnotherIsRefused() {
        TestRun run = TestRun.of(workflow(approval("ok"), approval("second"))).given(start(), approve("r~1"));

        assertThat(run.when(approve("r~1"))).isEmpty();
        assertThat(run.refusal(reject("r~1"))).isEqualTo(Rejection.Code.APPROVAL_DECIDED);
        assertThat(run.refusal(approve("r~7"))).isEqualTo(Rejection.Code.APPROVAL_NOT_FOUND);
    }

    @Test
    void whoMayNotDecideMayNotDecideThroughOthersEither() {
        TestRun run = TestRun.of(workflow(step(null, List.of("ann"), false))).given(start());

        assertThat(run.as(ANN).refusal(approve("r~1"))).isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        Principal forAnn = new Principal(Principal.Kind.AGENT, "assistant", ANN);
        assertThat(run.as(forAnn).refusal(approve("r~1"))).isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        assertThat(run.as(BOB).when(approve("r~1"))).hasSize(3);
    }

    @Test
    void editsBecomeTheSubjectIfTheyAreAllowed() {
        TestRun allowed = TestRun.of(workflow(step(null, List.of(), true))).given(start("pay 5"));
        assertThat(allowed.when(edit("r~1", "pay 3")))
                .contains("step-completed ok -> {\"approved\":true,\"by\":\"ann\",\"comment\":null,"
                        + "\"subject\":\"pay 3\"}");

        TestRun refused = TestRun.of(workflow(step(null, List.of(), false))).given(start("pay 5"));
        assertThat(refused.refusal(edit("r~1", "pay 3"))).isEqualTo(Rejection.Code.EDITS_NOT_ALLOWED);
    }

    @Test
    void anUnansweredQuestionCanMeanNo() {
        TestRun run = TestRun.of(workflow(approval("ok", Duration.ofDays(3), OnExpiry.DENY)));

        assertThat(run.when(start())).endsWith("approval-requested ok r~1 <- run.input subject \"in\" until +PT72H");
        assertThat(run.when(due()))
                .containsExactly(
                        "approval-decided ok r~1 expired by ann", "step-failed ok rejected", "run-failed rejected");
        assertThat(run.refusal(approve("r~1"))).isEqualTo(Rejection.Code.APPROVAL_DECIDED);
    }

    @Test
    void anUnansweredQuestionCanBeEscalatedAndAskedAgain() {
        TestRun run = TestRun.of(workflow(approval("ok", Duration.ofDays(3), OnExpiry.ESCALATE)));
        run.given(start());

        assertThat(run.when(due()))
                .containsExactly("approval-decided ok r~1 expired by ann", "incident-raised r~2 at ok rejected");
        assertThat(run.when(resolve("r~2", Resolution.RETRY)))
                .containsExactly(
                        "incident-resolved r~2 at ok retry",
                        "approval-requested ok r~3 <- in(ok) subject \"in\" until +PT144H");
        assertThat(run.refusal(approve("r~1"))).isEqualTo(Rejection.Code.APPROVAL_DECIDED);
        assertThat(run.when(approve("r~3"))).hasSize(3);
    }

    @Test
    void aSubjectThatCannotBeEvaluatedFailsTheStepBeforeAnyoneIsAsked() {
        TestRun run = TestRun.of(workflow(step(FakeExpression.failing().template(), List.of(), false)));

        assertThat(run.when(start()))
                .containsExactly("run-started", "step-started ok <- run.input", "step-failed ok bug", "run-failed bug");
    }

    @Test
    void aRejectedRequestCanBeEscalated() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, approval("ok"))))
                .given(start());

        assertThat(run.when(reject("r~1")))
                .containsExactly("approval-decided ok r~1 rejected by ann", "incident-raised r~2 at ok rejected");
        assertThat(run.when(resolve("r~2", Resolution.SKIP)))
                .containsExactly(
                        "incident-resolved r~2 at ok skip", "step-completed ok -> null", "run-completed -> out(ok)");
    }

    private static TestRun.Move edit(String approval, Object subject) {
        return run -> new RunCommand.DecideApproval(approval, true, null, Json.payload(subject));
    }

    private static ApprovalStep step(@Nullable Template subject, List<String> notBy, boolean edits) {
        return new ApprovalStep("ok", StepSettings.DEFAULT, "boss", subject, notBy, edits, null, OnExpiry.DENY);
    }
}
