package dev.baton.actors.connector.llm;

/**
 * What a model wants done.
 *
 * @param id given by the provider; the answer names it
 * @param arguments as the model wrote them: mostly a JSON object, not always
 */
record ToolUse(String id, String tool, String arguments) {}
