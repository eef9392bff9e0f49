package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.port.Secret;
import dev.baton.actors.trigger.Delivery;
import dev.baton.actors.trigger.SignatureScheme;
import dev.baton.actors.trigger.Signatures;
import dev.baton.cluster.rules.Sources;
import dev.baton.cluster.rules.StartedNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks of a real node, over real HTTP. */
class WebhooksTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final String WORKFLOWS = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: echo}
            spec: {do: [{id: echo, set: "${ input }"}]}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: other}
            spec: {do: [{id: echo, set: "${ input }"}]}
            """;

    @TempDir
    private Path folder;

    private Receiver receiver;
    private Map<String, Object> settings;

    @BeforeEach
    void prepare() throws Exception {
        receiver = Receiver.start();
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("sign"), SECRET + "\n");
        settings = Map.of(
                "baton.secrets.folder",
                secrets.toString(),
                "baton.webhooks.retries",
                List.of("300ms", "300ms", "300ms", "300ms", "300ms", "300ms", "300ms", "300ms", "1h"),
                "baton.webhooks.poll",
                "50ms");
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private String webhook(String more) {
        return webhook("audit", receiver.url(), more);
    }

    private static String webhook(String name, String url, String more) {
        return """
                apiVersion: baton/v1
                kind: Webhook
                metadata: {name: %s}
                spec:
                  url: %s
                  secrets: ["secret://sign"]
                """.formatted(name, url) + more.indent(2);
    }

    private static void apply(StartedNode node, String definitions) throws Exception {
        HttpResponse<String> applied = node.send("POST", "/v1/definitions:apply", "application/yaml", definitions);
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
    }

    private static JsonNode verb(StartedNode node, String verb, String body) throws Exception {
        HttpResponse<String> done = node.send("POST", "/v1/webhooks/" + verb, "application/json", body);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        return JSON.readTree(done.body());
    }

    private static void untilStatus(StartedNode node, String webhook, String status) {
        Nodes.until(
                webhook + " is " + status,
                () -> get(node, "/v1/webhooks/" + webhook)
                        .path("status")
                        .asText()
                        .equals(status));
    }

    private List<String> types() {
        return receiver.got().stream().map(Receiver.Got::type).toList();
    }

    private static void workflows(StartedNode node) throws Exception {
        assertThat(node.send("POST", "/v1/definitions:apply", "application/yaml", WORKFLOWS)
                        .statusCode())
                .isEqualTo(200);
    }

    private static String run(StartedNode node, String workflow, String input) throws Exception {
        String body = "{\"workflow\": \"" + workflow + "\", \"input\": " + input + "}";
        HttpResponse<String> started = node.send("POST", "/v1/runs", "application/json", body);
        assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
        return JSON.readTree(started.body()).path("id").asText();
    }

    private static JsonNode get(StartedNode node, String path) {
        try {
            HttpResponse<String> answer = node.get(path);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void verified(Receiver.Got got) {
        Signatures.Verdict verdict = Signatures.verify(
                new SignatureScheme.StandardWebhooks(Duration.ofMinutes(5)),
                new Delivery(got.headers(), got.body()),
                List.of(Secret.of(SECRET)),
                Instant.now());
        assertThat(verdict).isInstanceOf(Signatures.Verdict.Genuine.class);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void what_could_not_be_delivered_is_delivered_after_a_restart_under_the_same_id() throws Exception {
        receiver.status = 503;
        String run;
        try (StartedNode node = StartedNode.in(folder, settings)) {
            workflows(node);
            apply(node, webhook("events: [run-completed]"));
            run(node, "other", "1");
            run = run(node, "echo", "{\"text\": \"s3cret-content\"}");
            Nodes.until("a first try", () -> receiver.got().size() >= 2);
        }
        int before = receiver.got().size();
        receiver.status = 204;
        try (StartedNode node = StartedNode.in(folder, settings)) {
            Nodes.until(
                    "both are delivered",
                    () -> get(node, "/v1/webhooks/audit/deliveries?status=delivered")
                                    .path("deliveries")
                                    .size()
                            == 2);
            List<Receiver.Got> all = receiver.got();
            Receiver.Got last = all.subList(before, all.size()).stream()
                    .filter(got -> got.event().path("subject").asText().equals(run))
                    .findFirst()
                    .orElseThrow();
            verified(last);
            JsonNode event = last.event();
            assertThat(last.header("Content-type")).isEqualTo("application/cloudevents+json");
            assertThat(event.path("id").asText())
                    .isEqualTo(last.header("Webhook-id"))
                    .startsWith(run + "-");
            assertThat(event.path("type").asText()).isEqualTo("dev.baton.run-completed");
            JsonNode documented = JSON.readTree(
                    Sources.blocks(Sources.DOCS.resolve("webhooks.md"), "json").getFirst());
            assertThat(names(event)).isEqualTo(names(documented));
            assertThat(names(documented.path("data"))).containsAll(names(event.path("data")));
            assertThat(event.path("source").asText()).isEqualTo("/environments/dev/tenants/default/workflows/echo");
            assertThat(event.at("/data/run").asText()).isEqualTo(run);
            assertThat(event.toString()).doesNotContain("s3cret-content", "output");
            assertThat(all.stream()
                            .filter(got -> got.event().path("subject").asText().equals(run)))
                    .extracting(got -> got.header("Webhook-id"))
                    .containsOnly(last.header("Webhook-id"));
            JsonNode delivery = get(node, "/v1/webhooks/audit/deliveries/" + last.header("Webhook-id"));
            assertThat(delivery.path("tries").size()).isGreaterThanOrEqualTo(2);
            assertThat(delivery.at("/tries/0/status").asInt()).isEqualTo(503);
            assertThat(delivery.path("status").asText()).isEqualTo("delivered");
        }
    }

    @Test
    void the_feed_is_read_on_from_where_a_batch_or_a_stream_ended() throws Exception {
        try (StartedNode node = StartedNode.in(folder, settings)) {
            workflows(node);
            assertThat(node.get("/v1/events").statusCode()).isEqualTo(409);
            apply(node, webhook(""));
            for (int i = 0; i < 3; i++) {
                end(node, run(node, "echo", "{\"text\": \"s3cret-content\"}"));
            }

            List<JsonNode> all = events(node.get("/v1/events"));
            assertThat(all).extracting(event -> event.path("id").asText()).doesNotHaveDuplicates();
            assertThat(all.toString()).doesNotContain("s3cret-content");
            assertThat(events(node.get("/v1/events?include=payloads")).toString())
                    .contains("s3cret-content");
            List<JsonNode> read = new ArrayList<>();
            String position = "";
            while (true) {
                HttpResponse<String> batch = node.get("/v1/events?limit=2" + position);
                if (events(batch).isEmpty()) {
                    break;
                }
                read.addAll(events(batch));
                position =
                        "&after=" + batch.headers().firstValue("Baton-Position").orElseThrow();
            }
            assertThat(read).isEqualTo(all);
            assertThat(events(node.get("/v1/events?type=run-completed"))).hasSize(3);

            String later = run(node, "other", "7");
            try (LiveFeed live = LiveFeed.open(node.url() + "/v1/events?workflow=other", position.substring(7))) {
                assertThat(live.untilType("dev.baton.run-completed")
                                .path("subject")
                                .asText())
                        .isEqualTo(later);
                String after = live.lastId();
                end(node, run(node, "other", "8"));
                try (LiveFeed again = LiveFeed.open(node.url() + "/v1/events?workflow=other", after)) {
                    assertThat(again.untilType("dev.baton.run-started")
                                    .path("subject")
                                    .asText())
                            .isNotEqualTo(later);
                }
            }
        }
    }

    private static void end(StartedNode node, String run) {
        assertThat(get(node, "/v1/runs/" + run + "?wait=20s").path("status").asText())
                .isEqualTo("completed");
    }

    private static List<JsonNode> events(HttpResponse<String> batch) throws IOException {
        assertThat(batch.statusCode()).as(batch.body()).isEqualTo(200);
        assertThat(batch.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/cloudevents-batch+json");
        List<JsonNode> events = new ArrayList<>();
        JSON.readTree(batch.body()).forEach(events::add);
        return events;
    }

    @Test
    void a_receiver_that_is_gone_or_fails_for_long_is_left_alone_and_holds_nobody_up() throws Exception {
        Map<String, Object> impatient = new HashMap<>(settings);
        impatient.put("baton.webhooks.suspend-after", "700ms");
        try (Receiver gone = Receiver.start();
                StartedNode node = StartedNode.in(folder, impatient)) {
            gone.status = 410;
            workflows(node);
            apply(
                    node,
                    String.join(
                            "---\n",
                            webhook("include: [payloads]\nworkflows: [echo]"),
                            webhook("gone", gone.url(), ""),
                            webhook("dead", "http://127.0.0.1:1/", "events: [run-completed]"),
                            webhook("private", "http://10.0.0.1/", "events: [run-completed]")));
            String run = run(node, "echo", "{\"text\": \"the content\"}");

            Nodes.until("it is delivered", () -> receiver.got().size() == 1);
            assertThat(receiver.got().getFirst().event().at("/data/output/text").asText())
                    .isEqualTo("the content");
            untilStatus(node, "gone", "disabled");
            untilStatus(node, "dead", "suspended");
            untilStatus(node, "private", "suspended");
            assertThat(get(node, "/v1/webhooks/dead").path("reason").asText()).contains("nothing has got through");
            assertThat(get(node, "/v1/webhooks/private/deliveries")
                            .at("/deliveries/0/tries/0/problem")
                            .asText())
                    .contains("private");
            assertThat(gone.got()).hasSize(1);

            gone.status = 200;
            verb(node, "gone:resume", "{}");
            Nodes.until("it is delivered too", () -> gone.got().size() == 2);
            assertThat(gone.got().getLast().header("Webhook-id"))
                    .isEqualTo(gone.got().getFirst().header("Webhook-id"));
            assertThat(gone.got().getLast().event().path("subject").asText()).isEqualTo(run);
        }
    }

    @Test
    void deliveries_are_held_back_while_paused_and_made_again_on_demand() throws Exception {
        try (StartedNode node = StartedNode.in(folder, settings)) {
            workflows(node);
            apply(node, webhook("events: [run-started, run-completed]\nworkflows: [echo]\npaused: true"));
            end(node, run(node, "echo", "1"));
            end(node, run(node, "other", "1"));
            JsonNode tried = verb(node, "audit:test", "{}");
            assertThat(tried.path("delivered").asBoolean()).isTrue();
            assertThat(types()).containsExactly("dev.baton.test");
            verified(receiver.got().getFirst());

            verb(node, "audit:resume", "{}");
            Nodes.until("what has waited comes", () -> receiver.got().size() == 3);
            assertThat(types()).containsOnlyOnce("dev.baton.run-started", "dev.baton.run-completed");

            receiver.status = 429;
            receiver.retryAfter = "3600";
            String second = run(node, "echo", "2");
            end(node, second);
            Nodes.until(
                    "both were tried",
                    () -> get(node, "/v1/webhooks/audit/deliveries?status=pending")
                                    .findValues("problem")
                                    .size()
                            == 2);
            JsonNode pending =
                    get(node, "/v1/webhooks/audit/deliveries?status=pending").path("deliveries");
            pending.forEach(one -> assertThat(Instant.parse(one.path("nextAt").asText()))
                    .isAfter(Instant.now().plusSeconds(3_000)));

            receiver.status = 200;
            receiver.retryAfter = "";
            int before = receiver.got().size();
            String id = pending.get(0).path("id").asText();
            verb(node, "audit:replay", "{\"delivery\": \"" + id + "\"}");
            Nodes.until("one is made again", () -> receiver.got().size() > before);
            assertThat(receiver.got().getLast().header("Webhook-id")).isEqualTo(id);

            Nodes.until(
                    "three are delivered",
                    () -> get(node, "/v1/webhooks/audit/deliveries?status=delivered")
                                    .path("deliveries")
                                    .size()
                            == 3);
            int all = receiver.got().size();
            verb(node, "audit:replay", "{\"since\": \"2020-01-01T00:00:00Z\"}");
            Nodes.until("all are made again", () -> receiver.got().size() >= all + 4);
            Nodes.until(
                    "it is over",
                    () -> !get(node, "/v1/webhooks/audit").path("replaying").asBoolean());
            assertThat(receiver.got().subList(all, receiver.got().size()))
                    .extracting(got -> got.header("Webhook-id"))
                    .doesNotHaveDuplicates()
                    .hasSize(4);
            assertThat(node.send("POST", "/v1/webhooks/audit:replay", "application/json", "{}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(node.send("DELETE", "/v1/webhooks/audit", "application/json", "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(node.get("/v1/webhooks/audit").statusCode()).isEqualTo(404);
            assertThat(node.get("/v1/events").statusCode()).isEqualTo(409);
        }
    }
}
