package dev.baton.cluster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All events of a run, as the API shows them. */
record History(String run, List<JsonNode> events) {

    private static final int PAGE = 50;

    History {
        events = List.copyOf(events);
    }

    /** Page by page, as a client with little memory would. */
    static History of(Api api, String run) {
        List<JsonNode> events = new ArrayList<>();
        JsonNode next;
        long after = 0;
        do {
            JsonNode page = api.read("/v1/runs/" + run + "/events?limit=" + PAGE + "&after=" + after);
            page.path("events").forEach(events::add);
            next = page.path("next");
            after = next.asLong();
        } while (!next.isMissingNode());
        return new History(run, events);
    }

    Stream<JsonNode> of(String type) {
        return events.stream().filter(event -> event.path("type").asText().equals(type));
    }

    /** The output that is recorded of the step, which must not be a reference. */
    JsonNode output(String path) {
        return of("step-completed")
                .filter(event -> event.path("path").asText().equals(path))
                .findFirst()
                .map(event -> event.path("output"))
                .orElseThrow(() -> new AssertionError(run + " has no result of " + path));
    }
}
