package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.port.Secret;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * As which client Baton speaks: the one that was registered by hand; a document that says who it is, where that will do;
 * else it registers, once with each authorization server. What one of them has given never goes to another.
 */
final class Registration {

    /** Path of the API to which authorization servers send people back. */
    static final String CALLBACK = "/v1/oauth/callback";

    /** Path of the API under which Baton says what kind of client it is. */
    static final String DOCUMENT = "/v1/oauth/client";

    private final Requests requests;
    private final Vault vault;
    private final Supplier<String> publicUrl;
    private final InstantSource clock;

    /** @param publicUrl how browsers reach this installation, without a slash at the end */
    Registration(Requests requests, Vault vault, Supplier<String> publicUrl, InstantSource clock) {
        this.requests = requests;
        this.vault = vault;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    String callback() {
        return publicUrl.get() + CALLBACK;
    }

    /** Client ID Metadata Document of this installation; its address is the client's id. */
    ObjectNode document() {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("client_id", publicUrl.get() + DOCUMENT);
        return document.setAll(metadata(Identity.NONE));
    }

    private ObjectNode metadata(String method) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("client_name", "Baton");
        metadata.putArray("redirect_uris").add(callback());
        metadata.putArray("grant_types").add("authorization_code").add("refresh_token");
        metadata.putArray("response_types").add("code");
        boolean web = callback().startsWith("https:");
        return metadata.put("token_endpoint_auth_method", method).put("application_type", web ? "web" : "native");
    }

    Identity identity(AuthSettings settings, AuthorizationServer server, RevealedSecrets revealed)
            throws Denied, RevealedSecrets.Missing {
        @Nullable Secret key = settings.key() == null ? null : Secret.of(revealed.reveal(settings.key()));
        @Nullable String client = settings.client();
        boolean registered = client != null && !client.startsWith("https://");
        if (client != null && key != null && (registered || server.documents())) {
            return new Identity(client, Identity.KEY, key);
        }
        if (client != null && registered) {
            return Identity.of(
                    client,
                    settings.secret() == null ? null : Secret.of(revealed.reveal(settings.secret())),
                    null,
                    server);
        }
        String document = client == null ? publicUrl.get() + DOCUMENT : client;
        return server.documents() && document.startsWith("https://")
                ? new Identity(document, Identity.NONE, null)
                : registered(server, revealed);
    }

    private Identity registered(AuthorizationServer server, RevealedSecrets revealed) throws Denied {
        String place = String.join("\n", "client", server.issuer(), callback());
        Optional<JsonNode> kept = vault.kept(place).filter(this::isGood);
        if (kept.isPresent()) {
            return identity(kept.get(), server, revealed);
        }
        URI url = server.register();
        if (url == null) {
            throw new Denied("the authorization server " + server.issuer() + " registers no clients by itself: register"
                    + " Baton there, with the redirect URI " + callback() + ", and name it in 'auth.clientId'");
        }
        Requests.Reply reply = requests.post(url, metadata(method(server)));
        if (!reply.good() || reply.body().path("client_id").asText().isEmpty()) {
            throw new Denied(
                    url + " did not register Baton: it answered " + reply.status() + " "
                            + reply.body().path("error").asText(),
                    reply.busy());
        }
        vault.keep(place, reply.body());
        return identity(reply.body(), server, revealed);
    }

    private boolean isGood(JsonNode client) {
        long until = client.path("client_secret_expires_at").asLong();
        return until == 0 || until > clock.instant().getEpochSecond();
    }

    private static String method(AuthorizationServer server) {
        boolean secret = server.methods().isEmpty() || server.methods().contains(Identity.BASIC);
        return secret ? Identity.BASIC : server.methods().contains(Identity.POST) ? Identity.POST : Identity.NONE;
    }

    private static Identity identity(JsonNode client, AuthorizationServer server, RevealedSecrets revealed) {
        String given = client.path("client_secret").textValue();
        @Nullable Secret secret = given == null ? null : Secret.of(given);
        if (secret != null) {
            revealed.knows(secret);
        }
        String method = client.path("token_endpoint_auth_method").textValue();
        return Identity.of(client.path("client_id").asText(), secret, method, server);
    }
}
