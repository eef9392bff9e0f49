package dev.baton.actors.manager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a row of the run index says against its run: that nothing will wake it, or that it should have been woken. */
final class Suspicion {

    /** Runs are woken, and hear of their children, much sooner. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final ObjectMapper JSON = new ObjectMapper();

    private Suspicion() {}

    /** Whether the run was to be woken long ago, waits for a time that nobody is to wake it at, or waits for nothing. */
    static boolean isRaisedBy(RunIndexRow row, Instant now) {
        if (!isParked(row)) {
            return false;
        }
        if (row.wakeAt() != null) {
            return row.wakeAt().isBefore(now.minus(PATIENCE));
        }
        String waits = row.waitsFor();
        return waits == null || waits.equals("[]") || waits.contains("\"" + Waits.UNTIL + "\":");
    }

    private static boolean isParked(RunIndexRow row) {
        return row.status().equals(RunStatus.WAITING.code()) || row.status().equals(RunStatus.PAUSED.code());
    }

    /** The child runs that it has been waiting for for some time. */
    static List<String> children(RunIndexRow row, Instant now) {
        if (row.waitsFor() == null || !row.waitsFor().contains("\"kind\":\"child\"")) {
            return List.of();
        }
        List<String> children = new ArrayList<>();
        for (JsonNode wait : waits(row.waitsFor())) {
            Instant since = since(wait);
            if (wait.path("kind").asText().equals("child") && since != null && since.isBefore(now.minus(PATIENCE))) {
                children.add(wait.path("id").asText());
            }
        }
        return children;
    }

    private static JsonNode waits(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notOurs) {
            return JSON.createArrayNode();
        }
    }

    private static @Nullable Instant since(JsonNode wait) {
        try {
            return Instant.parse(wait.path("since").asText());
        } catch (DateTimeParseException notSaid) {
            return null;
        }
    }

    /** Of the children that somebody waits for, those that never began, or ended long ago. */
    static List<String> lost(List<String> children, List<RunIndexRow> rows, Instant now) {
        List<String> lost = new ArrayList<>(children);
        for (RunIndexRow row : rows) {
            if (row.endedAt() == null || !row.endedAt().isBefore(now.minus(PATIENCE))) {
                lost.remove(row.runId());
            }
        }
        return lost;
    }
}
