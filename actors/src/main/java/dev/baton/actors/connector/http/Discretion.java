package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Some agents repeat in their failures what was sent to them: secrets are taken out of these. */
record Discretion(HttpAgent.Reachable agent, RevealedSecrets secrets) {

    AttemptResult of(AttemptResult outcome) {
        return agent.hasSecrets() && outcome instanceof AttemptResult.Failed failed
                ? new AttemptResult.Failed(hidden(failed.error()), failed.retryAfter())
                : outcome;
    }

    private RunError hidden(RunError error) {
        Payload details = error.details();
        return new RunError(
                error.kind(), secrets.hidden(error.message()), details == null ? null : new Payload(hidden(details)));
    }

    private JsonNode hidden(Payload details) {
        byte[] shown = secrets.hidden(details.json().toString()).getBytes(StandardCharsets.UTF_8);
        try {
            return JsonAnswers.parse(shown, shown.length);
        } catch (IOException e) {
            // A secret stood where JSON needs something else.
            return JsonNodeFactory.instance.nullNode();
        }
    }
}
