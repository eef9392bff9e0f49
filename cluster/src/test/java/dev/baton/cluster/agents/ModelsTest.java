package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.actors.definition.CanonicalJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is a model, and has a program, a person and a workflow do things, on a real node and store. */
class ModelsTest {

    private static final String CALLS = """
            {"id": "c-1", "model": "m", "choices": [{"finish_reason": "tool_calls", "message": {"role": "assistant",
              "content": "Let me ask.", "tool_calls": [
                {"id": "t1", "type": "function", "function": {"name": "counter", "arguments": "{\\"text\\": \\"four\\"}"}},
                {"id": "t2", "type": "function", "function": {"name": "lawyer", "arguments": "{\\"clause\\": 7}"}},
                {"id": "t3", "type": "function", "function": {"name": "doubling", "arguments": "{\\"n\\": 21}"}}]}}],
             "usage": {"prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 40}}}""";

    private static final String ANSWER = """
            {"id": "c-2", "model": "m", "choices": [{"finish_reason": "stop", "message": {"role": "assistant",
              "content": "{\\"answer\\": \\"all done\\"}"}}],
             "usage": {"prompt_tokens": 200, "completion_tokens": 10}}""";

    @TempDir
    private Path folder;

    private HttpServer model;
    private final List<JsonNode> questions = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() throws IOException {
        model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        model.createContext("/v1/chat/completions", this::answer);
        model.start();
    }

    @AfterEach
    void stop() {
        model.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            JsonNode question = Desk.json(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            questions.add(question);
            boolean first = question.path("messages")
                    .path(question.path("messages").size() - 1)
                    .path("role")
                    .asText()
                    .equals("user");
            byte[] bytes = (first ? CALLS : ANSWER).getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    private void define(Desk desk) {
        define(desk, "");
    }

    /** @param more settings of the model's connector */
    private void define(Desk desk, String more) {
        desk.agent("counter", "connector: {expression: {output: {length: '${ size(input.text) }'}}}");
        desk.agent("lawyer", "connector: {human: {role: legal}}");
        desk.workflow("doubling", "{input: {type: object}, do: [{id: two, set: '${ input.n * 2 }'}]}");
        desk.agent(
                "clerk",
                "connector: {llm: {models: [{model: m, url: 'http://127.0.0.1:%d/v1'}], instructions: Be exact., "
                                .formatted(model.getAddress().getPort())
                        + "tools: [{agent: counter}, {agent: lawyer}, {workflow: doubling}]" + more + "}}, "
                        + "output: {type: object, required: [answer]}");
        desk.workflow("asking", "{do: [{id: ask, agent: clerk}]}");
    }

    @Test
    void aModelHasOthersDoThingsAndGoesOnAfterTheNodeWasGone() {
        try (Desk desk = Desk.at(folder)) {
            define(desk);
            desk.start("r", "asking", 0);
            desk.until(
                    "/v1/runs/r",
                    run -> run.path("status").asText().equals("waiting")
                            && run.at("/steps/3/status").asText().equals("completed"));
        }
        try (Desk desk = Desk.at(folder)) {
            JsonNode task = desk.until(
                            "/v1/approvals?status=open",
                            list -> list.path("approvals").size() == 1)
                    .at("/approvals/0");
            assertThat(task.path("path").asText()).isEqualTo("ask[1]/2-lawyer");
            desk.post(
                    200,
                    "/v1/approvals/" + task.path("id").asText() + ":approve",
                    "{\"output\": {\"opinion\": \"it is fine\"}}");
            JsonNode run = desk.untilEnded("r");

            assertThat(run.path("output").toString()).isEqualTo("{\"answer\":\"all done\"}");
            assertThat(run.at("/usage/inputTokens").asInt()).isEqualTo(300);
            assertThat(run.at("/usage/outputTokens").asInt()).isEqualTo(30);
            assertThat(run.at("/usage/cachedTokens").asInt()).isEqualTo(40);
            assertThat(questions).hasSize(2);
            assertThat(questions.getLast().path("messages").findValuesAsText("content"))
                    .containsSubsequence("{\"length\":4}", "{\"opinion\":\"it is fine\"}", "42");
            assertThat(desk.get("/v1/runs/r/events").path("events").findValuesAsText("type"))
                    .containsOnlyOnce("attempt-continued")
                    .contains("attempt-progressed", "child-started");
        }
    }

    @Test
    void contentsByReferenceSurviveTheNodeAndAreDeletedAfterTheRun() {
        try (Desk desk = Desk.at(folder)) {
            define(desk, ", contents: reference");
            desk.start("r", "asking", 0);
            desk.until(
                    "/v1/approvals?status=open", list -> list.path("approvals").size() == 1);
            assertThat(desk.get("/v1/runs/r/events").toString())
                    .contains("\"mediaType\":\"application/json\"")
                    .doesNotContain("Let me ask")
                    .doesNotContain("Be exact");
            JsonNode shown = turn(desk, "/v1/runs/r/events?contents=true").path("contents");
            assertThat(shown.at("/text/text").asText()).isEqualTo("Let me ask.");
            assertThat(shown.at("/text/instructions").asText()).isEqualTo("Be exact.");
            assertThat(shown.at("/text/uses/1/tool").asText()).isEqualTo("lawyer");
            assertThat(shown.path("digest").asText()).isEqualTo("sha256:" + CanonicalJson.digest(shown.path("text")));
            assertThat(shown.path("size").asInt()).isEqualTo(CanonicalJson.bytes(shown.path("text")).length);
        }
        try (Desk desk = Desk.at(folder, Map.of("baton.llm.contents-keep", "0s"))) {
            JsonNode task = desk.until(
                            "/v1/approvals?status=open",
                            list -> list.path("approvals").size() == 1)
                    .at("/approvals/0");
            desk.post(200, "/v1/approvals/" + task.path("id").asText() + ":approve", "{\"output\": 1}");
            assertThat(desk.untilEnded("r").path("output").toString()).isEqualTo("{\"answer\":\"all done\"}");
            assertThat(questions).hasSize(2);
            assertThat(questions.getLast().path("messages").findValuesAsText("content"))
                    .containsSubsequence("Be exact.", "Let me ask.", "{\"length\":4}", "42");

            JsonNode later = desk.until(
                    "/v1/runs/r/events?contents=true",
                    history -> turnIn(history).at("/contents/text").isMissingNode());
            assertThat(turnIn(later).at("/contents/size").asInt()).isPositive();
            assertThat(later.path("events").findValuesAsText("type")).contains("attempt-progressed", "run-completed");
        }
    }

    private static JsonNode turn(Desk desk, String path) {
        return turnIn(desk.get(path));
    }

    private static JsonNode turnIn(JsonNode history) {
        for (JsonNode event : history.path("events")) {
            if (event.path("type").asText().equals("attempt-progressed")) {
                return event;
            }
        }
        throw new AssertionError("no turn in " + history);
    }

    @Test
    void aTestOfTheAgentShowsWhomItWouldCall() {
        try (Desk desk = Desk.at(folder)) {
            define(desk);

            JsonNode shown = desk.post(200, "/v1/agents/clerk:test", "{\"input\": {\"question\": 1}}");

            assertThat(shown.path("status").asText()).isEqualTo("calls");
            assertThat(shown.at("/record/uses/0/tool").asText()).isEqualTo("counter");
            assertThat(shown.at("/usage/inputTokens").asInt()).isEqualTo(100);
        }
    }
}
