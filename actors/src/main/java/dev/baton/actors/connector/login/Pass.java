package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.Secret;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token for one server.
 *
 * @param until when it expires
 * @param refresh gets the next one; null if there is nothing of the kind
 * @param scopes what may be done with it, as far as is known
 * @param resource the server, as it calls itself
 * @param issuer whose token it is
 */
public record Pass(
        Secret token, Instant until, @Nullable Secret refresh, List<String> scopes, String resource, String issuer) {

    public Pass {
        scopes = List.copyOf(scopes);
    }

    boolean validAt(Instant time) {
        return until.isAfter(time);
    }

    boolean does(List<String> wanted) {
        return new HashSet<>(scopes).containsAll(wanted);
    }

    boolean isSame(@Nullable Pass other) {
        return other != null && token.reveal().equals(other.token.reveal());
    }

    /** An authorization server may let a token be refreshed again by what refreshed it before. */
    Pass after(Pass before) {
        return refresh == null ? new Pass(token, until, before.refresh, scopes, resource, issuer) : this;
    }

    /** As it is kept, encrypted. */
    JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("token", token.reveal()).put("until", until.toEpochMilli());
        json.put("refresh", refresh == null ? null : refresh.reveal());
        scopes.forEach(json.putArray("scopes")::add);
        return json.put("resource", resource).put("issuer", issuer);
    }

    static Pass of(JsonNode json) {
        String refresh = json.path("refresh").textValue();
        return new Pass(
                Secret.of(json.path("token").asText()),
                Instant.ofEpochMilli(json.path("until").asLong()),
                refresh == null ? null : Secret.of(refresh),
                AuthorizationServer.texts(json.path("scopes")),
                json.path("resource").asText(),
                json.path("issuer").asText());
    }
}
