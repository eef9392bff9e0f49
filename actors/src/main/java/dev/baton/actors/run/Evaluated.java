package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.definition.Scope;
import java.util.function.Function;

/** The outcome of evaluating for a planner: a recordable value, or the error to fail with. */
public sealed interface Evaluated {

    record Of(Value value, JsonNode json) implements Evaluated {}

    record Not(RunError error) implements Evaluated {}

    static Evaluated in(RunScope scope, Function<Scope, Evaluation> evaluation) {
        return switch (evaluation.apply(scope)) {
            case Evaluation.Value value -> new Of(scope.record(value.json()), value.json());
            case Evaluation.Failed failed ->
                new Not(RunError.of(ErrorKind.BUG, "expression failed: " + failed.message()));
        };
    }
}
