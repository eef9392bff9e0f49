package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.AttemptScope;
import dev.baton.actors.definition.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What the requests to an agent can be made of.
 *
 * @param answer to the first of them; null before
 */
record AskScope(
        AttemptRequest request,
        AttemptScope attempt,
        String callback,
        @Nullable JsonNode answer) implements Scope {

    AskScope(AttemptRequest request, String callback, @Nullable JsonNode answer) {
        this(request, new AttemptScope(request), callback, answer);
    }

    @Override
    public JsonNode input() {
        return attempt.input();
    }

    @Override
    public @Nullable JsonNode step(String id) {
        return null;
    }

    @Override
    public @Nullable JsonNode stepOutput(String id) {
        return null;
    }

    @Override
    public JsonNode run() {
        return attempt.run();
    }

    @Override
    public @Nullable JsonNode variable(String name) {
        return switch (name) {
            case "attempt" -> TextNode.valueOf(request.attempt());
            case "callback" -> TextNode.valueOf(callback);
            case "answer" -> answer;
            default -> null;
        };
    }
}
