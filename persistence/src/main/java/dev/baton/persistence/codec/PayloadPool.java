package dev.baton.persistence.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.port.PayloadCodec;
import dev.baton.actors.run.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the payloads of one commit or snapshot come from while it is decoded. */
final class PayloadPool {

    private final ObjectMapper mapper;
    private final PayloadCodec codec;
    private final String tenant;
    private final PayloadSource source;
    private final List<Payload> seen = new ArrayList<>();
    private final Map<String, JsonNode> byDigest = new HashMap<>(0);

    PayloadPool(ObjectMapper mapper, PayloadCodec codec, String tenant, PayloadSource source) {
        this.mapper = mapper;
        this.codec = codec;
        this.tenant = tenant;
        this.source = source;
    }

    JsonNode open(JsonNode stored) {
        return codec.open(tenant, stored);
    }

    Payload add(JsonNode json) {
        Payload payload = new Payload(json);
        seen.add(payload);
        return payload;
    }

    Payload at(int place) throws IOException {
        if (place < 0 || place >= seen.size()) {
            throw new IOException("there is no payload " + place + " before this one");
        }
        return seen.get(place);
    }

    /** Null if it is deleted. */
    @Nullable
    JsonNode contents(String digest) throws IOException {
        byte[] content = source.contents(digest).orElse(null);
        return content == null ? null : open(mapper.readTree(content));
    }

    JsonNode stored(String digest) throws IOException {
        JsonNode known = byDigest.get(digest);
        if (known == null) {
            byte[] content = source.read(tenant, digest)
                    .orElseThrow(() -> new IOException("the payload " + digest + " is not in the payload store"));
            known = mapper.readTree(content);
            byDigest.put(digest, known);
        }
        return known;
    }
}
