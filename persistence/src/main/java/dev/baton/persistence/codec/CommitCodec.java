package dev.baton.persistence.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.PayloadCodec;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.RunState;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes and reads commits and snapshots. Safe for use by several threads. */
public final class CommitCodec {

    public static final String COMMIT = "commit.v1";
    public static final String SNAPSHOT = "run-state.v1";

    private final PayloadCodec payloads;
    private final int inlineBytesMax;
    private final Formats formats;
    private final ObjectMapper mapper = StoredJson.mapper();
    private final ObjectWriter commitWriter = mapper.writerFor(Commit.class);
    private final ObjectReader commitReader = mapper.readerFor(Commit.class);
    private final ObjectWriter snapshotWriter = mapper.writerFor(StoredRun.class);
    private final ObjectReader snapshotReader = mapper.readerFor(StoredRun.class);

    /**
     * @param inlineBytesMax payloads with more bytes of JSON are stored beside the events
     * @param formats what may be written
     */
    public CommitCodec(PayloadCodec payloads, int inlineBytesMax, Formats formats) {
        this.payloads = payloads;
        this.inlineBytesMax = inlineBytesMax;
        this.formats = formats;
    }

    /** @throws IllegalArgumentException if it holds something that JSON cannot, or that other nodes could not read */
    public Encoded encode(Commit commit) {
        Encoded encoded = encode(COMMIT, commitWriter, commit, commit.tenant(), false);
        return formats.allow(commit.events()) ? encoded : older(encoded);
    }

    /** The slow way, while there are nodes of an older version. */
    private Encoded older(Encoded encoded) {
        try {
            ObjectNode commit = (ObjectNode) mapper.readTree(encoded.bytes());
            ArrayNode events = (ArrayNode) commit.get("events");
            for (int i = 0; i < events.size(); i++) {
                events.set(i, older((ObjectNode) events.get(i)));
            }
            byte[] bytes = mapper.writeValueAsBytes(commit);
            return new Encoded(encoded.manifest(), bytes, encoded.payloads(), encoded.contents());
        } catch (IOException e) {
            throw new IllegalArgumentException("a commit cannot be written for older nodes: " + e.getMessage(), e);
        }
    }

    private ObjectNode older(ObjectNode event) {
        String name = event.path("type").asText();
        if (formats.allows(name)) {
            return event;
        }
        @Nullable
        ObjectNode before = EventNames.OLDER.getOrDefault(name, none -> null).apply(event);
        if (before == null) {
            throw new IllegalArgumentException(formats.refusal(name));
        }
        return older(before);
    }

    /** @throws CorruptEvent if the bytes cannot be read */
    public Commit decode(String manifest, String tenant, byte[] bytes, PayloadSource source) {
        require(COMMIT, manifest);
        PayloadPool pool = new PayloadPool(mapper, payloads, tenant, source);
        try {
            return commitReader.withAttribute(PayloadJson.POOL, pool).readValue(bytes);
        } catch (InvalidTypeIdException retired) {
            return upcast(bytes, new PayloadPool(mapper, payloads, tenant, source));
        } catch (IOException e) {
            throw new CorruptEvent("a commit cannot be read: " + e.getMessage(), e);
        }
    }

    public Encoded encodeSnapshot(RunState state) {
        return encode(
                SNAPSHOT, snapshotWriter, StoredRun.of(state), state.started().tenant(), true);
    }

    /** @throws CorruptEvent if the bytes cannot be read */
    public RunState decodeSnapshot(String manifest, String tenant, byte[] bytes, PayloadSource source) {
        require(SNAPSHOT, manifest);
        PayloadPool pool = new PayloadPool(mapper, payloads, tenant, source);
        try {
            StoredRun stored =
                    snapshotReader.withAttribute(PayloadJson.POOL, pool).readValue(bytes);
            return stored.state();
        } catch (InvalidTypeIdException retired) {
            return upcastSnapshot(bytes, new PayloadPool(mapper, payloads, tenant, source));
        } catch (IOException e) {
            throw new CorruptEvent("a snapshot cannot be read: " + e.getMessage(), e);
        }
    }

    private Encoded encode(String manifest, ObjectWriter writer, Object value, String tenant, boolean pooled) {
        ContentsJson.Text contents = pooled ? ContentsJson.Text.NAMED : ContentsJson.Text.STORED;
        PayloadSink sink = new PayloadSink(mapper, payloads, tenant, inlineBytesMax, pooled, contents);
        try {
            byte[] bytes = writer.withAttribute(PayloadJson.SINK, sink).writeValueAsBytes(value);
            return new Encoded(manifest, bytes, sink.stored(), sink.contents());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(manifest + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void require(String known, String manifest) {
        if (!known.equals(manifest)) {
            throw new CorruptEvent(
                    "unknown manifest " + manifest + ": was it written by a newer version?",
                    new IllegalArgumentException(manifest));
        }
    }

    /** The slow way, for commits with events under retired names. */
    private Commit upcast(byte[] bytes, PayloadPool pool) {
        try {
            ObjectNode commit = (ObjectNode) mapper.readTree(bytes);
            ArrayNode events = (ArrayNode) commit.get("events");
            for (int i = 0; i < events.size(); i++) {
                events.set(i, current((ObjectNode) events.get(i), "type", EventNames.UPCASTERS));
            }
            return commitReader.withAttribute(PayloadJson.POOL, pool).readValue((JsonNode) commit);
        } catch (IOException | ClassCastException e) {
            throw new CorruptEvent("a commit cannot be read: " + e.getMessage(), e);
        }
    }

    /** The slow way, for snapshots with activities under retired names. */
    private RunState upcastSnapshot(byte[] bytes, PayloadPool pool) {
        try {
            JsonNode snapshot = mapper.readTree(bytes);
            for (JsonNode step : snapshot.path("steps")) {
                if (step.path("activity") instanceof ObjectNode activity) {
                    ((ObjectNode) step).set("activity", current(activity, "kind", EventNames.ACTIVITY_UPCASTERS));
                }
            }
            StoredRun stored =
                    snapshotReader.withAttribute(PayloadJson.POOL, pool).readValue(snapshot);
            return stored.state();
        } catch (IOException | ClassCastException e) {
            throw new CorruptEvent("a snapshot cannot be read: " + e.getMessage(), e);
        }
    }

    private static ObjectNode current(
            ObjectNode stored, String nameField, Map<String, UnaryOperator<ObjectNode>> upcasters) {
        ObjectNode next = stored;
        for (UnaryOperator<ObjectNode> upcaster =
                        upcasters.get(next.path(nameField).asText());
                upcaster != null;
                upcaster = upcasters.get(next.path(nameField).asText())) {
            next = upcaster.apply(next);
        }
        return next;
    }
}
