package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.runtime.CelVariableResolver;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows a {@link Scope} to CEL; nothing is looked up before the expression asks for it. */
final class ScopeVariables implements CelVariableResolver {

    private final Scope scope;
    private final KnownSteps steps;
    private final JsonValues values;

    ScopeVariables(Scope scope, KnownSteps steps, JsonValues values) {
        this.scope = scope;
        this.steps = steps;
        this.values = values;
    }

    @Override
    public Optional<Object> find(String name) {
        JsonNode value = switch (name) {
            case "steps" -> null;
            case "input" -> scope.input();
            case "run" -> scope.run();
            default -> scope.variable(name);
        };
        if (name.equals("steps")) {
            return Optional.of(new Steps());
        }
        return value == null ? Optional.empty() : Optional.of(values.toCel(value));
    }

    /** The steps that have ended, by id. */
    private final class Steps extends AbstractMap<String, Object> {

        @Override
        public @Nullable Object get(Object key) {
            if (!(key instanceof String id)) {
                return null;
            }
            JsonNode step = scope.step(id);
            return step == null ? null : values.toCel(step);
        }

        @Override
        public boolean containsKey(Object key) {
            return key instanceof String id && scope.step(id) != null;
        }

        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            Map<String, Object> ended = new LinkedHashMap<>();
            for (String id : steps.ids()) {
                JsonNode step = scope.step(id);
                if (step != null) {
                    ended.put(id, values.toCel(step));
                }
            }
            return ended.entrySet();
        }
    }
}
