package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.port.Definitions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An agent that can be asked.
 *
 * @param name as clients know it
 * @param input schema of what it takes; null for anything
 * @param output schema of what it gives; null if that is not known
 * @param workflow what a task is a run of
 */
record Listed(
        String name,
        String version,
        String description,
        Map<String, String> labels,
        @Nullable JsonNode input,
        @Nullable JsonNode output,
        Definitions.Version workflow) {

    Listed {
        labels = Map.copyOf(labels);
    }
}
