package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.approval;
import static dev.baton.actors.run.Flow.child;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.approve;
import static dev.baton.actors.run.TestRun.childCompletes;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.reject;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static dev.baton.actors.run.TestRun.tick;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.Template;
import dev.baton.actors.pattern.ApprovalStep.NotBy;
import dev.baton.actors.pattern.ApprovalStep.OnExpiry;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.FakeSchema;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.Outcome;
import dev.baton.actors.run.Payload;
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
import java.util.Optional;
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
                        "approval-voted ok r~1 yes by bob",
                        "approval-decided ok r~1 approved by bob",
                        "step-completed ok -> {\"approved\":true,\"by\":\"bob\",\"comment\":\"fine\","
                                + "\"subject\":\"pay 5\",\"subjectHash\":\"" + hash("pay 5")
                                + "\",\"votes\":[{\"by\":\"bob\",\"approved\":true,\"comment\":\"fine\"}]}",
                        "run-completed -> out(ok)");
    }

    @Test
    void isBoundToTheHashOfWhatIsApproved() {
        TestRun run = TestRun.of(workflow(step(FakeExpression.constant("pay 7").template(), NotBy.NOBODY, false)));

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
                        "approval-voted ok r~1 no by ann",
                        "approval-decided ok r~1 rejected by ann",
                        "step-failed ok rejected",
                        "run-failed rejected");
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
        TestRun run = TestRun.of(workflow(step(null, barring("ann"), false))).given(start());

        assertThat(run.as(ANN).refusal(approve("r~1"))).isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        Principal forAnn = new Principal(Principal.Kind.AGENT, "assistant", ANN);
        assertThat(run.as(forAnn).refusal(approve("r~1"))).isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        assertThat(run.as(BOB).when(approve("r~1"))).hasSize(4);
    }

    @Test
    void editsBecomeTheSubjectIfTheyAreAllowed() {
        TestRun allowed = TestRun.of(workflow(step(null, NotBy.NOBODY, true))).given(start("pay 5"));
        assertThat(allowed.when(edit("r~1", "pay 3"))).contains("approval-voted ok r~1 yes by ann edits \"pay 3\"");
        assertThat(output(allowed, "subject")).isEqualTo(Json.of("pay 3"));
        assertThat(output(allowed, "subjectHash")).isEqualTo(Json.of(hash("pay 3")));

        TestRun refused = TestRun.of(workflow(step(null, NotBy.NOBODY, false))).given(start("pay 5"));
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
        assertThat(run.when(approve("r~3"))).hasSize(4);
    }

    @Test
    void aSubjectThatCannotBeEvaluatedFailsTheStepBeforeAnyoneIsAsked() {
        TestRun run = TestRun.of(workflow(step(FakeExpression.failing().template(), NotBy.NOBODY, false)));

        assertThat(run.when(start()))
                .containsExactly("run-started", "step-started ok <- run.input", "step-failed ok bug", "run-failed bug");
    }

    @Test
    void aRejectedRequestCanBeEscalated() {
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, approval("ok"))))
                .given(start());

        assertThat(run.when(reject("r~1")))
                .containsExactly(
                        "approval-voted ok r~1 no by ann",
                        "approval-decided ok r~1 rejected by ann",
                        "incident-raised r~2 at ok rejected");
        assertThat(run.when(resolve("r~2", Resolution.SKIP)))
                .containsExactly(
                        "incident-resolved r~2 at ok skip", "step-completed ok -> null", "run-completed -> out(ok)");
    }

    private static TestRun.Move edit(String approval, Object subject) {
        return run -> new RunCommand.DecideApproval(approval, true, null, Json.payload(subject));
    }

    @Test
    void needsAsManyAsItSaysAndAPersonVotesOnce() {
        TestRun run = TestRun.of(workflow(needing(2, 1))).given(start());

        assertThat(run.as(ANN).when(approve("r~1"))).containsExactly("approval-voted ok r~1 yes by ann");
        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.when(approve("r~1"))).as("the same vote again").isEmpty();
        assertThat(run.refusal(reject("r~1"))).isEqualTo(Rejection.Code.VOTED_ALREADY);
        Principal forAnn = new Principal(Principal.Kind.AGENT, "assistant", ANN);
        assertThat(run.as(forAnn).when(approve("r~1")))
                .as("through an assistant it is the same person")
                .isEmpty();
        assertThat(run.as(BOB).when(approve("r~1")))
                .startsWith("approval-voted ok r~1 yes by bob", "approval-decided ok r~1 approved by bob");
        assertThat(output(run, "votes").findValuesAsText("by")).containsExactly("ann", "bob");
    }

    @Test
    void oneNoIsEnoughUnlessMoreAreNeeded() {
        TestRun one = TestRun.of(workflow(needing(2, 1))).given(start());
        assertThat(one.as(ANN).when(reject("r~1"))).endsWith("run-failed rejected");

        TestRun two = TestRun.of(workflow(needing(2, 2))).given(start());
        assertThat(two.as(ANN).when(reject("r~1"))).containsExactly("approval-voted ok r~1 no by ann");
        assertThat(two.as(BOB).when(reject("r~1"))).endsWith("run-failed rejected");
    }

    @Test
    void whoseRolesAreKnownMustHaveOneThatIsAsked() {
        TestRun run = TestRun.of(workflow(approval("ok"))).given(start());

        assertThat(run.as(with(ANN, "clerk", "boss-fans")).refusal(approve("r~1")))
                .isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        assertThat(run.as(with(ANN, "boss", "any")).when(approve("r~1"))).endsWith("run-completed -> out(ok)");
    }

    @Test
    void aGroupMayBeAskedInsteadOfARole() {
        ApprovalStep step =
                step(new Memberships(List.of("boss"), List.of("board")), 1, 1, NotBy.NOBODY, false, null, List.of());
        TestRun run = TestRun.of(workflow(step)).given(start());

        assertThat(run.as(with(ANN, "board", "clerks")).refusal(approve("r~1")))
                .as("a role that is called like the group")
                .isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        assertThat(run.as(with(ANN, "clerk", "board")).when(approve("r~1"))).endsWith("run-completed -> out(ok)");
    }

    @Test
    void aVoteAboutAnotherSubjectIsRefused() {
        TestRun run = TestRun.of(workflow(approval("ok"))).given(start("pay 5"));

        assertThat(run.refusal(about("r~1", hash("pay 4"), null))).isEqualTo(Rejection.Code.SUBJECT_CHANGED);
        assertThat(run.when(about("r~1", hash("pay 5"), null))).endsWith("run-completed -> out(ok)");
    }

    @Test
    void anEditVoidsTheVotesAboutTheFormerSubject() {
        ApprovalStep step = step(Memberships.NONE, 2, 1, NotBy.NOBODY, true, null, List.of());
        TestRun run = TestRun.of(workflow(step)).given(start("pay 5"));

        assertThat(run.as(ANN).refusal(approve("r~1"))).isEqualTo(Rejection.Code.SUBJECT_HASH_NEEDED);
        run.given(about("r~1", hash("pay 5"), null));
        assertThat(run.as(BOB).when(about("r~1", hash("pay 5"), Json.payload("pay 3"))))
                .containsExactly("approval-voted ok r~1 yes by bob edits \"pay 3\"");
        assertThat(run.when(about("r~1", hash("pay 5"), Json.payload("pay 3"))))
                .as("the same vote again")
                .isEmpty();
        assertThat(run.as(ANN).refusal(about("r~1", hash("pay 5"), null))).isEqualTo(Rejection.Code.SUBJECT_CHANGED);
        assertThat(run.when(about("r~1", hash("pay 3"), null))).endsWith("run-completed -> out(ok)");
        assertThat(output(run, "votes").findValuesAsText("by")).containsExactly("bob", "ann");
        assertThat(output(run, "subject")).isEqualTo(Json.of("pay 3"));
    }

    @Test
    void anEditBackToWhatWasDoesNotBringTheVotesBack() {
        ApprovalStep step = step(Memberships.NONE, 3, 1, NotBy.NOBODY, true, null, List.of());
        TestRun run = TestRun.of(workflow(step)).given(start("pay 5"));
        run.as(ANN).given(about("r~1", hash("pay 5"), null));
        run.as(BOB).given(about("r~1", hash("pay 5"), Json.payload("pay 3")));

        assertThat(run.as(ANN).when(about("r~1", hash("pay 3"), Json.payload("pay 5"))))
                .containsExactly("approval-voted ok r~1 yes by ann edits \"pay 5\"");
        assertThat(((Activity.AwaitingApproval) Objects.requireNonNull(run.activity("ok"))).count(true))
                .isEqualTo(1);
    }

    @Test
    void aFormMustBeAnsweredAsItSays() {
        ApprovalStep step = step(Memberships.NONE, 1, 1, NotBy.NOBODY, false, FakeSchema.ODD, List.of());
        TestRun run = TestRun.of(workflow(step)).given(start());

        assertThat(run.refusal(approve("r~1"))).isEqualTo(Rejection.Code.INVALID_ANSWER);
        assertThat(run.refusal(answering("r~1", 2))).isEqualTo(Rejection.Code.INVALID_ANSWER);
        Outcome.Refused refused = (Outcome.Refused) run.send(answering("r~1", 2).apply(run));
        assertThat(refused.rejection().message()).contains("does not match the form: 2 is not odd");
        assertThat(run.when(answering("r~1", 3))).endsWith("run-completed -> out(ok)");
        assertThat(output(run, "answer")).isEqualTo(Json.of(3));

        TestRun without = TestRun.of(workflow(approval("ok"))).given(start());
        assertThat(without.refusal(answering("r~1", 3))).isEqualTo(Rejection.Code.INVALID_ANSWER);
    }

    @Test
    void neitherWhoStartedTheRunNorWhoDidTheStepMayDecide() {
        NotBy apart = new NotBy(List.of(), true, List.of("draft", "first"));
        ApprovalStep second = step(Memberships.NONE, 1, 1, apart, false, null, List.of());
        TestRun run = TestRun.of(workflow(agent("draft"), approval("first"), second));
        run.as(ANN).given(start());
        Principal cid = new Principal(Principal.Kind.PERSON, "cid", null);
        Principal dan = new Principal(Principal.Kind.PERSON, "dan", null);
        run.as(BOB).given(succeeds("draft", 1));
        run.as(cid).given(approve("r~2"));

        assertThat(run.as(ANN).refusal(approve("r~3"))).isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        assertThat(run.as(BOB).refusal(approve("r~3"))).isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        assertThat(run.as(cid).refusal(approve("r~3"))).isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        assertThat(run.as(new Principal(Principal.Kind.AGENT, "draft-agent", null))
                        .refusal(approve("r~3")))
                .isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        assertThat(run.as(dan).when(approve("r~3"))).endsWith("run-completed -> out(ok)");
    }

    @Test
    void whoDidAStepThatWasARunOfItsOwnIsNotKnownSoNobodyIsAsked() {
        ApprovalStep step =
                step(Memberships.NONE, 1, 1, new NotBy(List.of(), false, List.of("c")), false, null, List.of());
        TestRun run = TestRun.of(workflow(child("c", "known"), step), RUNS).given(start());

        assertThat(run.when(childCompletes("c", 1)))
                .endsWith("step-started ok <- out(c)", "step-failed ok policy", "run-failed policy");
    }

    @Test
    void othersMayDecideTooAfterATime() {
        ApprovalStep step = step(
                new Memberships(List.of("boss"), List.of()),
                1,
                1,
                NotBy.NOBODY,
                false,
                null,
                List.of(escalation(1, "head"), escalation(2, "ceo")));
        TestRun run = TestRun.of(workflow(step)).given(start());
        run.as(with(BOB, "head", "any"));

        assertThat(run.refusal(approve("r~1"))).isEqualTo(Rejection.Code.APPROVAL_NOT_ALLOWED);
        assertThat(run.when(due())).containsExactly("approval-escalated ok r~1 to role boss or role head");
        assertThat(run.state().nextDue()).contains(TestRun.EPOCH.plus(Duration.ofDays(2)));
        assertThat(run.when(approve("r~1"))).endsWith("run-completed -> out(ok)");
    }

    @Test
    void escalationsThatAreOverdueTogetherAreMadeUpFor() {
        ApprovalStep step = step(
                new Memberships(List.of("boss"), List.of()),
                1,
                1,
                NotBy.NOBODY,
                false,
                null,
                List.of(escalation(1, "head"), escalation(2, "ceo")));
        TestRun run = TestRun.of(workflow(step)).given(start()).after(Duration.ofDays(9));

        assertThat(run.when(tick())).hasSize(2).last().asString().endsWith("to role boss or role ceo or role head");
        assertThat(run.when(tick())).isEmpty();
    }

    @Test
    void anUnansweredQuestionCanMeanYes() {
        TestRun run = TestRun.of(workflow(approval("ok", Duration.ofDays(3), OnExpiry.APPROVE)))
                .given(start());

        assertThat(run.as(Principal.SYSTEM).when(due()))
                .startsWith("approval-decided ok r~1 approved by baton")
                .endsWith("run-completed -> out(ok)");
        assertThat(output(run, "votes")).isEmpty();
    }

    private static final KnownWorkflows RUNS =
            (name, version) -> Optional.of(new KnownWorkflows.Known(1, "digest", null));

    private static JsonNode output(TestRun run, String field) {
        return Json.of(Objects.requireNonNull(run.output())).path(field);
    }

    private static String hash(Object subject) {
        return CanonicalJson.digest(Json.of(subject));
    }

    private static Principal with(Principal who, String role, String group) {
        return new Principal(who.kind(), who.id(), null, new Memberships(List.of(role), List.of(group)));
    }

    private static NotBy barring(String principal) {
        return new NotBy(List.of(principal), false, List.of());
    }

    private static ApprovalStep.Escalation escalation(int days, String role) {
        return new ApprovalStep.Escalation(Duration.ofDays(days), new Memberships(List.of(role), List.of()));
    }

    private static TestRun.Move about(String approval, String hash, @Nullable Payload edits) {
        return run -> new RunCommand.DecideApproval(approval, true, null, edits, hash, null);
    }

    private static TestRun.Move answering(String approval, Object answer) {
        return run -> new RunCommand.DecideApproval(approval, true, null, null, null, Json.payload(answer));
    }

    private static ApprovalStep needing(int approvals, int rejections) {
        return step(Memberships.NONE, approvals, rejections, NotBy.NOBODY, false, null, List.of());
    }

    private static ApprovalStep step(@Nullable Template subject, NotBy notBy, boolean edits) {
        return new ApprovalStep(
                "ok",
                StepSettings.DEFAULT,
                Memberships.NONE,
                1,
                1,
                notBy,
                subject,
                edits,
                null,
                List.of(),
                null,
                OnExpiry.DENY);
    }

    private static ApprovalStep step(
            Memberships deciders,
            int approvals,
            int rejections,
            NotBy notBy,
            boolean edits,
            @Nullable SchemaCheck form,
            List<ApprovalStep.Escalation> escalations) {
        return new ApprovalStep(
                "ok",
                StepSettings.DEFAULT,
                deciders,
                approvals,
                rejections,
                notBy,
                null,
                edits,
                form,
                escalations,
                null,
                OnExpiry.DENY);
    }

    @Test
    void aNoWithEditsIsRefused() {
        ApprovalStep step = step(Memberships.NONE, 1, 1, NotBy.NOBODY, true, null, List.of());
        TestRun run = TestRun.of(workflow(step)).given(start("pay 5"));
        TestRun.Move edited =
                ignored -> new RunCommand.DecideApproval("r~1", false, "too much", Json.payload("pay 3"), null, null);

        assertThat(run.refusal(edited)).isEqualTo(Rejection.Code.EDITS_NOT_ALLOWED);
        assertThat(((Outcome.Refused) run.send(edited.apply(run))).rejection().message())
                .contains("edits go with a yes");
    }
}
