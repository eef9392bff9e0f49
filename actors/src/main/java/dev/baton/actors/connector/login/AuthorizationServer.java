package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server says of itself (RFC 8414).
 *
 * @param authorize where people allow something; null if nobody can there
 * @param register where clients register; null if they cannot
 * @param methods by which clients show who they are; empty if it does not say
 * @param challenges how a code can be bound to who asks for it
 * @param documents whether a client may be the address of a document (Client ID Metadata Documents)
 * @param namesItself whether its answers to people's browsers say who it is (RFC 9207)
 */
record AuthorizationServer(
        String issuer,
        @Nullable URI authorize,
        URI token,
        @Nullable URI register,
        List<String> methods,
        List<String> challenges,
        List<String> scopes,
        boolean documents,
        boolean namesItself) {

    AuthorizationServer {
        methods = List.copyOf(methods);
        challenges = List.copyOf(challenges);
        scopes = List.copyOf(scopes);
    }

    /** @param plain whether addresses without TLS will do */
    static AuthorizationServer of(JsonNode metadata, boolean plain) throws Denied {
        String issuer = metadata.path("issuer").asText();
        URI token = url(metadata, "token_endpoint", plain);
        if (token == null) {
            throw new Denied("the authorization server " + issuer + " names no token_endpoint");
        }
        return new AuthorizationServer(
                issuer,
                url(metadata, "authorization_endpoint", plain),
                token,
                url(metadata, "registration_endpoint", plain),
                texts(metadata.path("token_endpoint_auth_methods_supported")),
                texts(metadata.path("code_challenge_methods_supported")),
                texts(metadata.path("scopes_supported")),
                metadata.path("client_id_metadata_document_supported").asBoolean(),
                metadata.path("authorization_response_iss_parameter_supported").asBoolean());
    }

    static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static @Nullable URI url(JsonNode metadata, String name, boolean plain) throws Denied {
        String text = metadata.path(name).asText();
        return text.isEmpty() ? null : url(text, plain);
    }

    /** An address that a server names. */
    static URI url(String text, boolean plain) throws Denied {
        try {
            URI url = URI.create(text);
            boolean safe = "https".equals(url.getScheme()) || (plain && "http".equals(url.getScheme()));
            if (safe && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // It is refused below.
        }
        throw new Denied("an authorization server is at an https address, not at " + text);
    }
}
