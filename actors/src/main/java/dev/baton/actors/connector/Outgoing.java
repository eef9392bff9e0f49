package dev.baton.actors.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.connector.AgentLine.Access;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.client.Request;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.port.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be sent to an agent.
 *
 * @param revealed the secrets that it shows
 */
record Outgoing(AttemptRequest request, Access access, Wire wire, RevealedSecrets revealed) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * As it goes over HTTP.
     *
     * @param token that was brought for it; null for none
     * @throws IllegalArgumentException if its address or its headers cannot be sent
     */
    Request request(@Nullable Secret token, Instant now) throws RevealedSecrets.Missing, IOException {
        Map<String, String> headers = headers(token);
        byte[] body = body(headers);
        if (access.signature() != null) {
            access.signature().sign(wire.method(), wire.url(), headers, body, now, revealed);
        }
        return head(headers).request("", stream -> stream.write(body, 0, body.length));
    }

    private Map<String, String> headers(@Nullable Secret token) throws RevealedSecrets.Missing {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "baton");
        headers.put("traceparent", request.traceparent());
        headers.putAll(wire.headers());
        headers.putAll(revealed.reveal(access.headers()));
        if (access.bearer() != null) {
            headers.put("Authorization", "Bearer " + revealed.reveal(access.bearer()));
        }
        if (token != null) {
            headers.put("Authorization", "Bearer " + token.reveal());
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws JsonProcessingException {
        if (wire.body() == null) {
            return new byte[0];
        }
        headers.put("Content-Type", "application/json");
        return MAPPER.writeValueAsBytes(wire.body());
    }

    private RequestHead head(Map<String, String> headers) {
        try {
            return RequestHead.of(wire.method(), wire.url(), headers);
        } catch (IllegalArgumentException e) {
            // The message could show a header that is secret.
            throw new IllegalArgumentException("its address " + wire.url() + " or its headers cannot be sent", e);
        }
    }
}
