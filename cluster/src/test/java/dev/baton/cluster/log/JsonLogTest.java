package dev.baton.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.connector.TraceParent;
import dev.baton.cluster.process.JavaProgram;
import dev.baton.cluster.process.ServerProcess;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A real server's log, read as programs read it. */
final class JsonLogTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The JDK that began to warn of them. */
    private static final int UNSAFE_WARNINGS_SINCE = 23;

    private static final String AGENT = """
            {"apiVersion": "baton/v1", "kind": "Agent", "metadata": {"name": "nobody", "owner": "operations"},
             "spec": {"mandate": "Nobody listens at this address.", "connector": {"http": {"url": "http://127.0.0.1:9/"}}}}
            """;

    private static final String WORKFLOW = """
            {"apiVersion": "baton/v1", "kind": "Workflow", "metadata": {"name": "broken"}, "spec": {"do": [
             {"id": "ask", "agent": "nobody", "input": "${ input }", "retry": {"maxAttempts": 1}, "onFailure": "escalate"}]}}
            """;

    @Test
    void everyLineIsAnObjectAndOneAboutARunNamesItsTenantAndItsTrace() throws Exception {
        try (Workspace workspace = Workspace.create("baton-log-", false);
                ServerProcess server = ServerProcess.prepare(workspace, "baton.log.format = json", quiet())) {
            server.start();
            server.awaitReady();
            send(server.url(), "PUT", "/v1/agents/nobody", AGENT);
            send(server.url(), "PUT", "/v1/workflows/broken", WORKFLOW);
            String run = JSON.readTree(
                            send(server.url(), "POST", "/v1/runs", "{\"workflow\": \"broken\", \"input\": {}}"))
                    .path("id")
                    .asText();
            Path log = server.configuration().resolveSibling("server.log");
            JsonNode incident = awaitLineAbout(log, run);

            assertThat(incident.path("level").asText()).isEqualTo("WARN");
            assertThat(incident.path("tenant").asText()).isEqualTo("default");
            assertThat(incident.path("trace").asText()).isEqualTo(TraceParent.traceId("default", run));
            assertThat(lines(log))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(line -> assertThat(line.fieldNames())
                            .toIterable()
                            .contains("time", "level", "logger", "thread", "message"));
        }
    }

    /** As the launcher starts it: what the JVM itself would say about the libraries is none of Baton's lines. */
    private static List<String> quiet() {
        List<String> options = new ArrayList<>(JavaProgram.SMALL);
        options.add("--enable-native-access=ALL-UNNAMED");
        if (Runtime.version().feature() >= UNSAFE_WARNINGS_SINCE) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    private static JsonNode awaitLineAbout(Path log, String run) throws IOException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (System.nanoTime() < deadline) {
            for (JsonNode line : lines(log)) {
                if (line.path("run").asText().equals(run)
                        && line.path("message").asText().contains("needs a person")) {
                    return line;
                }
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new AssertionError("no line about run " + run + " in\n" + Files.readString(log));
    }

    /** Whole lines only: the last one may still be being written. */
    private static List<JsonNode> lines(Path log) throws IOException {
        String text = Files.readString(log);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static String send(URI server, String method, String path, String body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(server.resolve(path))
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return answer.body();
        }
    }
}
