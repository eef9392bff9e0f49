package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.cli.EventFeed.Event;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** What a waiting user wants to know of a run: which steps are under way, and how many are done. */
final class StepCount {

    private static final int NAMED_MAX = 3;

    private final Set<String> underWay = new LinkedHashSet<>();
    private final Set<String> done = new LinkedHashSet<>();
    private String waitsFor = "";

    void take(Event event) {
        String path = event.data().path("path").asText("");
        switch (event.type().toLowerCase(Locale.ROOT)) {
            case "attempt-started" -> begin(path, "");
            case "wait-started" -> begin(path, "waits at " + path);
            case "approval-requested" -> begin(path, "waits for approval at " + path);
            case "step-completed", "step-failed", "step-cancelled" -> end(path);
            default -> {} // says nothing about where the run is
        }
    }

    /** The whole picture, as the server shows a run. */
    void take(JsonNode run) {
        underWay.clear();
        done.clear();
        waitsFor = "";
        for (JsonNode step : run.path("steps")) {
            String path = step.path("path").asText();
            if (!"running".equals(step.path("status").asText())) {
                done.add(path);
            } else if (step.path("attempts").asInt() > 0) {
                underWay.add(path);
            }
        }
        for (JsonNode wait : run.path("waitsFor")) {
            waitsFor = "waits for " + wait.path("kind").asText() + " at "
                    + wait.path("step").asText("-");
        }
    }

    private void begin(String path, String reason) {
        underWay.add(path);
        waitsFor = reason;
    }

    private void end(String path) {
        underWay.remove(path);
        done.add(path);
        waitsFor = "";
    }

    @Override
    public String toString() {
        String now = underWay.stream()
                .limit(NAMED_MAX)
                .reduce((one, other) -> one + ", " + other)
                .orElse("-");
        String more = underWay.size() > NAMED_MAX ? " and " + (underWay.size() - NAMED_MAX) + " more" : "";
        String what = waitsFor.isEmpty() ? "at " + now + more : waitsFor;
        return what + ", " + done.size() + (done.size() == 1 ? " step done" : " steps done");
    }
}
