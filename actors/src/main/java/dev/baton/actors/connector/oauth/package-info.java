/**
 * Tokens for requests to agents, from the token endpoints of OAuth 2 (RFC 6749): {@link
 * dev.baton.actors.connector.oauth.TokenEndpoint} asks for one, {@link dev.baton.actors.connector.oauth.ClientTokens} keeps those
 * that {@link dev.baton.actors.connector.oauth.ClientCredentials} have brought, and {@link
 * dev.baton.actors.connector.oauth.AuthorizedSend} sends a request with one.
 *
 * <p>Tokens are in the memory of a node only: never in an event, a log or an answer.
 */
@NullMarked
package dev.baton.actors.connector.oauth;

import org.jspecify.annotations.NullMarked;
