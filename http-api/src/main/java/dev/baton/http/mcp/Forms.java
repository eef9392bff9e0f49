package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.RunCommand;
import dev.baton.http.exchange.Json;
import dev.baton.http.follow.Question;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Questions as forms, which know only flat objects of simple values, and what people fill in as answers. */
final class Forms {

    private static final int SUBJECT_CHARS_MAX = 4_000;
    private static final int COMMENT_CHARS_MAX = 10_000;
    private static final String DECISION = "decision";
    private static final String COMMENT = "comment";

    /** Where a value stands that is not a flat object. */
    private static final String ANSWER = "answer";

    private static final Set<String> SIMPLE = Set.of("string", "number", "integer", "boolean");

    private Forms() {}

    /** The parameters of {@code elicitation/create}. */
    static ObjectNode of(Question question) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("mode", "form").put("message", message(question));
        ObjectNode schema = params.putObject("requestedSchema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        switch (question) {
            case Question.Approval approval -> {
                ObjectNode decision =
                        properties.putObject(DECISION).put("type", "string").put("title", "Decision");
                decision.putArray("enum").add("approve").add("reject");
                properties.putObject(COMMENT).put("type", "string").put("title", "Comment");
                schema.putArray("required").add(DECISION);
                if (approval.schema() != null) {
                    ask(approval.schema(), schema, false);
                }
            }
            case Question.Signal signal -> ask(signal.schema(), schema, true);
            case Question.Work work -> ask(work.schema(), schema, true);
        }
        return params;
    }

    private static String message(Question question) {
        JsonNode subject = question.subject();
        if (subject == null || subject.isNull()) {
            return question.text();
        }
        String shown = subject.isTextual() ? subject.textValue() : subject.toPrettyString();
        return question.text() + "\n\n"
                + (shown.length() > SUBJECT_CHARS_MAX ? shown.substring(0, SUBJECT_CHARS_MAX) + "…" : shown);
    }

    /** @param needed whether the form is nothing without the answer */
    private static void ask(@Nullable JsonNode wanted, ObjectNode form, boolean needed) {
        ObjectNode properties = (ObjectNode) form.get("properties");
        if (wanted != null && isFlat(wanted)) {
            wanted.path("properties")
                    .properties()
                    .forEach(property -> properties.set(property.getKey(), property.getValue()));
            if (needed) {
                wanted.path("required")
                        .forEach(name -> form.withArray("required").add(name));
            }
            return;
        }
        properties
                .putObject(ANSWER)
                .put("type", "string")
                .put("title", "Answer")
                .put("description", "JSON" + (wanted == null ? " or any text" : " that matches " + wanted));
        if (needed) {
            form.withArray("required").add(ANSWER);
        }
    }

    private static boolean isFlat(JsonNode schema) {
        if (!schema.path("type").asText().equals("object")
                || schema.path("properties").isEmpty()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            boolean taken =
                    property.getKey().equals(DECISION) || property.getKey().equals(COMMENT);
            if (taken || !isSimple(property.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** A simple value, or some of a few. */
    private static boolean isSimple(JsonNode schema) {
        String type = schema.path("type").asText();
        JsonNode items = schema.path("items");
        return SIMPLE.contains(type) || (type.equals("array") && (items.has("enum") || items.has("anyOf")));
    }

    /** What an answer comes to. */
    sealed interface Read {
        record Command(RunCommand command) implements Read {}

        /** The person has left the question open. */
        record Nothing() implements Read {}

        record Unusable(String why) implements Read {}
    }

    /** @param response {@code {action, content}} */
    static Read read(Question question, JsonNode response) {
        String action = response.path("action").asText();
        JsonNode content = response.path("content");
        if (action.equals("cancel")) {
            return new Read.Nothing();
        }
        boolean accepted = action.equals("accept");
        if (!accepted && !action.equals("decline")) {
            return new Read.Unusable("its \"action\" must be accept, decline or cancel");
        }
        if (accepted && !content.isObject()) {
            return new Read.Unusable("what is accepted must have \"content\", an object");
        }
        return switch (question) {
            case Question.Approval approval -> decided(approval, accepted, content);
            case Question.Signal signal ->
                accepted ? new Read.Command(signal.answered(value(signal.schema(), content))) : new Read.Nothing();
            case Question.Work work ->
                new Read.Command(accepted ? work.done(value(work.schema(), content)) : work.refused(null));
        };
    }

    private static Read decided(Question.Approval approval, boolean accepted, JsonNode content) {
        if (!accepted) {
            return new Read.Command(approval.decided(false, null, null));
        }
        String decision = content.path(DECISION).asText();
        if (!decision.equals("approve") && !decision.equals("reject")) {
            return new Read.Unusable("\"" + DECISION + "\" must be approve or reject");
        }
        @Nullable String comment = content.path(COMMENT).textValue();
        if (comment != null && comment.length() > COMMENT_CHARS_MAX) {
            return new Read.Unusable("\"" + COMMENT + "\" has more than " + COMMENT_CHARS_MAX + " characters");
        }
        boolean approve = decision.equals("approve");
        JsonNode answer = approve && approval.schema() != null ? value(approval.schema(), content) : null;
        return new Read.Command(approval.decided(approve, comment, answer));
    }

    private static JsonNode value(@Nullable JsonNode schema, JsonNode content) {
        if (schema != null && isFlat(schema)) {
            ObjectNode value = ((ObjectNode) content).deepCopy();
            value.remove(DECISION);
            value.remove(COMMENT);
            return value;
        }
        JsonNode answer = content.path(ANSWER);
        return answer.isTextual() ? json(answer.textValue()).orElse(answer) : answer;
    }

    private static Optional<JsonNode> json(String text) {
        return Json.parse(ByteString.fromString(text)) instanceof Json.Parsed.Of of
                ? Optional.of(of.json())
                : Optional.empty();
    }
}
