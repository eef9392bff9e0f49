package dev.baton.actors.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** JSON Schema that is part of the program: a mistake in it is a defect. */
final class SchemaText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaText() {}

    static ObjectNode parse(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException defect) {
            throw new IllegalArgumentException("not a JSON object: " + text, defect);
        }
    }

    static ObjectNode resource(String name) {
        try (InputStream stream = SchemaText.class.getResourceAsStream(name)) {
            return parse(new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException defect) {
            throw new UncheckedIOException(name, defect);
        }
    }
}
