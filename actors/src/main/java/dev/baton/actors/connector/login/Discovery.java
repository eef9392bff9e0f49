package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose tokens a server takes. What a server says of itself counts only if it speaks of itself: a document of
 * another resource, or of another issuer than the one that was looked for, ends the search.
 */
final class Discovery {

    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String SERVER = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final Requests requests;

    Discovery(Requests requests) {
        this.requests = requests;
    }

    /**
     * @param metadata where the server says that its document is; null if it does not say
     * @param issuer the only one that will do; null for the one that the server names first
     */
    Place find(URI server, @Nullable URI metadata, @Nullable String issuer) throws Denied {
        boolean plain = "http".equals(server.getScheme());
        JsonNode document = document(server, metadata);
        String resource = document.path("resource").asText();
        if (!covers(resource, server)) {
            throw new Denied(server + " says that it is " + resource + ": no token is asked for");
        }
        List<String> issuers = AuthorizationServer.texts(document.path("authorization_servers"));
        if (issuers.isEmpty()) {
            throw new Denied(server + " does not say whose tokens it takes (authorization_servers)");
        }
        if (issuer != null && !issuers.contains(issuer)) {
            throw new Denied(server + " takes tokens of " + String.join(", ", issuers) + ", and not of " + issuer
                    + ", which 'auth.issuer' names");
        }
        AuthorizationServer found = server(issuer == null ? issuers.getFirst() : issuer, plain);
        return new Place(resource, AuthorizationServer.texts(document.path("scopes_supported")), found);
    }

    private JsonNode document(URI server, @Nullable URI metadata) throws Denied {
        List<URI> places = metadata == null
                ? List.of(server.resolve(RESOURCE + path(server)), server.resolve(RESOURCE))
                : List.of(metadata);
        for (URI place : places) {
            Requests.Reply reply = requests.get(place);
            if (reply.good()) {
                return reply.body();
            }
            if (reply.busy()) {
                throw new Denied(place + " answered " + reply.status(), true);
            }
        }
        throw new Denied(server + " wants a token, and does not say whose: there is nothing at " + places.getLast());
    }

    /** Whether what is called by this name may be this server: the same, or one above it (RFC 8707, section 2). */
    private static boolean covers(String resource, URI server) {
        try {
            URI named = URI.create(resource);
            String own = path(server) + "/";
            return named.getScheme() != null
                    && named.getScheme().equalsIgnoreCase(server.getScheme())
                    && named.getHost() != null
                    && named.getHost().equalsIgnoreCase(server.getHost())
                    && port(named) == port(server)
                    && named.getRawFragment() == null
                    && own.startsWith(path(named) + "/");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    /** Without a slash at the end. */
    private static String path(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** @param plain whether an address without TLS will do */
    AuthorizationServer server(String issuer, boolean plain) throws Denied {
        URI url = AuthorizationServer.url(issuer, plain);
        String path = path(url);
        List<URI> places = new ArrayList<>(List.of(url.resolve(SERVER + path), url.resolve(OPENID + path)));
        if (!path.isEmpty()) {
            places.add(url.resolve(path + OPENID));
        }
        for (URI place : places) {
            Requests.Reply reply = requests.get(place);
            if (reply.busy()) {
                throw new Denied(place + " answered " + reply.status(), true);
            }
            if (reply.good()) {
                String named = reply.body().path("issuer").asText();
                if (!named.equals(issuer)) {
                    throw new Denied("the authorization server " + issuer + " says that it is " + named);
                }
                return AuthorizationServer.of(reply.body(), plain);
            }
        }
        throw new Denied("the authorization server " + issuer + " has no metadata, as at " + places.getFirst());
    }
}
