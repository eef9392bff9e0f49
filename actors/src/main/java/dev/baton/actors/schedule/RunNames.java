package dev.baton.actors.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.definition.CanonicalJson;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The ids of the runs of schedules: the same schedule and time always name the same run. */
final class RunNames {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** With the time and the hash an id stays below 128 characters. */
    private static final int NAME_CHARS_MAX = 80;

    private static final int HASH_CHARS = 12;

    private RunNames() {}

    static String at(ScheduleKey key, Instant createdAt, Instant scheduledAt) {
        return readable(key, scheduledAt) + "-" + hash(key, createdAt, scheduledAt.toString());
    }

    /** @param id that its caller gave the start */
    static String manual(ScheduleKey key, Instant createdAt, String id) {
        return key.name().substring(0, Math.min(key.name().length(), NAME_CHARS_MAX)) + "-manual-"
                + hash(key, createdAt, "manual " + id);
    }

    private static String readable(ScheduleKey key, Instant time) {
        return key.name().substring(0, Math.min(key.name().length(), NAME_CHARS_MAX)) + "-" + TIME.format(time);
    }

    private static String hash(ScheduleKey key, Instant createdAt, String what) {
        String digest = CanonicalJson.digest(JsonNodeFactory.instance
                .arrayNode()
                .add(key.tenant())
                .add(key.name())
                .add(createdAt.toString())
                .add(what));
        return digest.substring(digest.length() - HASH_CHARS);
    }
}
