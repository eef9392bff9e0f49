package dev.baton.actors.pattern;

import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.Memberships;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How an approval is written. */
final class ApprovalReader {

    static final Pattern PATTERN = Pattern.of("approval", Pattern.Inside.IN_ORDER, """
            {
              "title": "Approval",
              "description": "People say yes or no. The output is {approved, by, comment, answer, subject, subjectHash, votes}; a no fails the step with kind 'rejected'.",
              "properties": {
                "approval": {
                  "title": "Approval",
                  "description": "Who decides about what, and until when.",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "role": {"$ref": "#/$defs/name", "title": "role", "description": "Whose members may decide. Without role, roles and groups: anybody.", "examples": ["legal"]},
                    "roles": {
                      "title": "Roles",
                      "description": "Whoever has one of them may decide.",
                      "type": "array", "minItems": 1, "maxItems": 20, "items": {"$ref": "#/$defs/name", "title": "role"},
                      "examples": [["legal", "compliance"]]
                    },
                    "groups": {
                      "title": "Groups",
                      "description": "Whoever is in one of them may decide.",
                      "type": "array", "minItems": 1, "maxItems": 20, "items": {"$ref": "#/$defs/name", "title": "group"},
                      "examples": [["credit-committee"]]
                    },
                    "approvals": {"title": "How many must say yes", "type": "integer", "minimum": 1, "maximum": 100, "default": 1, "examples": [2]},
                    "rejections": {"title": "How many must say no to refuse it", "type": "integer", "minimum": 1, "maximum": 100, "default": 1, "examples": [1]},
                    "subject": {
                      "title": "What is shown and decided about",
                      "description": "Any value; texts may hold ${ expressions }. The decision is bound to its hash. Left out: the output of the step before.",
                      "examples": ["${ steps.write.output }"]
                    },
                    "notBy": {
                      "title": "Who may not decide",
                      "description": "Separation of duties: ids of principals, {starter: true} for whoever started the run, {step: ID} for whoever did that step or decided in it.",
                      "type": "array",
                      "maxItems": 100,
                      "items": {
                        "title": "id of a principal, {starter: true} or {step: ID}",
                        "type": ["string", "object"],
                        "minLength": 1,
                        "maxLength": 256,
                        "additionalProperties": false,
                        "minProperties": 1,
                        "maxProperties": 1,
                        "properties": {
                          "starter": {"title": "Whoever started the run", "const": true},
                          "step": {"$ref": "#/$defs/stepId", "title": "Whoever did this step"}
                        }
                      },
                      "examples": [["alice", {"starter": true}, {"step": "draft"}]]
                    },
                    "form": {
                      "title": "Form",
                      "description": "JSON Schema (2020-12) of the answer that goes with a yes. Left out: no answer.",
                      "type": ["object", "boolean"],
                      "examples": [{"type": "object", "required": ["limit"], "properties": {"limit": {"type": "integer"}}}]
                    },
                    "edits": {"title": "Whether the one who decides may change the subject", "type": "boolean", "default": false},
                    "escalation": {
                      "title": "Who else may decide after a time",
                      "description": "Those asked before still may.",
                      "type": "array",
                      "minItems": 1,
                      "maxItems": 10,
                      "items": {
                        "title": "Others, after a time",
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["after"],
                        "properties": {
                          "after": {"$ref": "#/$defs/duration", "title": "How long after the question"},
                          "role": {"$ref": "#/$defs/name", "title": "role", "examples": ["head-of-legal"]},
                          "roles": {"title": "Roles", "type": "array", "minItems": 1, "maxItems": 20, "items": {"$ref": "#/$defs/name", "title": "role"}, "examples": [["head-of-legal"]]},
                          "groups": {"title": "Groups", "type": "array", "minItems": 1, "maxItems": 20, "items": {"$ref": "#/$defs/name", "title": "group"}, "examples": [["board"]]}
                        },
                        "examples": [{"after": "P1D", "role": "head-of-legal"}]
                      },
                      "examples": [[{"after": "P1D", "role": "head-of-legal"}]]
                    },
                    "expiresIn": {"$ref": "#/$defs/duration", "title": "Time to decide", "description": "Left out: no end."},
                    "onExpiry": {
                      "title": "When nobody decides in time",
                      "description": "deny: counts as a no. escalate: a person is told. approve: counts as a yes.",
                      "enum": ["deny", "escalate", "approve"],
                      "default": "deny"
                    }
                  },
                  "examples": [{"role": "legal", "expiresIn": "P3D", "onExpiry": "deny"}]
                }
              },
              "examples": [{"id": "signoff", "approval": {"role": "legal", "expiresIn": "P3D", "onExpiry": "deny"}}]
            }
            """, ApprovalReader::read);

    private ApprovalReader() {}

    private static ApprovalStep read(StepReader reader) {
        StepReader approval = reader.object("approval");
        ApprovalStep step = new ApprovalStep(
                reader.id(),
                reader.settings(),
                memberships(approval),
                approval.integer("approvals", 1),
                approval.integer("rejections", 1),
                notBy(approval),
                approval.optionalTemplate("subject"),
                approval.flag("edits", false),
                approval.jsonSchema("form"),
                approval.objects("escalation").stream()
                        .map(ApprovalReader::escalation)
                        .toList(),
                approval.optionalDuration("expiresIn"),
                approval.choice("onExpiry", ApprovalStep.OnExpiry.class, ApprovalStep.OnExpiry.DENY));
        checkExpiry(approval, step);
        checkEscalation(approval, step);
        return step;
    }

    private static Memberships memberships(StepReader reader) {
        List<String> roles = new ArrayList<>(reader.texts("roles"));
        String role = reader.optionalText("role");
        if (role != null) {
            roles.add(role);
        }
        return new Memberships(roles, reader.texts("groups"));
    }

    private static ApprovalStep.NotBy notBy(StepReader approval) {
        boolean starter = false;
        List<String> steps = new ArrayList<>();
        for (StepReader one : approval.objects("notBy")) {
            starter |= one.flag("starter", false);
            if (one.has("step")) {
                steps.add(one.earlierStep("step"));
            }
        }
        return new ApprovalStep.NotBy(approval.texts("notBy"), starter, steps);
    }

    private static ApprovalStep.Escalation escalation(StepReader reader) {
        Memberships to = memberships(reader);
        if (to.isEmpty()) {
            reader.error(
                    "",
                    "approval.escalates-to-nobody",
                    "It does not say who may decide then",
                    "Give 'role', 'roles' or 'groups'.");
        }
        return new ApprovalStep.Escalation(reader.duration("after", Duration.ofDays(1)), to);
    }

    private static void checkExpiry(StepReader approval, ApprovalStep step) {
        if (approval.has("onExpiry") && step.expiresIn() == null) {
            approval.warning(
                    "onExpiry",
                    "approval.never-expires",
                    "'onExpiry' has no effect, because the approval never expires",
                    "Add 'expiresIn', for example P3D.");
        }
        if (step.onExpiry() == ApprovalStep.OnExpiry.APPROVE && step.form() != null) {
            approval.error(
                    "onExpiry",
                    "approval.unanswered-form",
                    "When nobody decides, nobody answers the form",
                    "Remove 'form', or let it expire with 'deny' or 'escalate'.");
        }
    }

    private static void checkEscalation(StepReader approval, ApprovalStep step) {
        if (!step.escalations().isEmpty() && step.deciders().isEmpty()) {
            approval.error(
                    "escalation",
                    "approval.escalates-from-anybody",
                    "Anybody may decide already, so nobody is left to ask",
                    "Say with 'role', 'roles' or 'groups' who is asked first.");
        }
        Duration before = Duration.ZERO;
        for (ApprovalStep.Escalation escalation : step.escalations()) {
            boolean tooLate = step.expiresIn() != null && escalation.after().compareTo(step.expiresIn()) >= 0;
            if (tooLate || escalation.after().compareTo(before) <= 0) {
                approval.error(
                        "escalation",
                        "approval.escalation-order",
                        tooLate
                                ? "When others are asked after " + escalation.after() + ", the approval has expired"
                                : "The escalation after " + escalation.after()
                                        + " does not come later than the one before",
                        "Give each a longer time than the one before, and less than 'expiresIn'.");
            }
            before = escalation.after();
        }
    }
}
