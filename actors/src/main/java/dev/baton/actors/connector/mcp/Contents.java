package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/** What a tool gives, as the output of its agent. */
final class Contents {

    private Contents() {}

    /**
     * The structured content if there is any, else texts as one text, and everything else as {@code {content: [...]}}.
     *
     * @throws Unusable if there is neither
     */
    static JsonNode output(JsonNode result) throws Unusable {
        if (result.has("structuredContent")) {
            return result.get("structuredContent");
        }
        JsonNode content = result.path("content");
        if (!content.isArray()) {
            throw new Unusable("its result has no content");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode block : content) {
            if (!block.path("type").asText().equals("text")) {
                return JsonNodeFactory.instance.objectNode().set("content", content);
            }
            texts.add(block.path("text").asText());
        }
        return TextNode.valueOf(String.join("\n", texts));
    }

    static String shown(JsonNode output) {
        return output.isTextual() ? output.textValue() : output.toString();
    }
}
