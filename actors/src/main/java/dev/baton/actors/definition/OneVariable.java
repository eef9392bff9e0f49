package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.jspecify.annotations.Nullable;

/** For expressions outside of runs: all they see is one variable. */
public record OneVariable(String name, JsonNode value) implements Scope {

    @Override
    public JsonNode input() {
        return NullNode.getInstance();
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
        return NullNode.getInstance();
    }

    @Override
    public @Nullable JsonNode variable(String wanted) {
        return wanted.equals(name) ? value : null;
    }
}
