package dev.baton.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls a test node as a stranger would, and holds every answer against the API's own description. */
final class Client {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TestNode node;
    private final Contract contract;

    Client(TestNode node) {
        this.node = node;
        this.contract =
                new Contract(exchange(request("/openapi.json").GET().build()).json());
    }

    /** What came back. */
    record Answer(int status, HttpHeaders headers, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        String code() {
            return json().path("code").asText();
        }

        String text(String pointer) {
            return json().at(pointer).asText();
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    Contract contract() {
        return contract;
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, null, headers);
    }

    Answer post(String path, String json, String... headers) {
        return send("POST", path, "application/json", json, headers);
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, null, null, headers);
    }

    Answer put(String path, String type, String body, String... headers) {
        return send("PUT", path, type, body, headers);
    }

    Answer send(String method, String path, @Nullable String type, @Nullable String body, String... headers) {
        HttpRequest.Builder request = request(path, headers);
        if (type != null) {
            request.header("Content-Type", type);
        }
        Answer answer =
                exchange(request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build());
        contract.check(
                method.equals("HEAD") ? "GET" : method,
                path,
                body == null ? "" : body,
                answer.status(),
                answer.header("Content-Type"),
                answer.body());
        return answer;
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.uri(path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    /** Starts a run, whose id must be new. */
    JsonNode start(String id, String workflow, String input) {
        Answer answer =
                post("/v1/runs", "{\"id\":\"" + id + "\",\"workflow\":\"" + workflow + "\",\"input\":" + input + "}");
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.body());
        }
        return answer.json();
    }

    Answer exchange(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpClient http() {
        return http;
    }
}
