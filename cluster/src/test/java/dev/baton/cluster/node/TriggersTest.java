package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trigger on a real node, with its secret in a file. */
class TriggersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFINITIONS = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: echo}
            spec: {do: [{id: echo, set: "${ input }"}]}
            ---
            apiVersion: baton/v1
            kind: Trigger
            metadata: {name: push}
            spec:
              webhook: {signature: github, secrets: ["secret://hub"]}
              start: {workflow: echo}
            """;

    @TempDir
    private Path folder;

    @Test
    void theSecretIsTakenFromItsFileAndNeverWrittenDown() throws Exception {
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(secrets.resolve("hub"), "first-s3cret\n");
        Map<String, Object> settings =
                Map.of("baton.secrets.folder", secrets.toString(), "baton.secrets.refresh", "20ms");
        try (StartedNode node = StartedNode.in(data, settings)) {
            HttpResponse<String> applied = node.send("POST", "/v1/definitions:apply", "application/yaml", DEFINITIONS);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);

            JsonNode taken = JSON.readTree(event(node, "d1", "first-s3cret").body());
            assertThat(JSON.readTree(node.get("/v1/runs/" + taken.path("run").asText() + "?wait=30s")
                                    .body())
                            .at("/output/n")
                            .asInt())
                    .isEqualTo(7);

            Files.writeString(secrets.resolve("hub"), "second-s3cret\n");
            Nodes.until("the new secret holds", () -> status(node, "d2", "second-s3cret") == 202);
            assertThat(status(node, "d3", "first-s3cret")).isEqualTo(401);
            assertThat(bytes(data, "baton.db") + bytes(data, "baton.db-wal"))
                    .contains("secret://hub")
                    .doesNotContain("first-s3cret", "second-s3cret");
        }
    }

    private static String bytes(Path folder, String file) throws IOException {
        return new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.ISO_8859_1);
    }

    private static int status(StartedNode node, String id, String secret) {
        try {
            return event(node, id, secret).statusCode();
        } catch (IOException | InterruptedException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> event(StartedNode node, String id, String secret)
            throws IOException, InterruptedException, GeneralSecurityException {
        String body = "{\"n\":7}";
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/v1/hooks/push"))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Delivery", id)
                .header("X-Hub-Signature-256", "sha256=" + signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
