package dev.baton.actors.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** What workflows and agents have in common. */
final class Documents {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Documents() {}

    /** @throws IllegalArgumentException if it is not JSON */
    static SourceNode parse(String canonical) {
        try {
            return SourceNode.of(JSON.readTree(canonical));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("not canonical JSON", broken);
        }
    }

    /** An empty one where there is none, so that reading goes on. */
    static SourceNode.Mapping inside(SourceNode.Mapping document, String key) {
        return document.get(key) instanceof SourceNode.Mapping inner
                ? inner
                : new SourceNode.Mapping(
                        document.path().child(key),
                        document.position(),
                        JsonNodeFactory.instance.objectNode(),
                        Map.of());
    }

    /** Empty if it is missing or no text. */
    static String text(SourceNode.Mapping mapping, String key) {
        return mapping.json().path(key).isTextual() ? mapping.json().get(key).textValue() : "";
    }

    static Map<String, String> labels(SourceNode.Mapping metadata) {
        Map<String, String> labels = new LinkedHashMap<>();
        metadata.json()
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }
}
