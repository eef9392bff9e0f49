package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import java.util.Map;

/** Named lists of steps inside a pattern: where their instances are, and what became of them. */
final class Branches {

    private Branches() {}

    /** @param body the one step of the list, or a sequence of several */
    static String pathOf(String container, String name, Step body) {
        return body.id().indexOf('.') >= 0
                ? InstancePath.list(container, name)
                : InstancePath.inside(container, body.id());
    }

    /** By name {@code {status, output, error}} of all that have begun. */
    static JsonNode describe(RunState state, String container, Map<String, Step> bodies) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        bodies.forEach((name, body) -> {
            StepState instance = state.step(pathOf(container, name, body));
            if (instance != null) {
                describe(instance, all.putObject(name));
            }
        });
        return all;
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
