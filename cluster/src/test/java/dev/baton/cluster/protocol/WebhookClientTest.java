package dev.baton.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference libraries of Standard Webhooks and CloudEvents take what a node sends, and what its feed holds. */
class WebhookClientTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIRST = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SECOND = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final String DEFINITIONS = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: echo, labels: {team: "ops & more"}}
            spec: {do: [{id: echo, set: "${ input }"}]}
            ---
            apiVersion: baton/v1
            kind: Webhook
            metadata: {name: audit}
            spec:
              url: http://127.0.0.1:PORT/events
              secrets: ["secret://first", "secret://second"]
              events: [run-completed]
              include: [payloads]
            """;

    @Test
    void eventsAreVerifiedByBothSecretsAndRead(@TempDir Path folder) throws Exception {
        NpmFolder npm = NpmFolder.installed("webhooks");
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("first"), FIRST);
        Files.writeString(secrets.resolve("second"), SECOND);
        Process receiver = npm.start("node", "receiver.mjs", FIRST, SECOND);
        try (BufferedReader said =
                        new BufferedReader(new InputStreamReader(receiver.getInputStream(), StandardCharsets.UTF_8));
                StartedNode node = StartedNode.in(folder, Map.of("baton.secrets.folder", secrets.toString()))) {
            int port = JSON.readTree(said.readLine()).path("port").asInt();
            String definitions = DEFINITIONS.replace("PORT", Integer.toString(port));
            assertThat(node.send("POST", "/v1/definitions:apply", "application/yaml", definitions)
                            .statusCode())
                    .isEqualTo(200);
            String run = JSON.readTree(node.send(
                                    "POST",
                                    "/v1/runs",
                                    "application/json",
                                    "{\"workflow\": \"echo\", \"input\": {\"text\": \"grün, 7 < 8 & 日本\"}}")
                            .body())
                    .path("id")
                    .asText();

            JsonNode got = JSON.readTree(said.readLine());
            assertThat(got.path("verified").toString()).as(got.toString()).isEqualTo("[true,true]");
            assertThat(got.path("tampered").toString()).isEqualTo("[false,false]");
            assertThat(got.at("/event/valid").asBoolean()).isTrue();
            assertThat(got.at("/event/subject").asText()).isEqualTo(run);
            assertThat(got.at("/event/type").asText()).isEqualTo("dev.baton.run-completed");
            assertThat(got.at("/event/data/output/text").asText()).isEqualTo("grün, 7 < 8 & 日本");

            JsonNode batch = batch(port, node.url() + "/v1/events?run=" + run, said);
            assertThat(batch)
                    .hasSizeGreaterThan(2)
                    .allMatch(event -> event.path("valid").asBoolean());
            assertThat(batch.get(0).path("type").asText()).isEqualTo("dev.baton.run-started");
            assertThat(batch.get(batch.size() - 1).path("id").asText())
                    .isEqualTo(got.at("/event/id").asText());
        } finally {
            receiver.destroy();
        }
    }

    private static JsonNode batch(int port, String url, BufferedReader said) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/feed"))
                            .POST(HttpRequest.BodyPublishers.ofString(url))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
        return JSON.readTree(said.readLine()).path("batch");
    }
}
