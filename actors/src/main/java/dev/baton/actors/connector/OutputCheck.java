package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds what goes to and comes from an agent against the schemas of its definition. */
public final class OutputCheck {

    private OutputCheck() {}

    /** An output that does not match is a failure of kind invalid-output; anything else comes back as it is. */
    public static AttemptResult check(AgentDefinition agent, AttemptResult result) {
        if (agent.output() == null || !(result instanceof AttemptResult.Succeeded succeeded)) {
            return result;
        }
        return mismatch(agent.output(), succeeded.output())
                .<AttemptResult>map(violations -> new AttemptResult.Failed(
                        new RunError(
                                ErrorKind.INVALID_OUTPUT,
                                "the output of agent " + agent.name() + " does not match its schema: "
                                        + first(violations),
                                violations),
                        null))
                .orElse(result);
    }

    /** Why the agent cannot be asked this; empty if it can. */
    public static Optional<RunError> checkInput(AgentDefinition agent, Payload input) {
        return mismatch(agent.input(), input)
                .map(violations -> new RunError(
                        ErrorKind.REJECTED,
                        "the input for agent " + agent.name() + " does not match its schema: " + first(violations),
                        violations));
    }

    private static Optional<Payload> mismatch(@Nullable SchemaCheck schema, Payload payload) {
        List<String> violations = schema == null ? List.of() : schema.violations(payload.json());
        if (violations.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        violations.forEach(details.putArray("violations")::add);
        return Optional.of(new Payload(details));
    }

    private static String first(Payload violations) {
        return violations.json().path("violations").path(0).asText();
    }
}
