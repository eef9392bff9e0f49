package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A value as an event records it: spelled out, or as a reference to one that the run already holds. */
public sealed interface Value {

    record Inline(Payload payload) implements Value {}

    static Value inline(JsonNode json) {
        return new Inline(new Payload(json));
    }

    /** What somebody has given a step as its input, in place of what its definition says. */
    record Given(Payload payload) implements Value {}

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

    /** An object whose fields are recorded each in its own way. */
    record ObjectOf(Map<String, Value> fields) implements Value {
        public ObjectOf {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        Payload assemble(RunState state) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            fields.forEach(
                    (name, value) -> object.set(name, state.resolve(value).json()));
            return new Payload(object);
        }
    }

    /**
     * What has been said in the talk at this path: a list of {@code {turn, speaker, message}}. It grows with each turn,
     * and whoever speaks gets all of it, which is why a step keeps the reference instead of the list.
     *
     * @param turns how many, from the first
     */
    record TranscriptOf(String path, int turns) implements Value {

        ArrayNode assemble(RunState state) {
            ArrayNode said = JsonNodeFactory.instance.arrayNode();
            for (int turn = 1; turn <= turns; turn++) {
                StepState instance = state.step(InstancePath.iteration(path, turn));
                if (instance != null) {
                    ObjectNode one = said.addObject();
                    one.put("turn", turn);
                    one.put("speaker", instance.step().substring(instance.step().lastIndexOf('.') + 1));
                    one.set(
                            "message",
                            instance.output() == null ? null : instance.output().json());
                }
            }
            return said;
        }
    }

    /**
     * Whether this is made anew each time it is needed, so that a state does not hold the same things many times: the
     * messages of a talk, or the results that go from one task to others.
     */
    default boolean growing() {
        return switch (this) {
            case TranscriptOf ignored -> true;
            case ObjectOf of ->
                of.fields().values().stream().anyMatch(field -> field instanceof OutputsOf || field.growing());
            case Inline ignored -> false;
            case Given ignored -> false;
            case OutputOf ignored -> false;
            case OutputsOf ignored -> false;
            case InputOf ignored -> false;
            case ItemOf ignored -> false;
            case RepetitionsOf ignored -> false;
            case RunInput ignored -> false;
        };
    }

    /** The input of the step instance at this path. */
    record InputOf(String path) implements Value {}

    /** One element, from 1, of the list that is the input of the step instance at this path. */
    record ItemOf(String path, int number) implements Value {

        Payload pick(RunState state) {
            return new Payload(state.resolve(new InputOf(path)).json().get(number - 1));
        }
    }

    /**
     * A list of the outputs of the repetitions, from 1, of the step instance at this path; null for those that have none.
     *
     * @param inside what the path of each has after its number: nothing if the repetition is a list of steps
     */
    record RepetitionsOf(String path, String inside, int count) implements Value {

        Payload assemble(RunState state) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode(count);
            for (int number = 1; number <= count; number++) {
                StepState step = state.step(InstancePath.iteration(path, number) + inside);
                list.add(
                        step == null || step.output() == null
                                ? null
                                : step.output().json());
            }
            return new Payload(list);
        }
    }

    /** The input of the run. */
    record RunInput() implements Value {}
}
