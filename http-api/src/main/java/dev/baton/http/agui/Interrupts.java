package dev.baton.http.agui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.RunCommand;
import dev.baton.http.follow.Question;
import dev.baton.http.follow.Seal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks, as interrupts, and the answers to them. The id of an interrupt says which question of which run it is,
 * so that any node understands the answer.
 */
final class Interrupts {

    /** A user may take so long to answer. */
    private static final Duration ANSWER_MAX = Duration.ofDays(30);

    private static final int COMMENT_CHARS_MAX = 10_000;
    private static final String PURPOSE = "ag-ui-interrupt ";
    private static final String APPROVED = "approved";
    private static final String COMMENT = "comment";
    private static final String ANSWER = "answer";

    private final Seal seal;

    Interrupts(Seal seal) {
        this.seal = seal;
    }

    /** The question of a run that an interrupt was. */
    record Asked(String run, String question) {}

    /** Empty if it was not given out for this tenant, or has expired. */
    Optional<Asked> asked(String tenant, String interrupt) {
        return seal.open(PURPOSE + tenant, interrupt)
                .map(text -> text.split("\n", 2))
                .map(parts -> new Asked(parts[0], parts[1]));
    }

    ObjectNode of(RunKey run, Question question) {
        ObjectNode interrupt = JsonNodeFactory.instance.objectNode();
        interrupt.put("id", seal.close(PURPOSE + run.tenant(), run.runId() + "\n" + question.key(), ANSWER_MAX));
        interrupt.put(
                "reason",
                switch (question) {
                    case Question.Approval ignored -> "confirmation";
                    case Question.Signal ignored -> "input_required";
                    case Question.Work ignored -> "input_required";
                });
        interrupt.put("message", question.text());
        interrupt.set("responseSchema", schema(question));
        ObjectNode metadata = interrupt.putObject("metadata");
        metadata.put("run", run.runId()).put("name", question.name());
        if (question.subject() != null) {
            metadata.set("subject", question.subject());
        }
        return interrupt;
    }

    private static JsonNode schema(Question question) {
        return switch (question) {
            case Question.Approval approval -> decision(approval.schema());
            case Question.Signal signal -> orAnything(signal.schema());
            case Question.Work work -> orAnything(work.schema());
        };
    }

    private static JsonNode orAnything(@Nullable JsonNode schema) {
        return schema == null || !schema.isObject() ? JsonNodeFactory.instance.objectNode() : schema;
    }

    private static ObjectNode decision(@Nullable JsonNode form) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject(APPROVED).put("type", "boolean");
        properties.putObject(COMMENT).put("type", "string");
        if (form != null) {
            properties.set(ANSWER, form);
        }
        schema.putArray("required").add(APPROVED);
        return schema;
    }

    /** What an answer comes to. */
    sealed interface Said {
        record Command(RunCommand command) implements Said {}

        /** The user has left the question open: the run asks it again. */
        record Nothing() implements Said {}

        record Unusable(String why) implements Said {}
    }

    static Said said(Question question, RunInput.Resume resume) {
        JsonNode payload = resume.payload() == null ? NullNode.getInstance() : resume.payload();
        return switch (question) {
            case Question.Approval approval ->
                resume.resolved() ? decided(approval, payload) : command(approval.decided(false, null, null));
            case Question.Signal signal -> resume.resolved() ? command(signal.answered(payload)) : new Said.Nothing();
            case Question.Work work -> command(resume.resolved() ? work.done(payload) : work.refused(null));
        };
    }

    private static Said decided(Question.Approval approval, JsonNode payload) {
        JsonNode approved = payload.path(APPROVED);
        @Nullable String comment = payload.path(COMMENT).textValue();
        if (!approved.isBoolean()) {
            return new Said.Unusable("must have \"" + APPROVED + "\", true or false");
        }
        if (comment != null && comment.length() > COMMENT_CHARS_MAX) {
            return new Said.Unusable("\"" + COMMENT + "\" has more than " + COMMENT_CHARS_MAX + " characters");
        }
        return command(approval.decided(approved.booleanValue(), comment, payload.get(ANSWER)));
    }

    private static Said command(RunCommand command) {
        return new Said.Command(command);
    }
}
