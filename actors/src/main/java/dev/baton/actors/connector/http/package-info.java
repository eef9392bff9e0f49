/**
 * Agents that speak the plain HTTP contract ({@code docs/agents.md}). {@link dev.baton.actors.connector.http.HttpConnector}
 * sends, {@code HttpAgent} is what a definition says, {@code AnswerReader} what an answer means.
 */
@NullMarked
package dev.baton.actors.connector.http;

import org.jspecify.annotations.NullMarked;
