package dev.baton.actors.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.baton.actors.definition.Scope;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the input of a schedule sees: {@code schedule: {name, scheduledAt, localTime, localDate, timeZone, cause}}. */
record FireScope(JsonNode schedule) implements Scope {

    static FireScope of(String name, Instant scheduledAt, ZoneId zone, Fire.Cause cause) {
        ZonedDateTime local = scheduledAt.atZone(zone);
        return new FireScope(JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("scheduledAt", scheduledAt.toString())
                .put("localTime", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local))
                .put("localDate", local.toLocalDate().toString())
                .put("timeZone", zone.getId())
                .put("cause", cause.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public JsonNode input() {
        return NullNode.getInstance();
    }

    @Override
    public @Nullable JsonNode step(String id) {
        return null;
    }

    @Override
    public @Nullable JsonNode stepOutput(String id) {
        return null;
    }

    @Override
    public JsonNode run() {
        return NullNode.getInstance();
    }

    @Override
    public @Nullable JsonNode variable(String name) {
        return name.equals("schedule") ? schedule : null;
    }
}
