package dev.baton.http.agui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Fault;
import dev.baton.http.exchange.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends to open an exchange, AG-UI's {@code RunAgentInput}. Members that it does not know are left alone,
 * as the protocol wants it.
 *
 * @param thread the conversation, as the client names it
 * @param run the exchange, as the client names it: the same one again is the same run
 * @param resume answers to what the thread was asked before
 * @param input for the workflow, if a run is to be started
 */
record RunInput(String thread, String run, List<Resume> resume, JsonNode input) {

    private static final int ID_CHARS_MAX = 256;
    private static final int RESUME_MAX = 100;

    RunInput {
        resume = List.copyOf(resume);
    }

    /** An answer to one interrupt. @param payload null if the user has left the question, or said nothing with it */
    record Resume(
            String interrupt, boolean resolved, @Nullable JsonNode payload) {}

    sealed interface Read {
        record Of(RunInput input) implements Read {}

        record Unfit(Refusal refusal) implements Read {}
    }

    static Read read(JsonNode body) {
        List<Fault> faults = new ArrayList<>();
        String thread = id(body, "threadId", faults);
        String run = id(body, "runId", faults);
        if (!body.path("messages").isArray()) {
            faults.add(Fault.at("/messages", "wrong-type", "must be an array of messages, which may be empty"));
        }
        List<Resume> resume = resume(body.path("resume"), faults);
        return faults.isEmpty()
                ? new Read.Of(new RunInput(thread, run, resume, input(body)))
                : new Read.Unfit(Refusal.of(ErrorCode.INVALID_FIELD, "This is no RunAgentInput of AG-UI.", faults));
    }

    private static String id(JsonNode body, String name, List<Fault> faults) {
        String id = body.path(name).asText();
        if (!body.path(name).isTextual() || id.isEmpty() || id.length() > ID_CHARS_MAX) {
            faults.add(Fault.at("/" + name, "out-of-range", "must be a text of 1 to " + ID_CHARS_MAX + " characters"));
        }
        return id;
    }

    private static List<Resume> resume(JsonNode entries, List<Fault> faults) {
        List<Resume> resume = new ArrayList<>();
        if (entries.isMissingNode() || entries.isNull()) {
            return resume;
        }
        if (!entries.isArray() || entries.size() > RESUME_MAX) {
            faults.add(Fault.at("/resume", "wrong-type", "must be an array of at most " + RESUME_MAX + " answers"));
            return resume;
        }
        for (JsonNode entry : entries) {
            String status = entry.path("status").asText();
            if (!entry.path("interruptId").isTextual() || !(status.equals("resolved") || status.equals("cancelled"))) {
                faults.add(Fault.at(
                        "/resume/" + resume.size(),
                        "wrong-type",
                        "must have an interruptId, and a status that is resolved or cancelled"));
            }
            resume.add(new Resume(entry.path("interruptId").asText(), status.equals("resolved"), entry.get("payload")));
        }
        return resume;
    }

    /**
     * {@code forwardedProps.input} if there is one; else what the conversation is about: {@code {text, messages, context,
     * state}}, where the text is that of the user's latest message.
     */
    private static JsonNode input(JsonNode body) {
        JsonNode given = body.path("forwardedProps").path("input");
        if (!given.isMissingNode()) {
            return given;
        }
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("text", latestOfUser(body.path("messages")));
        input.set("messages", body.path("messages"));
        input.set("context", body.path("context").isArray() ? body.get("context") : input.arrayNode());
        input.set("state", body.path("state").isMissingNode() ? input.objectNode() : body.get("state"));
        return input;
    }

    private static String latestOfUser(JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            JsonNode message = messages.get(i);
            if (message.path("role").asText().equals("user")) {
                return text(message.path("content"));
            }
        }
        return "";
    }

    /** A text, or the texts among several parts. */
    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (part.path("type").asText().equals("text")) {
                text.append(text.isEmpty() ? "" : "\n").append(part.path("text").asText());
            }
        }
        return text.toString();
    }
}
