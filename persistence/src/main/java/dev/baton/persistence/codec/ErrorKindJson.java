package dev.baton.persistence.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.baton.actors.run.ErrorKind;
import java.io.IOException;

/** Kinds of errors by their public code, which never changes. */
final class ErrorKindJson {

    private ErrorKindJson() {}

    static final class Writer extends JsonSerializer<ErrorKind> {
        @Override
        public void serialize(ErrorKind value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeString(value.code());
        }
    }

    static final class Reader extends JsonDeserializer<ErrorKind> {
        @Override
        public ErrorKind deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return ErrorKind.of(parser.getText());
        }
    }
}
