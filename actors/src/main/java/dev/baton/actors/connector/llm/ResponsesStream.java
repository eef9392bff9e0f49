package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Events of OpenAI's Responses: the last one holds the whole. */
final class ResponsesStream implements ModelStream {

    private @Nullable JsonNode response;

    @Override
    public String next(JsonNode event) throws ModelApi.Unreadable {
        switch (event.path("type").asText()) {
            case "response.output_text.delta" -> {
                return event.path("delta").asText();
            }
            case "response.completed", "response.incomplete", "response.failed" -> response = event.path("response");
            case "error" -> throw ModelStream.failed(event);
            default -> {}
        }
        return "";
    }

    @Override
    public JsonNode whole() throws ModelApi.Unreadable {
        if (response == null) {
            throw ModelStream.cutOff();
        }
        return response;
    }
}
