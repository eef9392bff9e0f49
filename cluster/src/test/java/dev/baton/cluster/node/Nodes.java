package dev.baton.cluster.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.cluster.crash.RealPostgres;
import dev.baton.config.StoreSettings;
import dev.baton.persistence.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Nodes of one cluster within this JVM, on one real PostgreSQL; every message is serialized, even within a node. Who leaves
 * goes at once: no callers need time to turn to others.
 */
final class Nodes implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration GENEROUS = Duration.ofSeconds(60);

    private final RealPostgres postgres;
    private final List<Node> nodes = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    Nodes() throws IOException {
        postgres = RealPostgres.start();
    }

    /** Starts one more; returns when it is a member. */
    Node start() {
        return start("");
    }

    /** @param more settings on top */
    Node start(String more) {
        Node node = Node.start(config(more));
        nodes.add(node);
        return node;
    }

    private Config config(String more) {
        return ConfigFactory.parseString("""
                baton.http.port = 0
                baton.http-client.private-hosts = [loopback]
                baton.persistence { store = postgresql, postgresql { url = "%s", user = postgres, password = "" } }
                baton.cluster.drain = 0s
                pekko.actor.serialize-messages = on
                %s
                """.formatted(postgres.url(), more));
    }

    /** Until it goes again, as if a node that knows of no levels of formats were about to join. */
    void olderNodeComes() {
        StoreSettings settings = StoreSettings.of(config("").withFallback(ConfigFactory.load()));
        Store.open(settings, new SimpleMeterRegistry()).close();
        postgres.change("INSERT INTO cluster_member(owner, region, address, incarnation, state, joined_at, seen_at)"
                + " VALUES ('older', 'default', 'older', 1, 'joining', 0, " + Long.MAX_VALUE + ")");
    }

    void olderNodeGoes() {
        postgres.change("DELETE FROM cluster_member WHERE owner = 'older'");
    }

    void stop(Node node) {
        nodes.remove(node);
        node.close();
    }

    RealPostgres postgres() {
        return postgres;
    }

    List<Node> all() {
        return nodes;
    }

    JsonNode get(Node node, String path) {
        return send(node, "GET", path, "application/json", "");
    }

    JsonNode post(Node node, String path, String json) {
        return send(node, "POST", path, "application/json", json);
    }

    JsonNode send(Node node, String method, String path, String type, String body) {
        try {
            return JSON.readTree(said(node, method, path, type, body));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    /** An answer that is not JSON. */
    String text(Node node, String path) {
        return said(node, "GET", path, "application/json", "");
    }

    /** The code of the problem that a request is answered with. */
    String refusal(Node node, String path, String json) {
        try {
            return JSON.readTree(
                            answer(node, "POST", path, "application/json", json).body())
                    .path("code")
                    .asText();
        } catch (IOException e) {
            throw new AssertionError("POST " + path, e);
        }
    }

    boolean isReady(Node node) {
        return answer(node, "GET", "/health/ready", "application/json", "").statusCode() == 200;
    }

    private String said(Node node, String method, String path, String type, String body) {
        HttpResponse<String> answer = answer(node, method, path, type, body);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(
                    method + " " + path + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpResponse<String> answer(Node node, String method, String path, String type, String body) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + node.address().getPort() + path))
                            .header("Content-Type", type)
                            .timeout(GENEROUS)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpClient client() {
        return client;
    }

    static void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + GENEROUS.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + GENEROUS + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        client.close();
        nodes.forEach(Node::close);
        postgres.close();
    }
}
