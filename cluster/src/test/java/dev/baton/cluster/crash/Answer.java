package dev.baton.cluster.crash;

import com.fasterxml.jackson.databind.JsonNode;

/** What a client knows after a request. */
public sealed interface Answer {

    /** @param retryAfter the header; empty if there is none */
    record Given(int status, JsonNode body, String contentType, String retryAfter) implements Answer {
        String code() {
            return body.path("code").asText();
        }

        /** Asking again later is what the server says to do. */
        boolean later() {
            return status == 503 || status == 429;
        }
    }

    /** The request may have been done or not. */
    record Unknown(String reason) implements Answer {}
}
