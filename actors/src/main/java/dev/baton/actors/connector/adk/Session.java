package dev.baton.actors.connector.adk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server tells about a session. */
record Session(JsonNode body) {

    /** Nothing was said in it. */
    boolean isFresh() {
        return body.path("events").isEmpty();
    }

    /** Another one once anything has happened in the session. */
    String age() {
        return body.path("events").size() + " " + body.path("lastUpdateTime");
    }

    /** What the agent was told more than once, it was told to answer a question of its own. */
    boolean wasAnswered() {
        int told = 0;
        for (JsonNode event : body.path("events")) {
            told += isOfUser(event) ? 1 : 0;
        }
        return told > 1;
    }

    /** The text of the last answer to what the agent was told last, that waits for nothing more; empty if there is none. */
    Optional<String> answer() {
        Optional<String> answer = Optional.empty();
        for (JsonNode event : body.path("events")) {
            if (isOfUser(event)) {
                answer = Optional.empty();
            } else if (!event.path("partial").asBoolean()) {
                Optional<String> said = text(event.at("/content/parts"));
                answer = said.isPresent() ? said : answer;
            }
        }
        return answer;
    }

    private static boolean isOfUser(JsonNode event) {
        return event.path("author").asText().equals("user");
    }

    /** Empty for thoughts, and for what a tool is asked or has said. */
    static Optional<String> text(JsonNode parts) {
        List<String> texts = new ArrayList<>();
        for (JsonNode part : parts) {
            if (part.has("functionCall") || part.has("functionResponse")) {
                return Optional.empty();
            }
            if (part.path("text").isTextual() && !part.path("thought").asBoolean()) {
                texts.add(part.get("text").textValue());
            }
        }
        return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("", texts));
    }

    /** Why the model has failed, if that is how it ended; empty otherwise. */
    Optional<String> failure() {
        JsonNode last = body.path("events").path(body.path("events").size() - 1);
        return last.hasNonNull("errorCode")
                ? Optional.of(
                        last.path("errorMessage").asText(last.path("errorCode").asText()))
                : Optional.empty();
    }

    /** Whether the agent has stopped for a tool that somebody outside is to answer. */
    boolean waits() {
        JsonNode last = body.path("events").path(body.path("events").size() - 1);
        return !last.path("longRunningToolIds").isEmpty();
    }

    /** What somebody outside is still to answer, though the agent may have gone on meanwhile. */
    Questions questions() {
        return Questions.of(body.path("events"));
    }

    JsonNode state() {
        return body.path("state");
    }

    Usage usage() {
        Usage usage = Usage.NONE;
        for (JsonNode event : body.path("events")) {
            JsonNode tokens = event.path("usageMetadata");
            usage = usage.plus(new Usage(
                    tokens.path("promptTokenCount").asLong(),
                    tokens.path("candidatesTokenCount").asLong(),
                    0,
                    tokens.path("cachedContentTokenCount").asLong(),
                    tokens.path("thoughtsTokenCount").asLong()));
        }
        return usage;
    }
}
