package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;

/** Puts together, event by event, what the model would have answered in one piece. */
interface ModelStream {

    /**
     * @return what the model says next; empty if this event is of something else
     * @throws ModelApi.Unreadable if the provider says that it has failed
     */
    String next(JsonNode event) throws ModelApi.Unreadable;

    /** @throws ModelApi.Unreadable if the stream ended before the answer did */
    JsonNode whole() throws ModelApi.Unreadable;

    static ModelApi.Unreadable cutOff() {
        return new ModelApi.Unreadable("the stream ended in the middle of the answer");
    }

    static ModelApi.Unreadable failed(JsonNode error) {
        return new ModelApi.Unreadable(error.path("message").asText("the provider failed while it answered"));
    }
}
