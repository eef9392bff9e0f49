package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is asked for. */
final class Scopes {

    private Scopes() {}

    /** What is wanted; if nothing is, all that the server knows. */
    static List<String> of(JsonNode wanted, List<String> known) {
        List<String> scopes = AuthorizationServer.texts(wanted);
        return scopes.isEmpty() ? known : scopes;
    }

    /** All of both, in order. */
    static List<String> union(List<String> some, List<String> others) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }
}
