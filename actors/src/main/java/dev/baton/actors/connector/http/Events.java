package dev.baton.actors.connector.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.HttpCheck;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an answer that is a stream of events is read.
 *
 * @param result the name of the event that is the answer; null for the last one that has an output
 * @param failure the name of an event that says what has failed; null if there is none
 * @param words where an event has words that can be heard; null if there are none
 * @param idle an agent that is silent for so long has lost the stream
 * @param resume takes up a stream that has broken; null if there is no way
 */
record Events(
        @Nullable String result,
        @Nullable String failure,
        @Nullable JsonPointer words,
        Duration idle,
        @Nullable Ask resume) {

    private static final Duration IDLE = Duration.ofMinutes(1);

    /** Null if nothing is said of events. */
    static @Nullable Events of(JsonNode settings) {
        return settings.isObject()
                ? new Events(
                        settings.path("result").textValue(),
                        settings.path("failure").textValue(),
                        settings.has("words")
                                ? JsonPointer.compile(settings.get("words").asText())
                                : null,
                        settings.has("idle")
                                ? Duration.parse(settings.get("idle").asText())
                                : IDLE,
                        settings.has("resume") ? Ask.of("GET", settings.get("resume"), HttpCheck.LATER) : null)
                : null;
    }
}
