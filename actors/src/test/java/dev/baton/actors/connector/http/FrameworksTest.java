package dev.baton.actors.connector.http;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.http.ScriptedApi.Asked;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The definitions of {@code docs/frameworks.md}, against what the systems' documentation says that they answer. */
class FrameworksTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    private final HttpFixture fixture = new HttpFixture();
    private final ScriptedApi api = new ScriptedApi();

    @AfterEach
    void stop() {
        api.close();
        fixture.close();
    }

    private AttemptRequest request(String agent, String input) throws IOException {
        String block = BLOCK.matcher(Files.readString(Path.of("../docs/frameworks.md")))
                .results()
                .map(found -> found.group(1))
                .filter(text -> text.contains("name: " + agent + ","))
                .findFirst()
                .orElseThrow();
        String here = block.replaceAll("https://[a-z0-9.:-]+", api.url())
                .replaceAll("secret://[a-z]+", "secret://token")
                .replace("every: PT5S", "every: PT0.01S");
        List<AgentDefinition> agents = WorkflowCompiler.compile(here).agents();
        return Attempts.of(agents.getFirst(), json(input));
    }

    private AttemptResult.Succeeded untilDone(AttemptRequest request) {
        AttemptResult result = Attempts.result(fixture.connector.call(request));
        if (result instanceof AttemptResult.Progressed turn) {
            List<AgentTurn.Past> turns = new ArrayList<>(request.turns());
            turns.add(new AgentTurn.Past(turn.record(), List.of()));
            return untilDone(request.with(turns));
        }
        assertThat(result).isInstanceOf(AttemptResult.Succeeded.class);
        return (AttemptResult.Succeeded) result;
    }

    private List<String> paths() {
        return api.asked().stream()
                .map(asked -> asked.method() + " " + asked.path())
                .toList();
    }

    private void assertBearer() {
        assertThat(api.asked())
                .extracting(asked -> asked.header("Authorization"))
                .containsOnly("Bearer " + HttpFixture.TOKEN);
    }

    @Test
    void openAiResponses() throws IOException {
        api.answer(200, "{'id': 'resp_1', 'status': 'queued', 'output': [], 'error': null}")
                .answer(200, "{'id': 'resp_1', 'status': 'in_progress', 'output': [], 'error': null}")
                .answer(
                        200,
                        "{'id': 'resp_1', 'status': 'completed', 'error': null, 'output': [{'type': 'message', 'content': [{'type':"
                                + " 'output_text', 'text': 'so'}]}], 'usage': {'input_tokens': 9, 'output_tokens': 2}}");
        AttemptResult.Succeeded done = untilDone(request("researcher", "{\"text\":\"why?\"}"));
        assertThat(done.output().json().at("/0/content/0/text").asText()).isEqualTo("so");
        assertThat(done.usage()).isEqualTo(new Usage(9, 2, 0));
        assertThat(paths())
                .containsExactly("POST /v1/responses", "GET /v1/responses/resp_1", "GET /v1/responses/resp_1");
        assertThat(api.asked().getFirst().json())
                .isEqualTo(
                        json(
                                "{\"model\":\"gpt-5.1\",\"background\":true,\"instructions\":\"You research.\",\"input\":\"why?\"}"));
        assertBearer();
    }

    @Test
    void openAiResponsesThatFail() throws IOException {
        api.answer(
                200,
                "{'id': 'resp_1', 'status': 'failed', 'error': {'code': 'server_error', 'message': 'overloaded'}}");
        assertThat(Attempts.failed(fixture.connector.call(request("researcher", "{\"text\":\"why?\"}")))
                        .error()
                        .message())
                .endsWith("failed: overloaded");
    }

    @Test
    void glean() throws IOException {
        api.answer(
                200,
                "{'run': {'agent_id': 'a1b2c3', 'status': 'success'}, 'messages': [{'role': 'GLEAN_AI', 'content': [{'type': 'text',"
                        + " 'text': '42'}]}]}");
        assertThat(untilDone(request("knowledge", "{\"q\":\"?\"}"))
                        .output()
                        .json()
                        .at("/0/content/0/text")
                        .asText())
                .isEqualTo("42");
        assertThat(paths()).containsExactly("POST /rest/api/v1/agents/runs/wait");
        assertThat(api.asked().getFirst().json()).isEqualTo(json("{\"agent_id\":\"a1b2c3\",\"input\":{\"q\":\"?\"}}"));
        assertBearer();
    }

    @Test
    void agentCore() throws IOException {
        api.answer(200, "{'result': 'done'}");
        assertThat(untilDone(request("core-agent", "{\"prompt\":\"go\"}"))
                        .output()
                        .json())
                .isEqualTo(json("{\"result\":\"done\"}"));
        Asked asked = api.asked().getFirst();
        assertThat(asked.path()).isEqualTo("/invocations");
        assertThat(asked.json()).isEqualTo(json("{\"prompt\":\"go\"}"));
    }
}
