package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Agents made of the tools of an MCP server, which is the node itself. */
class ToolImportTest {

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Client.Answer send(String more) {
        return client.post("/v1/agents:import-tools", "{\"url\":\"" + node.uri("/mcp") + "\"" + more + "}");
    }

    @Test
    void eachToolIsAnAgentThatIsBoundToItAsItIs() {
        Client.Answer shown = send(",\"owner\":\"ops\"");

        assertThat(shown.status()).as(shown.body()).isEqualTo(200);
        assertThat(shown.text("/server")).isEqualTo("baton");
        assertThat(shown.json().path("agents").valueStream())
                .extracting(agent -> agent.at("/definition/metadata/name").asText())
                .contains("baton-echo");
        assertThat(shown.json()
                        .at("/agents/0/definition/spec/connector/mcp/digest")
                        .asText())
                .matches("[0-9a-f]{64}");
        assertThat(client.get("/v1/agents/baton-echo").status()).isEqualTo(404);
    }

    @Test
    void theToolsThatAreWantedAreApplied() {
        String wish = ",\"tools\":[\"echo\"],\"prefix\":\"here\",\"apply\":true";

        assertThat(send(wish).text("/agents/0/version")).isEqualTo("1");
        assertThat(client.get("/v1/agents/here-echo").text("/definition/spec/connector/mcp/tool"))
                .isEqualTo("echo");
        assertThat(send(wish).text("/agents/0/created")).isEqualTo("false");
    }

    @Test
    void whatIsNotThereIsRefusedWithTheReason() {
        assertRefused(send(",\"tools\":[\"nothing\"]"), "no tool nothing");
        assertRefused(
                client.post("/v1/agents:import-tools", "{\"url\":\"" + node.uri("/health/live") + "\"}"),
                "/health/live");
        assertRefused(
                client.post("/v1/agents:import-tools", "{\"url\":\"http://169.254.169.254/mcp\"}"), "169.254.169.254");
        assertRefused(send(",\"bearer\":\"secret://none\""), "secret://none");
        assertThat(send(",\"bearer\":\"s3cret\"").text("/code")).isEqualTo("invalid-field");
        Client.Answer wrong = send(",\"auth\":{\"grant\":\"client-credentials\",\"clientId\":\"me\"}");
        assertThat(wrong.text("/code")).as(wrong.body()).isEqualTo("invalid-definition");
        assertThat(send(",\"tools\":[]").text("/code")).isEqualTo("invalid-field");
    }

    private static void assertRefused(Client.Answer answer, String reason) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.text("/code")).isEqualTo("agent-card-unusable");
        assertThat(answer.text("/detail")).contains(reason);
    }
}
