package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the client of a request can do.
 *
 * @param elicits whether it can put a form before a person
 * @param tasks whether it takes a task for an answer when it did not ask for one
 */
record Client(Era era, boolean elicits, boolean tasks) {

    static final String TASKS = "io.modelcontextprotocol/tasks";

    /** @param capabilities as the client has declared them */
    static Client of(Era era, JsonNode capabilities) {
        JsonNode elicitation = capabilities.path("elicitation");
        boolean forms = elicitation.isObject() && (elicitation.isEmpty() || elicitation.has("form"));
        return new Client(
                era, forms, capabilities.path("extensions").path(TASKS).isObject());
    }
}
