package dev.baton.actors.connector.llm;

import dev.baton.actors.port.SecretReference;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model, and where it is asked.
 *
 * @param key by which the provider knows who asks; null if it does not want to know
 * @param headers further ones
 */
record ModelEndpoint(
        ModelApi api, String model, URI url, @Nullable SecretReference key, Map<String, String> headers) {

    ModelEndpoint {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return model + " at " + url.getAuthority();
    }
}
