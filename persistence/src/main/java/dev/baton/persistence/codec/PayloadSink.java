package dev.baton.persistence.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.port.PayloadCodec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the payloads of one commit or snapshot go while it is encoded. */
final class PayloadSink {

    private final ObjectMapper mapper;
    private final PayloadCodec codec;
    private final String tenant;
    private final int inlineBytesMax;
    private final @Nullable IdentityHashMap<JsonNode, Integer> places;
    private final List<StoredPayload> stored = new ArrayList<>(0);

    /** @param pooled whether repeated payloads are written once */
    PayloadSink(ObjectMapper mapper, PayloadCodec codec, String tenant, int inlineBytesMax, boolean pooled) {
        this.mapper = mapper;
        this.codec = codec;
        this.tenant = tenant;
        this.inlineBytesMax = inlineBytesMax;
        this.places = pooled ? new IdentityHashMap<>() : null;
    }

    /** The place of a payload that was written before; -1 if it was not. */
    int placeOf(JsonNode json) {
        if (places == null) {
            return -1;
        }
        Integer place = places.putIfAbsent(json, places.size());
        return place == null ? -1 : place;
    }

    JsonNode seal(JsonNode json) {
        return codec.seal(tenant, json);
    }

    /** The digest under which a large payload is stored; null if it is small enough to stay. */
    @Nullable
    String storeIfLarge(JsonNode sealed) throws JsonProcessingException {
        if (!JsonSize.exceeds(sealed, inlineBytesMax)) {
            return null;
        }
        byte[] content = mapper.writeValueAsBytes(sealed);
        if (content.length <= inlineBytesMax) {
            return null;
        }
        StoredPayload large = StoredPayload.of(content);
        stored.add(large);
        return large.digest();
    }

    List<StoredPayload> stored() {
        return stored;
    }
}
