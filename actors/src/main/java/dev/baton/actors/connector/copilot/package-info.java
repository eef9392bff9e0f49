/**
 * Agents of Microsoft Copilot Studio, and other bots behind Direct Line 3.0. {@link
 * dev.baton.actors.connector.copilot.CopilotConnector} begins a {@code CopilotCall}; {@code CopilotAgent} is what a definition says,
 * with the requests, {@code Talk} what was said in a conversation so far, {@code Tokens} what opens conversations. Written from
 * the API's documentation: the tests have a stub that answers as it says.
 */
@NullMarked
package dev.baton.actors.connector.copilot;

import org.jspecify.annotations.NullMarked;
