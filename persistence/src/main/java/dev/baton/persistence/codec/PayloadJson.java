package dev.baton.persistence.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.baton.actors.run.Payload;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Payloads in stored JSON: {@code {"json": value}}, {@code {"stored": digest}} if the value is large, and in snapshots
 * {@code {"same": n}} if it is the n-th payload before.
 */
final class PayloadJson {

    /** Attribute of a serialization or deserialization: what it does with large and repeated payloads. */
    static final String SINK = "baton.payload.sink";

    static final String POOL = "baton.payload.pool";

    private PayloadJson() {}

    static final class Writer extends JsonSerializer<Payload> {
        @Override
        public void serialize(Payload payload, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            PayloadSink sink = (PayloadSink) Objects.requireNonNull(provider.getAttribute(SINK));
            generator.writeStartObject();
            int same = sink.placeOf(payload.json());
            if (same >= 0) {
                generator.writeNumberField("same", same);
            } else {
                JsonNode sealed = sink.seal(payload.json());
                String digest = sink.storeIfLarge(sealed);
                if (digest != null) {
                    generator.writeStringField("stored", digest);
                } else {
                    generator.writeFieldName("json");
                    generator.writeTree(sealed);
                }
            }
            generator.writeEndObject();
        }
    }

    static final class Reader extends JsonDeserializer<Payload> {
        @Override
        public Payload deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            PayloadPool pool = (PayloadPool) Objects.requireNonNull(context.getAttribute(POOL));
            if (parser.nextToken() != JsonToken.FIELD_NAME) {
                throw MismatchedInputException.from(parser, Payload.class, "a payload needs a field");
            }
            String field = parser.currentName();
            parser.nextToken();
            Payload payload = switch (field) {
                case "json" -> pool.add(pool.open(parser.readValueAsTree()));
                case "stored" -> pool.add(pool.open(pool.stored(parser.getText())));
                case "same" -> pool.at(parser.getIntValue());
                default -> throw MismatchedInputException.from(parser, Payload.class, "unknown payload: " + field);
            };
            parser.nextToken();
            return payload;
        }

        @Override
        public @Nullable Payload getNullValue(DeserializationContext context) {
            return null;
        }
    }
}
