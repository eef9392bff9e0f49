package dev.baton.actors.connector.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.port.SecretReference;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code oauth} in a definition says (RFC 6749, 4.4).
 *
 * @param clientId may name a secret
 * @param post whether they go into the body
 * @param parameters of the request, with the scope
 */
public record ClientCredentials(
        URI tokenUrl, String clientId, SecretReference clientSecret, boolean post, Map<String, String> parameters) {

    public ClientCredentials {
        parameters = Map.copyOf(parameters);
    }

    /** Of the settings of a connector that were checked when they were applied; null if there are none. */
    public static @Nullable ClientCredentials of(JsonNode settings) {
        JsonNode said = settings.path("oauth");
        if (!said.isObject()) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        said.path("parameters")
                .properties()
                .forEach(one -> parameters.put(one.getKey(), one.getValue().asText()));
        if (said.has("scope")) {
            parameters.put("scope", said.get("scope").asText());
        }
        return new ClientCredentials(
                URI.create(said.path("tokenUrl").asText()),
                said.path("clientId").asText(),
                SecretReference.parse(said.path("clientSecret").asText()).orElseThrow(),
                said.path("authentication").asText().equals("post"),
                parameters);
    }
}
