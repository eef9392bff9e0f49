package dev.baton.persistence.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.baton.actors.bulk.BulkChange;
import dev.baton.actors.bulk.BulkEvent;
import dev.baton.actors.bulk.BulkState;
import dev.baton.actors.bulk.BulkVerb;
import java.util.Map;

/** Writes and reads what has happened to bulk operations, and what they are. Safe for use by several threads. */
public final class BulkCodec {

    public static final String CHANGE = "bulk-change.v1";
    public static final String STATE = "bulk-state.v1";

    /** Names are for good: a changed event is another one with a higher number. */
    static final Map<Class<? extends BulkEvent>, String> EVENTS = Map.of(
            BulkEvent.Asked.class, "asked.v1",
            BulkEvent.Taken.class, "taken.v1",
            BulkEvent.Told.class, "told.v1",
            BulkEvent.Stopped.class, "stopped.v1",
            BulkEvent.Completed.class, "completed.v1");

    static final Map<Class<? extends BulkVerb>, String> VERBS = Map.of(
            BulkVerb.Pause.class, "pause",
            BulkVerb.Resume.class, "resume",
            BulkVerb.Cancel.class, "cancel",
            BulkVerb.Terminate.class, "terminate",
            BulkVerb.Retry.class, "retry",
            BulkVerb.Signal.class, "signal",
            BulkVerb.Migrate.class, "migrate");

    private final ObjectMapper mapper = mapper();

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface EventMixin {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verb")
    private interface VerbMixin {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = StoredJson.mapper();
        mapper.addMixIn(BulkEvent.class, EventMixin.class);
        mapper.addMixIn(BulkVerb.class, VerbMixin.class);
        EVENTS.forEach((type, name) -> mapper.registerSubtypes(new NamedType(type, name)));
        VERBS.forEach((type, name) -> mapper.registerSubtypes(new NamedType(type, name)));
        return mapper;
    }

    public String encode(BulkChange change) {
        return write(change);
    }

    /** @throws CorruptEvent if the text cannot be read */
    public BulkChange change(String manifest, String text) {
        return read(CHANGE, manifest, text, BulkChange.class);
    }

    public String encode(BulkState state) {
        return write(state);
    }

    /** @throws CorruptEvent if the text cannot be read */
    public BulkState state(String manifest, String text) {
        return read(STATE, manifest, text, BulkState.class);
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
