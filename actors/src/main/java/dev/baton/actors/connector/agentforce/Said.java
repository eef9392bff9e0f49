package dev.baton.actors.connector.agentforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.JsonAnswers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent has said in one turn: messages as they come in a stream, or all at once. */
final class Said {

    private final List<String> texts = new ArrayList<>();
    private @Nullable String question;
    private @Nullable String failure;
    private boolean escalated;
    private boolean ended;

    /** Answers and questions come whole as well as in chunks. */
    void take(JsonNode message) {
        String text = message.path("message").asText();
        switch (message.path("type").asText()) {
            case "Inform" -> texts.add(text);
            case "Inquire", "Confirm" -> {
                question = text;
                texts.add(text);
            }
            case "Escalate" -> escalated = true;
            case "Failure", "Error" -> {
                JsonNode errors = message.path("errors");
                failure = text.isEmpty() ? errors.isMissingNode() ? "it did not say why" : errors.toString() : text;
            }
            case "EndOfTurn", "SessionEnded" -> ended = true;
            default -> {
                // Progress, chunks and what the API will have later are no answers.
            }
        }
    }

    /** Of an event; null if it holds none. */
    static @Nullable JsonNode message(String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        try {
            return JsonAnswers.parse(bytes, bytes.length).path("message");
        } catch (IOException notForUs) {
            return null;
        }
    }

    String text() {
        return String.join("\n", texts);
    }

    boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Null if it does not ask. */
    @Nullable
    String question() {
        return question;
    }

    /** Null if it did not fail. */
    @Nullable
    String failure() {
        return failure;
    }

    /** It wants a person of the organization to take over. */
    boolean escalated() {
        return escalated;
    }

    /** Whether a stream is complete. */
    boolean ended() {
        return ended;
    }
}
