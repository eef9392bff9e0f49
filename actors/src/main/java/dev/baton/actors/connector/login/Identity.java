package dev.baton.actors.connector.login;

import dev.baton.actors.port.Secret;
import org.jspecify.annotations.Nullable;

/**
 * As which client Baton speaks to one authorization server.
 *
 * @param method by which it shows that (RFC 7591, section 2)
 * @param proof the secret or the key that the method needs; null for none
 */
record Identity(String client, String method, @Nullable Secret proof) {

    static final String NONE = "none";
    static final String BASIC = "client_secret_basic";
    static final String POST = "client_secret_post";
    static final String KEY = "private_key_jwt";

    /** @param method null to choose what the server takes */
    static Identity of(String client, @Nullable Secret secret, @Nullable String method, AuthorizationServer server) {
        if (secret == null) {
            return new Identity(client, NONE, null);
        }
        boolean unsaid = server.methods().isEmpty();
        String chosen = method != null
                ? method
                : unsaid || server.methods().contains(BASIC)
                        ? BASIC
                        : server.methods().contains(POST) ? POST : NONE;
        return new Identity(client, chosen, chosen.equals(NONE) ? null : secret);
    }
}
