package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person says yes or no. The output is {@code {approved, by, comment, subject}}, the subject as edited; a no fails
 * the step with kind {@code rejected}.
 *
 * @param role whose members may decide; null for anybody
 * @param subject what is shown and decided about; null for the step's input
 * @param notBy principals that may not decide
 * @param expiresIn null if the question stays open
 */
public record ApprovalStep(
        String id,
        StepSettings settings,
        @Nullable String role,
        @Nullable Template subject,
        List<String> notBy,
        boolean edits,
        @Nullable Duration expiresIn,
        OnExpiry onExpiry)
        implements Step {

    public static final Pattern PATTERN = Pattern.of("approval", Pattern.Inside.IN_ORDER, """
            {
              "title": "Approval",
              "description": "A person says yes or no. The output is {approved, by, comment, subject}; a no fails the step with kind 'rejected'.",
              "properties": {
                "approval": {
                  "title": "Approval",
                  "description": "Who decides about what, and until when.",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "role": {"$ref": "#/$defs/name", "title": "role", "description": "Whose members may decide. Left out: anybody.", "examples": ["legal"]},
                    "subject": {
                      "title": "What is shown and decided about",
                      "description": "Any value; texts may hold ${ expressions }. The decision is bound to its hash. Left out: the output of the step before.",
                      "examples": ["${ steps.write.output }"]
                    },
                    "notBy": {
                      "title": "Who may not decide",
                      "description": "Ids of principals (separation of duties).",
                      "type": "array",
                      "maxItems": 100,
                      "items": {"title": "id of a principal", "type": "string", "minLength": 1, "maxLength": 256},
                      "examples": [["alice"]]
                    },
                    "edits": {"title": "Whether the one who decides may change the subject", "type": "boolean", "default": false},
                    "expiresIn": {"$ref": "#/$defs/duration", "title": "Time to decide", "description": "Left out: no end."},
                    "onExpiry": {
                      "title": "When nobody decides in time",
                      "description": "deny: counts as a no. escalate: a person is told.",
                      "enum": ["deny", "escalate"],
                      "default": "deny"
                    }
                  },
                  "examples": [{"role": "legal", "expiresIn": "P3D", "onExpiry": "deny"}]
                }
              },
              "examples": [{"id": "signoff", "approval": {"role": "legal", "expiresIn": "P3D", "onExpiry": "deny"}}]
            }
            """, ApprovalStep::read);

    static ApprovalStep read(StepReader reader) {
        StepReader approval = reader.object("approval");
        if (approval.has("onExpiry") && !approval.has("expiresIn")) {
            approval.warning(
                    "onExpiry",
                    "approval.never-expires",
                    "'onExpiry' has no effect, because the approval never expires",
                    "Add 'expiresIn', for example P3D.");
        }
        return new ApprovalStep(
                reader.id(),
                reader.settings(),
                approval.optionalText("role"),
                approval.optionalTemplate("subject"),
                approval.texts("notBy"),
                approval.flag("edits", false),
                approval.optionalDuration("expiresIn"),
                approval.choice("onExpiry", OnExpiry.class, OnExpiry.DENY));
    }

    /** What an unanswered question means. */
    public enum OnExpiry {
        DENY,
        ESCALATE
    }

    public ApprovalStep {
        notBy = List.copyOf(notBy);
    }

    @Override
    public List<Step> children() {
        return List.of();
    }

    @Override
    public void start(Turn turn, Place place) {
        if (subject == null || turn.takesAsGiven(place.path())) {
            ask(turn, place, turn.state().resolve(place.input()));
            return;
        }
        switch (turn.evaluate(subject, place.path())) {
            case Turn.Evaluated.Of of -> ask(turn, place, new Payload(of.json()));
            case Turn.Evaluated.Not not -> {
                turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
                turn.fail(place.path(), not.error());
            }
        }
    }

    private void ask(Turn turn, Place place, Payload about) {
        Instant expiresAt = expiresIn == null ? null : turn.now().plus(expiresIn);
        turn.emit(new RunEvent.ApprovalRequested(
                place.path(),
                place.parent(),
                id,
                place.input(),
                turn.state().nextId(),
                role,
                notBy,
                edits,
                about,
                CanonicalJson.digest(about.json()),
                expiresAt));
    }

    @Override
    public void approvalDecided(
            Turn turn, StepState self, Activity.AwaitingApproval approval, RunCommand.DecideApproval decision) {
        if (!decision.approve()) {
            String comment = decision.comment() == null ? "" : ": " + decision.comment();
            turn.fail(
                    self.path(),
                    RunError.of(ErrorKind.REJECTED, "rejected by " + turn.by().id() + comment));
            return;
        }
        Payload decided = Objects.requireNonNullElse(decision.edits(), approval.subject());
        turn.complete(self.path(), new Value.Inline(answer(turn.by(), decision.comment(), decided.json())));
    }

    private static Payload answer(Principal by, @Nullable String comment, JsonNode subject) {
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.put("approved", true);
        output.put("by", by.id());
        output.put("comment", comment);
        output.set("subject", subject);
        return new Payload(output);
    }

    @Override
    public void due(Turn turn, StepState self) {
        if (!(self.activity() instanceof Activity.AwaitingApproval approval)) {
            return;
        }
        RunError error = RunError.of(ErrorKind.REJECTED, "nobody decided by " + approval.dueAt());
        turn.emit(new RunEvent.ApprovalDecided(
                self.path(), approval.approval(), RunEvent.Verdict.EXPIRED, turn.by(), null, null));
        switch (onExpiry) {
            case DENY -> turn.fail(self.path(), error);
            case ESCALATE -> turn.escalate(self.path(), error);
        }
    }

    @Override
    public void retried(Turn turn, StepState self) {
        start(turn, new Place(self.path(), self.parent(), new Value.InputOf(self.path())));
    }
}
