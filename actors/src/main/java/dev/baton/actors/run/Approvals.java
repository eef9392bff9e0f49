package dev.baton.actors.run;

import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.run.RunEvent.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What becomes of what somebody says about an approval: a vote, or a refusal. */
final class Approvals {

    /** On one approval, those that are void included. */
    static final int VOTES_MAX = 1_000;

    private Approvals() {}

    /** Null if it is accepted as a vote. */
    static @Nullable Outcome decide(Turn turn, RunCommand.DecideApproval decision) {
        for (StepState step : turn.state().busySteps()) {
            if (step.activity() instanceof Activity.AwaitingApproval approval
                    && approval.approval().equals(decision.approval())) {
                return vote(turn, step, approval, decision);
            }
        }
        return decidedBefore(turn.state(), decision);
    }

    private static @Nullable Outcome vote(
            Turn turn, StepState step, Activity.AwaitingApproval approval, RunCommand.DecideApproval decision) {
        Outcome barred = barred(turn.by(), approval);
        if (barred != null) {
            return barred;
        }
        Vote earlier = approval.voteOf(turn.by());
        if (earlier != null) {
            return votedBefore(turn, approval, earlier, decision);
        }
        Outcome unfit = unfit(approval, decision);
        if (unfit != null) {
            return unfit;
        }
        Outcome wrongAnswer = wrongAnswer(form(turn, step, approval), decision);
        if (wrongAnswer != null) {
            return wrongAnswer;
        }
        boolean edits = decision.edits() != null && !hash(decision).equals(approval.subjectHash());
        turn.emit(new RunEvent.ApprovalVoted(
                step.path(),
                approval.approval(),
                decision.approve(),
                turn.by(),
                decision.comment(),
                edits ? decision.edits() : null,
                decision.answer(),
                edits ? hash(decision) : approval.subjectHash()));
        turn.plan().step(step.step()).voted(turn, turn.instance(step.path()));
        return null;
    }

    private static String hash(RunCommand.DecideApproval decision) {
        return CanonicalJson.digest(Objects.requireNonNull(decision.edits()).json());
    }

    private static @Nullable Outcome barred(Principal by, Activity.AwaitingApproval approval) {
        ApprovalTerms terms = approval.terms();
        if (by.speaksForAny(terms.notBy())) {
            return Outcome.refuse(
                    Rejection.Code.APPROVAL_NOT_ALLOWED,
                    by.id() + " may not decide this approval (separation of duties); somebody else must.");
        }
        if (!terms.deciders().isEmpty()
                && by.memberships() != null
                && !terms.deciders().meets(by.memberships())) {
            return Outcome.refuse(
                    Rejection.Code.APPROVAL_NOT_ALLOWED,
                    by.id() + " may not decide this approval: it needs "
                            + terms.deciders().inWords() + ".");
        }
        return null;
    }

    /** A person votes once; whoever repeats the vote is told that it counts. */
    private static Outcome votedBefore(
            Turn turn, Activity.AwaitingApproval approval, Vote earlier, RunCommand.DecideApproval decision) {
        boolean sameSubject = decision.edits() == null || hash(decision).equals(approval.subjectHash());
        return earlier.approve() == decision.approve() && sameSubject
                ? new Outcome.Accepted(List.of(), turn.state())
                : Outcome.refuse(
                        Rejection.Code.VOTED_ALREADY,
                        earlier.by().origin().id() + " has voted already, with a " + (earlier.approve() ? "yes" : "no")
                                + ": a vote cannot be changed.");
    }

    private static @Nullable Outcome unfit(Activity.AwaitingApproval approval, RunCommand.DecideApproval decision) {
        if (decision.subjectHash() == null) {
            if (approval.terms().edits() && approval.terms().approvals() > 1) {
                return Outcome.refuse(
                        Rejection.Code.SUBJECT_HASH_NEEDED,
                        "The subject may be edited while others vote, so a vote must say with 'subjectHash' which one"
                                + " it is about; it is now " + approval.subjectHash() + ".");
            }
        } else if (!decision.subjectHash().equals(approval.subjectHash())) {
            return Outcome.refuse(
                    Rejection.Code.SUBJECT_CHANGED,
                    "The vote is about the subject with the hash " + decision.subjectHash()
                            + ", but the subject to be decided has " + approval.subjectHash()
                            + "; look at it again, then vote.");
        }
        if (decision.edits() != null && !approval.terms().edits()) {
            return Outcome.refuse(
                    Rejection.Code.EDITS_NOT_ALLOWED, "This approval allows no edits; approve or reject it as it is.");
        }
        if (decision.edits() != null && !decision.approve()) {
            return Outcome.refuse(
                    Rejection.Code.EDITS_NOT_ALLOWED,
                    "A no changes nothing: edits go with a yes. Leave 'edits' out and say in 'comment' what should be"
                            + " different, or approve with the edits.");
        }
        return approval.votes().size() < VOTES_MAX
                ? null
                : Outcome.refuse(
                        Rejection.Code.TOO_MANY_VOTES,
                        "The approval has had " + VOTES_MAX + " votes; cancel the run, or let the approval expire.");
    }

    /** The form that was shown with the question, whatever the version of the workflow says by which the run goes on. */
    private static @Nullable SchemaCheck form(Turn turn, StepState step, Activity.AwaitingApproval approval) {
        Payload asked = approval.terms().form();
        SchemaCheck here = turn.plan().step(step.step()).form();
        if (asked == null || (here != null && here.schema().equals(asked.json()))) {
            return asked == null ? null : here;
        }
        return SchemaCheck.trusted(asked.json());
    }

    /** A yes needs the answer that the form asks for; a no may have one. */
    private static @Nullable Outcome wrongAnswer(@Nullable SchemaCheck form, RunCommand.DecideApproval decision) {
        if (form == null) {
            return decision.answer() == null ? null : invalid("This approval has no form; leave 'answer' out.");
        }
        if (decision.answer() == null) {
            return decision.approve()
                    ? invalid("This approval has a form: give with 'answer' what it asks for.")
                    : null;
        }
        List<String> violations = form.violations(decision.answer().json());
        return violations.isEmpty()
                ? null
                : invalid("The answer does not match the form: " + String.join("; ", violations)
                        + ". Nothing was recorded; vote again with an answer that does.");
    }

    private static Outcome invalid(String message) {
        return Outcome.refuse(Rejection.Code.INVALID_ANSWER, message);
    }

    static Outcome decidedBefore(RunState state, RunCommand.DecideApproval decision) {
        Verdict verdict = state.decided().get(decision.approval());
        if (verdict == null) {
            return Outcome.refuse(
                    Rejection.Code.APPROVAL_NOT_FOUND, "The run waits for no approval " + decision.approval() + ".");
        }
        boolean same = verdict == (decision.approve() ? Verdict.APPROVED : Verdict.REJECTED);
        return same
                ? new Outcome.Accepted(List.of(), state)
                : Outcome.refuse(
                        Rejection.Code.APPROVAL_DECIDED,
                        "The approval is already decided: " + verdict.name().toLowerCase(Locale.ROOT) + ".");
    }
}
