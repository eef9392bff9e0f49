package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.port.SecretReference;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code auth} of a connector says.
 *
 * @param client as which the authorization server knows Baton, or the address of a document that says it; null to register
 * @param secret of the client; null for none
 * @param key with which the client signs who it is (PKCS #8, PEM); null for none
 * @param assertion who the workload is, signed by who runs it
 * @param issuer the only authorization server that gets any of this; null for the one that the agent's server names
 * @param scopes asked for beyond what the agent's server wants
 * @param employee whose token is changed into one for others; null for none
 */
public record AuthSettings(
        Grant grant,
        @Nullable String client,
        @Nullable SecretReference secret,
        @Nullable SecretReference key,
        @Nullable SecretReference assertion,
        @Nullable String issuer,
        List<String> scopes,
        @Nullable Employee employee) {

    public AuthSettings {
        scopes = List.copyOf(scopes);
    }

    /** How a token is got. */
    public enum Grant {
        CLIENT_CREDENTIALS("client-credentials"),
        AUTHORIZATION_CODE("authorization-code"),
        WORKLOAD("workload"),
        ENTERPRISE("enterprise");

        private final String word;

        Grant(String word) {
            this.word = word;
        }

        static Grant of(String word) {
            for (Grant grant : values()) {
                if (grant.word.equals(word)) {
                    return grant;
                }
            }
            throw new IllegalArgumentException("no grant: " + word);
        }
    }

    /**
     * Somebody whom the login of an enterprise knows.
     *
     * @param tokenUrl of that login
     * @param client as which it knows Baton
     * @param token of the employee, as the login gave it
     */
    public record Employee(URI tokenUrl, String client, SecretReference token) {}

    /** @param settings of a connector; null if they have no {@code auth} */
    public static @Nullable AuthSettings of(JsonNode settings) {
        JsonNode auth = settings.path("auth");
        if (!auth.isObject()) {
            return null;
        }
        JsonNode employee = auth.path("employee");
        return new AuthSettings(
                Grant.of(auth.path("grant").asText()),
                auth.path("clientId").textValue(),
                secret(auth.path("clientSecret")),
                secret(auth.path("clientKey")),
                secret(auth.path("assertion")),
                auth.path("issuer").textValue(),
                auth.path("scopes").valueStream().map(JsonNode::asText).toList(),
                employee.isObject()
                        ? new Employee(
                                URI.create(employee.path("tokenUrl").asText()),
                                employee.path("clientId").asText(),
                                SecretReference.parse(employee.path("token").asText())
                                        .orElseThrow())
                        : null);
    }

    private static @Nullable SecretReference secret(JsonNode text) {
        return SecretReference.parse(text.asText()).orElse(null);
    }
}
