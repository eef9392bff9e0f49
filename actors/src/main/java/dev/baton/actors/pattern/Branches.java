package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Named lists of steps inside a pattern: where their instances are, and what became of them. */
final class Branches {

    private Branches() {}

    /** @param body the one step of the list, or a sequence of several */
    static String pathOf(String container, String name, Step body) {
        return InstancePath.body(container, name, body);
    }

    /** By name {@code {status, agent, output, confidence, error}} of all that have begun. */
    static JsonNode describe(RunState state, String container, Map<String, Step> bodies) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        bodies.forEach((name, body) -> {
            StepState instance = state.step(pathOf(container, name, body));
            if (instance != null) {
                ObjectNode one = all.putObject(name);
                describe(instance, one);
                describeSpeaker(speaker(state, body, instance), one);
            }
        });
        return all;
    }

    /** The same, to be recorded: what was said is held already. */
    static Value recorded(RunState state, String container, Map<String, Step> bodies) {
        Map<String, Value> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> branch :
                describe(state, container, bodies).properties()) {
            String name = branch.getKey();
            String path = pathOf(container, name, Objects.requireNonNull(bodies.get(name)));
            Map<String, Value> fields = new LinkedHashMap<>();
            branch.getValue()
                    .properties()
                    .forEach(field -> fields.put(
                            field.getKey(),
                            field.getKey().equals("output")
                                    ? new Value.OutputOf(path)
                                    : new Value.Inline(new Payload(field.getValue()))));
            all.put(name, new Value.ObjectOf(fields));
        }
        return new Value.ObjectOf(all);
    }

    /** The instance whose agent speaks for a list of steps: the one step, or the last of several; null if that is no agent's. */
    static @Nullable StepState speaker(RunState state, Step body, StepState instance) {
        if (body instanceof AgentStep) {
            return instance;
        }
        if (!(body instanceof SequenceStep list) || list.children().isEmpty()) {
            return null;
        }
        Step last = list.children().getLast();
        StepState inner = state.step(InstancePath.inside(instance.path(), last.id()));
        return inner == null ? null : speaker(state, last, inner);
    }

    private static void describeSpeaker(@Nullable StepState speaker, ObjectNode into) {
        if (speaker != null && speaker.agent() != null) {
            into.put("agent", speaker.agent());
        }
        if (speaker != null && speaker.confidence() != null) {
            into.put("confidence", speaker.confidence());
        }
    }

    /** Adds {@code {status, output, error}}, as far as there are any, of one that has begun. */
    static void describe(StepState instance, ObjectNode into) {
        into.put("status", instance.status().code());
        if (instance.output() != null) {
            into.set("output", instance.output().json());
        }
        if (instance.error() != null) {
            into.putObject("error")
                    .put("kind", instance.error().kind().code())
                    .put("message", instance.error().message());
        }
    }
}
