package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.ApprovalTerms;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Evaluated;
import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import dev.baton.actors.run.Vote;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * People say yes or no. The output is {@code {approved, by, comment, answer, subject, subjectHash, votes}}, the subject as
 * edited; a no fails the step with kind {@code rejected}.
 *
 * @param deciders of which one role or group is needed; empty for anybody
 * @param approvals that make a yes
 * @param rejections that make a no
 * @param subject what is shown and decided about; null for the step's input
 * @param form of the answer that goes with a yes; null if none is asked for
 * @param escalations in the order of time
 * @param expiresIn null if the question stays open
 */
public record ApprovalStep(
        String id,
        StepSettings settings,
        Memberships deciders,
        int approvals,
        int rejections,
        NotBy notBy,
        @Nullable Template subject,
        boolean edits,
        @Nullable SchemaCheck form,
        List<Escalation> escalations,
        @Nullable Duration expiresIn,
        OnExpiry onExpiry)
        implements Step {

    public static final Pattern PATTERN = ApprovalReader.PATTERN;

    /** What an unanswered question means. */
    public enum OnExpiry {
        DENY,
        ESCALATE,
        APPROVE
    }

    /**
     * Who may not decide.
     *
     * @param starter whether whoever started the run may not
     * @param steps ids of steps: whoever did them, or decided in them, may not
     */
    public record NotBy(List<String> principals, boolean starter, List<String> steps) {

        public static final NotBy NOBODY = new NotBy(List.of(), false, List.of());

        public NotBy {
            principals = List.copyOf(principals);
            steps = List.copyOf(steps);
        }
    }

    /** Who may decide too, some time after the question. */
    public record Escalation(Duration after, Memberships to) {}

    public ApprovalStep {
        escalations = List.copyOf(escalations);
    }

    @Override
    public List<Step> children() {
        return List.of();
    }

    @Override
    public void start(Turn turn, Place place) {
        String unknown = notBy.steps().stream()
                .filter(step -> turn.state().insideOf(step).anyMatch(one -> one.child() != null))
                .findFirst()
                .orElse(null);
        if (unknown != null) {
            refuse(
                    turn,
                    place,
                    RunError.of(
                            ErrorKind.POLICY,
                            "it is not known who did step " + unknown
                                    + ", because a run of its own did; name in 'notBy' who may not decide"));
        } else if (subject == null || turn.takesAsGiven(place.path())) {
            ask(turn, place, turn.state().resolve(place.input()));
        } else {
            switch (turn.evaluate(subject, place.path())) {
                case Evaluated.Of of -> ask(turn, place, new Payload(of.json()));
                case Evaluated.Not not -> refuse(turn, place, not.error());
            }
        }
    }

    private void refuse(Turn turn, Place place, RunError error) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        turn.fail(place.path(), error);
    }

    private void ask(Turn turn, Place place, Payload about) {
        RunState state = turn.state();
        ApprovalTerms terms = new ApprovalTerms(
                deciders,
                barred(state),
                edits,
                approvals,
                rejections,
                form == null ? null : new Payload(form.schema()));
        turn.emit(new RunEvent.ApprovalRequested(
                place.path(),
                place.parent(),
                id,
                place.input(),
                state.nextId(),
                terms,
                about,
                CanonicalJson.digest(about.json()),
                expiresIn == null ? null : turn.now().plus(expiresIn),
                escalatesAt(0, turn.now())));
    }

    private @Nullable Instant escalatesAt(int number, Instant requestedAt) {
        return number < escalations.size()
                ? requestedAt.plus(escalations.get(number).after())
                : null;
    }

    /** Who may not decide is settled when the question is asked: what they did is done by then. */
    private List<String> barred(RunState state) {
        Set<String> barred = new LinkedHashSet<>(notBy.principals());
        if (notBy.starter()) {
            barred.addAll(state.started().startedBy().ids());
        }
        notBy.steps().forEach(step -> barred.addAll(state.doersOf(step)));
        return List.copyOf(barred);
    }

    @Override
    public void voted(Turn turn, StepState self) {
        if (!(self.activity() instanceof Activity.AwaitingApproval approval)) {
            return;
        }
        Vote last = approval.votes().getLast();
        if (last.approve() && approval.count(true) >= approval.terms().approvals()) {
            decided(turn, self, approval, RunEvent.Verdict.APPROVED, last.comment());
            approved(turn, self, approval, last.by(), last);
        } else if (!last.approve() && approval.count(false) >= approval.terms().rejections()) {
            decided(turn, self, approval, RunEvent.Verdict.REJECTED, last.comment());
            String comment = last.comment() == null ? "" : ": " + last.comment();
            turn.fail(
                    self.path(),
                    RunError.of(ErrorKind.REJECTED, "rejected by " + last.by().id() + comment));
        }
    }

    private static void decided(
            Turn turn,
            StepState self,
            Activity.AwaitingApproval approval,
            RunEvent.Verdict verdict,
            @Nullable String comment) {
        turn.emit(new RunEvent.ApprovalDecided(
                self.path(),
                approval.approval(),
                verdict,
                turn.by(),
                comment,
                approval.edited() ? approval.subject() : null));
    }

    /** @param deciding the vote that made it so; null if time did */
    private static void approved(
            Turn turn, StepState self, Activity.AwaitingApproval approval, Principal by, @Nullable Vote deciding) {
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.put("approved", true);
        output.put("by", by.id());
        output.put("comment", deciding == null ? null : deciding.comment());
        if (deciding != null && deciding.answer() != null) {
            output.set("answer", deciding.answer().json());
        }
        output.set("subject", approval.subject().json());
        output.put("subjectHash", approval.subjectHash());
        ArrayNode votes = output.putArray("votes");
        approval.counting().forEach(vote -> {
            ObjectNode one = votes.addObject();
            one.put("by", vote.by().id());
            one.put("approved", vote.approve());
            one.put("comment", vote.comment());
            if (vote.answer() != null) {
                one.set("answer", vote.answer().json());
            }
        });
        turn.complete(self.path(), new Value.Inline(new Payload(output)));
    }

    @Override
    public void due(Turn turn, StepState self) {
        if (!(self.activity() instanceof Activity.AwaitingApproval approval)) {
            return;
        }
        if (approval.expiresAt() != null && !approval.expiresAt().isAfter(turn.now())) {
            expire(turn, self, approval);
            return;
        }
        int number = approval.escalations();
        if (approval.escalatesAt() != null && !approval.escalatesAt().isAfter(turn.now())) {
            Memberships deciders = approval.terms().deciders();
            // The version of the workflow with which the run goes on may have fewer than the one that asked.
            Memberships further =
                    number < escalations.size() ? escalations.get(number).to() : Memberships.NONE;
            turn.emit(new RunEvent.ApprovalEscalated(
                    self.path(),
                    approval.approval(),
                    deciders.and(further),
                    escalatesAt(number + 1, approval.requestedAt())));
            StepState next = turn.instance(self.path());
            if (next.activity() instanceof Activity.AwaitingApproval now
                    && now.dueAt() != null
                    && !now.dueAt().isAfter(turn.now())) {
                due(turn, next);
            }
        }
    }

    private void expire(Turn turn, StepState self, Activity.AwaitingApproval approval) {
        RunError error = RunError.of(
                ErrorKind.REJECTED,
                approval.votes().isEmpty()
                        ? "nobody decided by " + approval.expiresAt()
                        : "not enough had voted by " + approval.expiresAt());
        switch (onExpiry) {
            case DENY -> {
                decided(turn, self, approval, RunEvent.Verdict.EXPIRED, null);
                turn.fail(self.path(), error);
            }
            case ESCALATE -> {
                decided(turn, self, approval, RunEvent.Verdict.EXPIRED, null);
                turn.escalate(self.path(), error);
            }
            case APPROVE -> {
                decided(turn, self, approval, RunEvent.Verdict.APPROVED, "nobody objected in time");
                approved(turn, self, approval, turn.by(), null);
            }
        }
    }

    @Override
    public void retried(Turn turn, StepState self) {
        start(turn, new Place(self.path(), self.parent(), new Value.InputOf(self.path())));
    }
}
