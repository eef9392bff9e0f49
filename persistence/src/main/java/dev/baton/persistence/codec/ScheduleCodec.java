package dev.baton.persistence.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleEvent;
import dev.baton.actors.schedule.ScheduleState;
import java.util.Map;

/** Writes and reads what has happened to schedules, and what they are. Safe for use by several threads. */
public final class ScheduleCodec {

    public static final String CHANGE = "schedule-change.v1";
    public static final String STATE = "schedule-state.v1";

    /** Names are for good: a changed event is another one with a higher number. */
    static final Map<Class<? extends ScheduleEvent>, String> EVENTS = Map.ofEntries(
            Map.entry(ScheduleEvent.Applied.class, "applied.v1"),
            Map.entry(ScheduleEvent.Planned.class, "planned.v1"),
            Map.entry(ScheduleEvent.Paused.class, "paused.v1"),
            Map.entry(ScheduleEvent.Resumed.class, "resumed.v1"),
            Map.entry(ScheduleEvent.Fired.class, "fired.v1"),
            Map.entry(ScheduleEvent.Buffered.class, "buffered.v1"),
            Map.entry(ScheduleEvent.Skipped.class, "skipped.v1"),
            Map.entry(ScheduleEvent.Missed.class, "missed.v1"),
            Map.entry(ScheduleEvent.Failed.class, "failed.v1"),
            Map.entry(ScheduleEvent.Started.class, "started.v1"),
            Map.entry(ScheduleEvent.Ended.class, "ended.v1"),
            Map.entry(ScheduleEvent.BackfillAsked.class, "backfill-asked.v1"),
            Map.entry(ScheduleEvent.BackfillAdvanced.class, "backfill-advanced.v1"),
            Map.entry(ScheduleEvent.Deleted.class, "deleted.v1"));

    private final ObjectMapper mapper = mapper();

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface EventMixin {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = StoredJson.mapper();
        mapper.addMixIn(ScheduleEvent.class, EventMixin.class);
        EVENTS.forEach((type, name) -> mapper.registerSubtypes(new NamedType(type, name)));
        return mapper;
    }

    public String encode(ScheduleChange change) {
        return write(change);
    }

    /** @throws CorruptEvent if the text cannot be read */
    public ScheduleChange change(String manifest, String text) {
        return read(CHANGE, manifest, text, ScheduleChange.class);
    }

    public String encode(ScheduleState state) {
        return write(state);
    }

    /** @throws CorruptEvent if the text cannot be read */
    public ScheduleState state(String manifest, String text) {
        return read(STATE, manifest, text, ScheduleState.class);
    }

    private String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private <T> T read(String known, String manifest, String text, Class<T> type) {
        if (!known.equals(manifest)) {
            throw new CorruptEvent(
                    "unknown manifest " + manifest + ": was it written by a newer version?",
                    new IllegalArgumentException(manifest));
        }
        try {
            return mapper.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new CorruptEvent("a " + manifest + " cannot be read: " + e.getMessage(), e);
        }
    }
}
