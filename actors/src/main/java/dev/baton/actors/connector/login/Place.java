package dev.baton.actors.connector.login;

import java.util.List;

/**
 * Where tokens for a server come from.
 *
 * @param resource what the server calls itself, to the letter
 * @param scopes that it knows
 */
record Place(String resource, List<String> scopes, AuthorizationServer server) {

    Place {
        scopes = List.copyOf(scopes);
    }
}
