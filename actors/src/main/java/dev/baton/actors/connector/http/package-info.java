/**
 * Agents that are reached by a request ({@code docs/agents.md}): {@link dev.baton.actors.connector.http.HttpConnector}
 * begins an {@code HttpCall}. {@code HttpAgent} is what a definition says, with each request an {@code Ask}; {@code Sender}
 * puts it together; {@code AnswerReader} is what an answer means in the plain contract, {@code Reading} in another form.
 */
@NullMarked
package dev.baton.actors.connector.http;

import org.jspecify.annotations.NullMarked;
