package dev.baton.cluster.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A node, and what a test asks of it. */
final class Desk implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final StartedNode node;

    private Desk(StartedNode node) {
        this.node = node;
    }

    static Desk at(Path folder) {
        return at(folder, Map.of());
    }

    /** @param settings besides those of a test */
    static Desk at(Path folder, Map<String, Object> settings) {
        return new Desk(StartedNode.in(folder, settings));
    }

    /** The sum of a metric over all its tags. */
    double metric(String name) {
        try {
            return node.get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(name, e);
        }
    }

    void untilMetric(String name, double value) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (metric(name) != value) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + PATIENCE + ": " + name + " is still " + metric(name));
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** @param status what else the answer would be a failure */
    JsonNode send(int status, String method, String path, String body) {
        return said(status, method + " " + path, () -> node.send(method, path, "application/json", body));
    }

    JsonNode post(int status, String path, String body) {
        return send(status, "POST", path, body);
    }

    JsonNode post(int status, String path, String body, Map<String, String> headers) {
        return said(status, "POST " + path, () -> node.send("POST", path, "application/json", body, headers));
    }

    JsonNode get(String path) {
        return said(200, "GET " + path, () -> node.get(path));
    }

    /** @param spec of an agent, YAML in one line */
    void agent(String name, String spec) {
        apply("agents", name, "Agent", "{mandate: Works for a test., " + spec + "}", ", owner: tests");
    }

    void workflow(String name, String spec) {
        apply("workflows", name, "Workflow", spec, "");
    }

    private void apply(String kind, String name, String title, String spec, String metadata) {
        String text = "{apiVersion: baton/v1, kind: %s, metadata: {name: %s%s}, spec: %s}"
                .formatted(title, name, metadata, spec);
        said(201, "apply " + name, () -> node.send("PUT", "/v1/" + kind + "/" + name, "application/yaml", text));
    }

    void start(String id, String workflow, int priority) {
        post(201, "/v1/runs", """
                {"id": "%s", "workflow": "%s", "priority": %d, "input": {"from": "%s"}}""".formatted(id, workflow, priority, id));
    }

    JsonNode run(String id) {
        return get("/v1/runs/" + id);
    }

    /** Asks again until the answer is as expected. */
    JsonNode until(String path, Predicate<JsonNode> expected) {
        return until(PATIENCE, path, expected);
    }

    JsonNode until(Duration patience, String path, Predicate<JsonNode> expected) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode answer = get(path);
            if (expected.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + patience + ": " + path + " is still " + answer);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    JsonNode untilEnded(String run) {
        return until("/v1/runs/" + run + "?wait=5s", answer -> answer.has("endedAt"));
    }

    @FunctionalInterface
    private interface Exchange {
        HttpResponse<String> answer() throws IOException, InterruptedException;
    }

    private static JsonNode said(int status, String what, Exchange exchange) {
        try {
            HttpResponse<String> answer = exchange.answer();
            if (answer.statusCode() != status) {
                throw new AssertionError(what + ": " + answer.statusCode() + " " + answer.body());
            }
            return json(answer.body());
        } catch (IOException e) {
            throw new AssertionError(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(what, e);
        }
    }

    static JsonNode json(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    @Override
    public void close() {
        node.close();
    }
}
