package dev.baton.actors.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A value as an event records it: spelled out, or as a reference to one that the run already holds. */
public sealed interface Value {

    record Inline(Payload payload) implements Value {}

    /** The output of the step instance at this path. */
    record OutputOf(String path) implements Value {}

    /** An object of the outputs of several step instances, by key; null for those that have none. */
    record OutputsOf(Map<String, String> pathByKey) implements Value {
        public OutputsOf {
            pathByKey = Collections.unmodifiableMap(new LinkedHashMap<>(pathByKey));
        }

        Payload assemble(RunState state) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            pathByKey.forEach((key, path) -> {
                StepState step = state.step(path);
                object.set(
                        key,
                        step == null || step.output() == null
                                ? null
                                : step.output().json());
            });
            return new Payload(object);
        }
    }

    /** The input of the step instance at this path. */
    record InputOf(String path) implements Value {}

    /** The input of the run. */
    record RunInput() implements Value {}
}
