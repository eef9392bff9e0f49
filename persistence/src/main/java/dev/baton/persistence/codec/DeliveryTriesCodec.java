package dev.baton.persistence.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.baton.actors.webhook.DeliveryTry;
import java.util.List;

/** Writes and reads the tries of a webhook's delivery. Safe for use by several threads. */
public final class DeliveryTriesCodec {

    private static final TypeReference<List<DeliveryTry>> TRIES = new TypeReference<>() {};

    private final ObjectWriter writer = StoredJson.mapper().writerFor(TRIES);
    private final ObjectReader reader = StoredJson.mapper().readerFor(TRIES);

    public String encode(List<DeliveryTry> tries) {
        try {
            return writer.writeValueAsString(tries);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("tries cannot be written: " + e.getMessage(), e);
        }
    }

    /** @throws CorruptEvent if it cannot be read */
    public List<DeliveryTry> decode(String json) {
        try {
            return reader.readValue(json);
        } catch (JsonProcessingException e) {
            throw new CorruptEvent("tries of a delivery cannot be read: " + e.getMessage(), e);
        }
    }
}
