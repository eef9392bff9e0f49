package dev.baton.worker;

import com.typesafe.config.ConfigFactory;
import dev.baton.cluster.node.Node;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A real server on a free port, with an agent and a workflow for each queue. */
final class Server implements AutoCloseable {

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final Node node;
    private final HttpClient client = HttpClient.newHttpClient();

    Server(Path folder) {
        node = Node.start(ConfigFactory.parseMap(Map.of(
                "baton.http.port",
                0,
                "baton.http-client.private-hosts",
                List.of("loopback"),
                "baton.persistence.store",
                "sqlite",
                "baton.persistence.sqlite.file",
                folder.resolve("baton.db").toString())));
    }

    String url() {
        return "http://127.0.0.1:" + node.address().getPort();
    }

    /** A workflow of this name, whose only step is for the workers of the queue. */
    void queue(String name) throws IOException, InterruptedException {
        String head = "{apiVersion: baton/v1, metadata: {name: %s, owner: tests}, kind: ".formatted(name);
        apply(
                "agents/" + name,
                head + "Agent, spec: {mandate: Works., connector: {queue: {queue: %s}}}}".formatted(name));
        apply(
                "workflows/" + name,
                head.replace(", owner: tests", "")
                        + "Workflow, spec: {do: [{id: a, agent: %s, retry: {maxAttempts: 1}}]}}".formatted(name));
    }

    private void apply(String path, String yaml) throws IOException, InterruptedException {
        send("PUT", "/v1/" + path, "application/yaml", yaml);
    }

    void start(String id, String workflow, Map<String, ?> input) throws IOException, InterruptedException {
        post("/v1/runs", Map.of("id", id, "workflow", workflow, "input", input));
    }

    Map<String, @Nullable Object> post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send("POST", path, "application/json", Json.write(body));
    }

    Map<String, @Nullable Object> untilEnded(String run) throws IOException, InterruptedException {
        return until("/v1/runs/" + run + "?wait=5s", answer -> answer.containsKey("endedAt"));
    }

    Map<String, @Nullable Object> until(String path, Predicate<Map<String, @Nullable Object>> expected)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Map<String, @Nullable Object> answer = send("GET", path, "application/json", "");
            if (expected.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " is still " + answer);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private Map<String, @Nullable Object> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return Json.object(Json.read(answer.body()));
    }

    @Override
    public void close() {
        client.close();
        node.close();
    }
}
