package dev.baton.actors.connector.oauth;

import dev.baton.actors.port.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** How a client says to a token endpoint who it is (RFC 6749, 2.3.1). */
public sealed interface ClientAuthentication {

    /** In the header Authorization. */
    record Basic(String id, Secret secret) implements ClientAuthentication {}

    /** Among the parameters. */
    record Post(String id, Secret secret) implements ClientAuthentication {}

    /** A client without a secret. */
    record Public(String id) implements ClientAuthentication {}

    default void into(Map<String, String> headers, Map<String, String> form) {
        switch (this) {
            case Basic(String id, Secret secret) -> {
                byte[] both = (encoded(id) + ":" + encoded(secret.reveal())).getBytes(StandardCharsets.UTF_8);
                headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
            }
            case Post(String id, Secret secret) -> {
                form.put("client_id", id);
                form.put("client_secret", secret.reveal());
            }
            case Public(String id) -> form.put("client_id", id);
        }
    }

    /** A text without the secret, for some endpoints repeat what they were sent. */
    default String hidden(String text) {
        return switch (this) {
            case Basic(String ignored, Secret secret) -> text.replace(secret.reveal(), secret.toString());
            case Post(String ignored, Secret secret) -> text.replace(secret.reveal(), secret.toString());
            case Public ignored -> text;
        };
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }
}
