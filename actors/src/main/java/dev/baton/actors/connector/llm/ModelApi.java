package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The words of one kind of provider. Pure: makes a body of a question, and an answer of a body. */
interface ModelApi {

    /** As definitions call it. */
    String name();

    /** Behind the URL of the definition. */
    String path();

    /** Those that say who asks. */
    Map<String, String> headers(String key);

    /** Those that every request has. */
    default Map<String, String> headers() {
        return Map.of();
    }

    ObjectNode body(ModelRequest request);

    /** Asks for the answer to come little by little. */
    default void stream(ObjectNode body) {
        body.put("stream", true);
    }

    /** For one answer that comes little by little. */
    ModelStream stream();

    /** @throws Unreadable if the provider did not keep to its own words */
    ModelAnswer read(JsonNode body) throws Unreadable;

    /** An answer that says nothing; another try may say something. */
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }
}
