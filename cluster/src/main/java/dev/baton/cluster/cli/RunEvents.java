package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.cli.EventFeed.Event;
import java.util.Set;

/** Events of a run as people read them. */
final class RunEvents {

    private static final Set<String> ENDS = Set.of("run-completed", "run-failed", "run-cancelled", "run-terminated");
    private static final int VALUE_CHARS_MAX = 60;

    private RunEvents() {}

    static boolean endsRun(String type) {
        return ENDS.contains(type);
    }

    /** An event as the history lists it. */
    static Event event(JsonNode listed) {
        return new Event(listed.path("id").asLong(), listed.path("type").asText(), listed);
    }

    static String line(Event event) {
        JsonNode data = event.data();
        return String.format(
                        "%4d  %s  %-19s %s", event.number(), data.path("at").asText("-"), event.type(), subject(data))
                .stripTrailing();
    }

    /** What the event is about, in a few words. */
    static String subject(JsonNode data) {
        StringBuilder text = new StringBuilder(data.path("path").asText());
        add(text, "attempt", data.path("number"));
        add(text, "agent", data.path("agent"));
        add(text, "signal", data.path("signal"));
        add(text, "approval", data.path("approval"));
        add(text, "child", data.path("child").path("run"));
        if (data.path("type").asText().equals("child-ended")) {
            add(text, "child", data.path("run"));
            add(text, "status", data.path("status"));
        }
        add(text, "verdict", data.path("verdict"));
        JsonNode chosen = data.path("value");
        add(text, data.path("name").asText(), chosen);
        add(text, "to", chosen.path("target"));
        add(text, "by", chosen.path("by"));
        add(text, "because", chosen.path("because"));
        add(text, "incident", data.path("incident"));
        add(text, "restarts", data.path("restarts"));
        add(text, "reason", data.path("reason"));
        add(text, "error", data.path("error").path("message"));
        add(text, "again at", data.path("retryAt"));
        return text.toString().strip();
    }

    private static void add(StringBuilder text, String name, JsonNode value) {
        if (value.isValueNode() && !value.isNull()) {
            String shown = value.asText();
            text.append("  ")
                    .append(name)
                    .append(' ')
                    .append(shown.length() > VALUE_CHARS_MAX ? shown.substring(0, VALUE_CHARS_MAX - 1) + "…" : shown);
        }
    }
}
