package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.AgentRoute;
import java.util.Map;
import java.util.TreeMap;

/** Reads which agents may be asked, of a step or of a workflow. */
final class RouteReader {

    private RouteReader() {}

    /** @param spec of a workflow, or a step */
    static AgentRoute read(JsonNode spec) {
        JsonNode route = spec.path("route");
        return AgentRoute.of(labels(route.path("require")), labels(route.path("prefer")));
    }

    private static Map<String, String> labels(JsonNode json) {
        Map<String, String> labels = new TreeMap<>();
        json.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }
}
