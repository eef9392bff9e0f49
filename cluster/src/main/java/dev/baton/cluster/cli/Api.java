package dev.baton.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HTTP API of one server, asked by one principal. Every refusal becomes a {@link CliFailure}. */
public final class Api {

    public static final ObjectMapper JSON = new ObjectMapper();
    public static final String YAML_TYPE = "application/yaml";
    private static final String JSON_TYPE = "application/json";
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final URI server;
    private final @Nullable String principal;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .build();

    public Api(URI server, @Nullable String principal) {
        this.server = server;
        this.principal = principal;
    }

    URI server() {
        return server;
    }

    HttpClient client() {
        return client;
    }

    /** One part of a path, such as an id that the user gave. */
    public static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%7E", "~");
    }

    public JsonNode get(String path) {
        return get(path, ANSWER_WITHIN);
    }

    public JsonNode get(String path, Duration within) {
        return answer(request(path, within).GET().build());
    }

    public JsonNode post(String path, JsonNode body) {
        return post(path, body, Map.of());
    }

    JsonNode post(String path, JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path, ANSWER_WITHIN);
        headers.forEach(request::header);
        return answer(request.header("Content-Type", JSON_TYPE)
                .POST(text(body.toString()))
                .build());
    }

    public JsonNode postText(String path, String type, String body) {
        return answer(request(path, ANSWER_WITHIN)
                .header("Content-Type", type)
                .POST(text(body))
                .build());
    }

    public JsonNode delete(String path) {
        return answer(request(path, ANSWER_WITHIN).DELETE().build());
    }

    /** A request to {@code path} that says who asks. */
    HttpRequest.Builder request(String path, Duration within) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(within)
                .header("Accept", JSON_TYPE);
        return principal == null ? request : request.header("Baton-Principal", principal);
    }

    private static BodyPublisher text(String body) {
        return BodyPublishers.ofString(body, StandardCharsets.UTF_8);
    }

    private JsonNode answer(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() >= 300) {
                throw Problem.of(server, request.uri().getPath(), response.statusCode(), response.body())
                        .failure();
            }
            return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
        } catch (JsonProcessingException notJson) {
            throw Problem.notBaton(server, notJson);
        } catch (IOException unreachable) {
            throw Problem.unreachable(server, unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.TIMEOUT, "interrupted", "ask again", interrupted);
        }
    }
}
