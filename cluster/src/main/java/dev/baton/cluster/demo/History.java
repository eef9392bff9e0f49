package dev.baton.cluster.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run as its own events tell it. */
final class History {

    /** One step that agents were asked to do. */
    static final class Step {
        private final String path;
        private final Instant startedAt;
        private final List<String> attempts = new ArrayList<>();
        private @Nullable Instant endedAt;

        private Step(String path, Instant startedAt) {
            this.path = path;
            this.startedAt = startedAt;
        }

        String path() {
            return path;
        }

        List<String> attempts() {
            return attempts;
        }

        Instant startedAt() {
            return startedAt;
        }

        @Nullable
        Instant endedAt() {
            return endedAt;
        }
    }

    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, Integer> endsByAttempt = new LinkedHashMap<>();
    private final List<String> completedAttempts = new ArrayList<>();

    private History() {}

    static History of(JsonNode events) {
        History history = new History();
        events.forEach(history::take);
        return history;
    }

    private void take(JsonNode event) {
        Instant at = Instant.parse(event.path("at").asText());
        String path = event.path("path").asText();
        String attempt = event.path("attempt").asText("");
        switch (event.path("type").asText()) {
            case "attempt-started" ->
                steps.computeIfAbsent(path, unseen -> new Step(unseen, at))
                        .attempts
                        .add(attempt);
            case "approval-requested" -> steps.computeIfAbsent(path, unseen -> new Step(unseen, at));
            case "attempt-failed" -> endsByAttempt.merge(attempt, 1, Integer::sum);
            case "step-completed", "step-failed" -> end(path, attempt, at, event);
            default -> {} // says nothing about calls
        }
    }

    private void end(String path, String attempt, Instant at, JsonNode event) {
        Step step = steps.get(path);
        if (step != null) {
            step.endedAt = at;
        }
        if (!attempt.isEmpty()) {
            endsByAttempt.merge(attempt, 1, Integer::sum);
            if (event.path("type").asText().equals("step-completed")) {
                completedAttempts.add(attempt);
            }
        }
    }

    /** In the order in which they began. */
    List<Step> steps() {
        return List.copyOf(steps.values());
    }

    /** How often each attempt's end is recorded. */
    Map<String, Integer> endsByAttempt() {
        return endsByAttempt;
    }

    List<String> completedAttempts() {
        return completedAttempts;
    }
}
