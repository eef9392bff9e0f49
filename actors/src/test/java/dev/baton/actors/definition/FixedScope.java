package dev.baton.actors.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A scope with given values, which counts what is looked up. */
final class FixedScope implements Scope {

    static final ObjectMapper MAPPER = new ObjectMapper();

    final Map<String, JsonNode> steps = new LinkedHashMap<>();
    final Map<String, JsonNode> variables = new LinkedHashMap<>();
    private final JsonNode input;
    int lookups;

    FixedScope(JsonNode input) {
        this.input = input;
    }

    static FixedScope of(String input) {
        return new FixedScope(json(input));
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    FixedScope step(String id, String description) {
        steps.put(id, json(description));
        return this;
    }

    FixedScope variable(String name, String value) {
        variables.put(name, json(value));
        return this;
    }

    @Override
    public JsonNode input() {
        lookups++;
        return input;
    }

    @Override
    public @Nullable JsonNode step(String id) {
        lookups++;
        return steps.get(id);
    }

    @Override
    public @Nullable JsonNode stepOutput(String id) {
        lookups++;
        JsonNode step = steps.get(id);
        return step == null ? null : step.get("output");
    }

    @Override
    public JsonNode run() {
        lookups++;
        return Objects.requireNonNull(
                json("{'id': 'r-1', 'workflow': 'w', 'version': 2, 'labels': {'team': 'legal'}}"));
    }

    @Override
    public @Nullable JsonNode variable(String name) {
        lookups++;
        return variables.get(name);
    }
}
