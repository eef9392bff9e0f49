package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.Scope;
import org.jspecify.annotations.Nullable;

/** An agent sees what it was given, and which run that was for; nothing of the run's steps. */
public final class AttemptScope implements Scope {

    private final AttemptRequest request;

    public AttemptScope(AttemptRequest request) {
        this.request = request;
    }

    @Override
    public JsonNode input() {
        return request.input().json();
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
        ObjectNode run = request.context().objectNode();
        run.put("id", request.run());
        run.setAll(request.context());
        return run;
    }

    @Override
    public @Nullable JsonNode variable(String name) {
        return null;
    }
}
