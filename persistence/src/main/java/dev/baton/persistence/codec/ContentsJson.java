package dev.baton.persistence.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.Payload;
import java.io.IOException;
import java.util.Objects;

/**
 * Contents in stored JSON: {@code {"digest", "size", "kept"}}; their text stands in a table of its own, and only in
 * messages between nodes beside them.
 */
final class ContentsJson {

    /** Where the text of contents goes when they are written. */
    enum Text {
        /** Into its table, in the same transaction. */
        STORED,
        /** Nowhere: it is in its table already. */
        NAMED,
        /** Along with them. */
        CARRIED
    }

    private ContentsJson() {}

    static final class Writer extends JsonSerializer<Contents> {
        @Override
        public void serialize(Contents contents, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            PayloadSink sink = (PayloadSink) Objects.requireNonNull(provider.getAttribute(PayloadJson.SINK));
            generator.writeStartObject();
            generator.writeStringField("digest", contents.digest());
            generator.writeNumberField("size", contents.size());
            generator.writeBooleanField("kept", contents.kept());
            JsonNode carried = sink.take(contents);
            if (carried != null) {
                generator.writeFieldName("text");
                generator.writeTree(carried);
            }
            generator.writeEndObject();
        }
    }

    static final class Reader extends JsonDeserializer<Contents> {
        @Override
        public Contents deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            PayloadPool pool = (PayloadPool) Objects.requireNonNull(context.getAttribute(PayloadJson.POOL));
            JsonNode json = parser.readValueAsTree();
            String digest = json.path("digest").asText();
            JsonNode text = json.has("text") ? json.get("text") : pool.contents(digest);
            return new Contents(
                    digest,
                    json.path("size").asInt(),
                    json.path("kept").asBoolean(),
                    text == null ? null : new Payload(text));
        }
    }
}
