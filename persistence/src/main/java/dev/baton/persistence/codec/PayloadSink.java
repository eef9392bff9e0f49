package dev.baton.persistence.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.port.PayloadCodec;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.Payload;
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
    private final ContentsJson.Text contentsText;
    private final List<StoredPayload> stored = new ArrayList<>(0);
    private final List<StoredContents> contents = new ArrayList<>(0);

    /** @param pooled whether repeated payloads are written once */
    PayloadSink(
            ObjectMapper mapper,
            PayloadCodec codec,
            String tenant,
            int inlineBytesMax,
            boolean pooled,
            ContentsJson.Text contentsText) {
        this.mapper = mapper;
        this.codec = codec;
        this.tenant = tenant;
        this.inlineBytesMax = inlineBytesMax;
        this.contentsText = contentsText;
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

    /** What is written along with contents; null if nothing is. */
    @Nullable
    JsonNode take(Contents some) throws JsonProcessingException {
        Payload text = some.text();
        if (text == null || contentsText == ContentsJson.Text.NAMED) {
            return null;
        }
        if (contentsText == ContentsJson.Text.CARRIED) {
            return text.json();
        }
        contents.add(new StoredContents(some.digest(), mapper.writeValueAsBytes(seal(text.json())), some.kept()));
        return null;
    }

    List<StoredPayload> stored() {
        return stored;
    }

    List<StoredContents> contents() {
        return contents;
    }
}
