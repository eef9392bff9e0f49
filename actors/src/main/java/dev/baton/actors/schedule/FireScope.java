package dev.baton.actors.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.definition.OneVariable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the input of a schedule sees: {@code schedule: {name, scheduledAt, localTime, localDate, timeZone, cause}}. */
final class FireScope {

    private FireScope() {}

    static OneVariable of(String name, Instant scheduledAt, ZoneId zone, Fire.Cause cause) {
        ZonedDateTime local = scheduledAt.atZone(zone);
        return new OneVariable(
                "schedule",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", name)
                        .put("scheduledAt", scheduledAt.toString())
                        .put("localTime", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local))
                        .put("localDate", local.toLocalDate().toString())
                        .put("timeZone", zone.getId())
                        .put("cause", cause.name().toLowerCase(Locale.ROOT)));
    }
}
