package dev.baton.actors.connector.adk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.Voice;
import dev.baton.actors.connector.client.ServerSentEvents;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what agents say in a stream, each word once: what was said in pieces (partial events) is repeated as a whole.
 * Several agents may speak at a time.
 */
final class Speech {

    /** That speak at a time; further ones are not heard. */
    private static final int SPEAKERS_MAX = 100;

    private final String mark;
    private final Voice voice;

    /** The message of each who is in the middle of one. */
    private final Map<String, String> speaking = new HashMap<>();

    private int messages;
    private @Nullable String failure;

    /** @param mark of all messages: no other call has the same */
    Speech(String mark, Voice voice) {
        this.mark = mark;
        this.voice = voice;
    }

    /** One after the other. */
    void heard(ServerSentEvents.Event event) {
        JsonAnswers.parsed(event.data()).ifPresent(said -> {
            if (said.has("error") && !said.has("author")) {
                failure = said.get("error").asText();
            } else {
                heard(said);
            }
        });
    }

    private void heard(JsonNode said) {
        String speaker = said.path("author").asText();
        String words = Session.text(said.at("/content/parts")).orElse("");
        if (!said.path("partial").asBoolean()) {
            String repeated = speaking.remove(speaker);
            if (repeated == null) {
                pass(next(), words);
            }
        } else if (speaking.size() < SPEAKERS_MAX || speaking.containsKey(speaker)) {
            pass(speaking.computeIfAbsent(speaker, first -> next()), words);
        }
    }

    private String next() {
        messages++;
        return mark + "-" + messages;
    }

    private void pass(String message, String words) {
        if (!words.isEmpty()) {
            voice.says(message, words);
        }
    }

    /** Why the agent was stopped, if the stream said so instead of ending; null otherwise. */
    @Nullable
    String failure() {
        return failure;
    }
}
